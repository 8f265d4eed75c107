// Evaluation events → alerts and their history, in the lane's transaction, with what delivery and readers need to judge them by.

import {
  type AlertChange,
  type AlertEventChange,
  changeOf,
  type Decision,
  lockAlerts,
  readDecisions,
  saveTransitions,
} from '#alerts/alert-store.ts'
import { stricterMarking } from '#domain/actor.ts'
import { type AlertLife, applyEvaluation, rankOf, recordedAs } from '#domain/alert/lifecycle.ts'
import type { Marking } from '#domain/pack.ts'
import { alertIdentity, alertNamespace } from '#domain/rules/alert-identity.ts'
import type { PlacedEvent } from '#domain/rules/lane.ts'
import { naturesOf } from '#domain/rules/measure-nature.ts'
import type { Rule } from '#domain/rules/rule.ts'
import type { Trx } from '#platform/database/database.ts'
import { uuidv5 } from '#platform/ids.ts'
import { carryOut, readDecidedOn } from './carry-out-decision.ts'
import { type EvidenceFacts, gatherEvidence } from './evidence-facts.ts'
import type { OpenLane } from './open-lane.ts'
import type { TakenEntry } from './read-entries.ts'
import { instantText } from './save-delta.ts'

export interface RecordingLane {
  readonly lane: number
  readonly open: OpenLane
  /** The calendar version in force at a position of the log. */
  readonly calendarAt: (pos: number) => number | null
  /** The entries of the step, for what people decided and for what a correction brought about. */
  readonly taken: readonly TakenEntry[]
}

interface Named {
  readonly id: string
  readonly event: PlacedEvent
  readonly evidence: EvidenceFacts
}

interface Decided {
  readonly id: string
  readonly pos: number
  readonly lt: string
  readonly decision: Decision
}

export async function recordAlerts(
  trx: Trx,
  { lane, open, calendarAt, taken }: RecordingLane,
  events: readonly PlacedEvent[],
): Promise<void> {
  const decided = await decisionsOf(trx, taken)
  if (events.length === 0 && decided.length === 0) return
  const process = open.memory.settings.process
  const facts = await gatherEvidence(trx, lane, open, events)
  const named: Named[] = events.flatMap((event, index) => {
    const evidence = facts[index]
    const id = uuidv5(alertNamespace, alertIdentity(process, event.ruleId, event.key, event.episode))
    return evidence === undefined ? [] : [{ id, event, evidence }]
  })
  const before = await lockAlerts(trx, [...new Set([...named, ...decided].map((one) => one.id))])
  const changes = new Map([...before].map(([id, row]) => [id, changeOf(row)]))
  const touched = new Set<string>()
  const history: AlertEventChange[] = []
  const basis = await readDecidedOn(
    trx,
    decided.map(({ id }) => id),
  )
  for (const one of inOrder(named, decided)) {
    const known = changes.get(one.id)
    if ('decision' in one) {
      if (known === undefined) continue
      const done = carryOut(known, one.decision, one.lt, basis.get(one.id), history)
      changes.set(one.id, done.alert)
      history.push(done.event)
    } else {
      const rule = open.rules.get(one.event.revision)
      if (rule === undefined) continue
      const change = alertAfter(open, rule, one.id, known, one.event, one.evidence)
      changes.set(one.id, change)
      const event = historyOf(open, rule, change, one.event, one.evidence, calendarAt(one.event.pos))
      const recorded = recordedAs(known, one.event, isByCorrection(taken, one.event))
      history.push({ ...event, kind: recorded.kind, notify: recorded.notify && !one.event.isShadow })
    }
    touched.add(one.id)
  }
  await saveTransitions(
    trx,
    [...changes.values()].filter(({ id }) => touched.has(id)),
    history,
  )
}

async function decisionsOf(trx: Trx, taken: readonly TakenEntry[]): Promise<Decided[]> {
  const entries = taken.filter(({ inbox }) => inbox.kind === 'decision')
  const found = await readDecisions(
    trx,
    entries.map(({ inbox }) => inbox.ref),
  )
  return entries.flatMap(({ inbox, pos, lt }) => {
    const decision = found.get(inbox.ref)
    return decision === undefined ? [] : [{ id: decision.alertId, pos, lt: instantText(lt), decision }]
  })
}

/** As the log has them: a decision comes after what earlier entries brought about, and before ticks that ran after it. */
function inOrder(named: readonly Named[], decided: readonly Decided[]): (Named | Decided)[] {
  const waiting = [...decided]
  const ordered = named.flatMap((one): (Named | Decided)[] => {
    const count = waiting.findIndex(({ pos }) => pos > one.event.pos)
    return [...waiting.splice(0, count === -1 ? waiting.length : count), one]
  })
  return [...ordered, ...waiting]
}

/** The evaluation of the very entry that corrected or withdrew a signal, and no tick after it. */
function isByCorrection(taken: readonly TakenEntry[], event: PlacedEvent): boolean {
  const entry = taken.find(({ pos }) => pos === event.pos)
  const kind = entry?.inbox.kind
  return (kind === 'correction' || kind === 'retraction') && entry?.lt === event.lt
}

function alertAfter(
  open: OpenLane,
  rule: Rule,
  id: string,
  known: AlertChange | undefined,
  event: PlacedEvent,
  evidence: EvidenceFacts,
): AlertChange {
  const { settings } = open.memory
  const life: AlertLife = applyEvaluation(known, event)
  const key = Object.fromEntries(rule.groupBy.map((field, index) => [field, event.key[index] ?? '']))
  const place = placeOf(key, settings.country)
  const lt = instantText(event.lt)
  const before = known ?? opened(lt)
  const join = (own: readonly string[], field: string, earlier: readonly string[]) =>
    [
      ...new Set([...own, ...earlier, ...evidence.signals.flatMap((one) => asList(one.fields[field]))]),
    ].toSorted()
  return {
    id,
    process: settings.process,
    ruleId: rule.id,
    ruleRevision: event.revision,
    key,
    episode: event.episode,
    ...life,
    place,
    department: open.view.places.placeLevels(place).department ?? null,
    title: rule.title,
    // Once closed, the alert keeps saying why it fired; how it ended is in its history.
    explain: life.level === null ? (before.explain ?? event.explain) : event.explain,
    factors: join(rule.factors, 'factor', before.factors),
    rights: join(rule.rights, 'rights', before.rights),
    populations: join(rule.populations, 'populations', before.populations),
    tags: rule.tags,
    marking: stricterMarking(before.marking, evidence.marking),
    isExercise: open.isExercise,
    isShadow: event.isShadow,
    isLate: event.isLate || before.isLate,
    asOf: instantText(event.asOf),
    firedAt: before.firedAt,
    updatedAt: lt,
    closedAt: life.level === null ? (before.closedAt ?? lt) : null,
    lastOrdinal: before.lastOrdinal + 1,
  }
}

/** What an alert brings along when its first event comes: nothing. */
function opened(firedAt: string) {
  const none: readonly string[] = []
  const marking: Marking = 'TLP:CLEAR'
  return {
    explain: undefined,
    factors: none,
    rights: none,
    populations: none,
    marking,
    isLate: false,
    firedAt,
    closedAt: null,
    lastOrdinal: 0,
  }
}

function historyOf(
  open: OpenLane,
  rule: Rule,
  alert: AlertChange,
  event: PlacedEvent,
  evidence: EvidenceFacts,
  calendarVersion: number | null,
): AlertEventChange {
  const { isShadow } = event
  return {
    alertId: alert.id,
    ordinal: alert.lastOrdinal,
    kind: event.kind,
    lt: instantText(event.lt),
    level: event.level,
    asOf: instantText(event.asOf),
    isLate: event.isLate,
    notify: event.notify && !isShadow,
    ruleRevision: event.revision,
    calendarVersion,
    actor: null,
    body: {
      title: rule.title,
      explain: event.explain,
      reason: event.reason ?? null,
      previousLevel: event.previousLevel,
      maxLevel: event.maxLevel,
      measures: event.measures,
      comparisons: event.comparisons,
      measured: naturesOf(
        rule,
        event.comparisons.map((one) => one.measure),
      ),
      prevention: event.prevention,
      factors: event.factors,
      ...(event.phaseWeight === undefined ? {} : { phase_weight: event.phaseWeight }),
      evidence: event.evidence,
      ...(event.overCap === undefined ? {} : { over_cap: event.overCap }),
      withdrawn: event.withdrawn ?? [],
      ...(event.corrected === undefined ? {} : { corrected: event.corrected }),
      phase: event.phase,
      window: event.window,
      isShadow,
      certainty: evidence.certainty,
      recommended: recommendedFor(rule, event),
      audiences: rule.notify.map((one) => ({
        audience: one.audience,
        from: one.from,
        ack_within_ms: one.ackWithin ?? null,
        release: one.release,
      })),
      evidence_actors: evidence.actors,
      tracks: evidence.tracks,
      consent: evidence.consent,
      versions: { ...open.view.pack.versions, calendar: calendarVersion },
    },
  }
}

/** The recommended measures of the level reached, each with the institution asked and the instant by which. */
function recommendedFor(rule: Rule, event: PlacedEvent) {
  return rule.actions
    .filter((action) => rankOf(event.level) >= rankOf(action.from))
    .map((action) => ({
      id: action.id,
      to: action.to,
      due_at: instantText(event.lt + action.due),
      text: action.text,
    }))
}

function placeOf(key: Readonly<Record<string, string>>, country: string): string {
  for (const field of ['place', 'municipality', 'province', 'department']) {
    const code = key[field]
    if (code !== undefined) return code
  }
  return country
}

function asList(value: string | number | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return []
  return typeof value === 'object' ? value : [String(value)]
}
