// Who would get what, by which way and when, and why not the others: the plan of an alert that does not exist. Nothing is written or sent.
import { type Actor, mayUseProcess } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { permissionFor } from '#domain/delivery/exclusion.ts'
import { planFor } from '#domain/delivery/plan.ts'
import type { PlannedRow } from '#domain/delivery/planned-row.ts'
import { isNotForBroadcast, type Occasion, routeSettings } from '#domain/delivery/route-settings.ts'
import { acknowledgeWithin, audienceOf, channelOf, inboxOf } from '#domain/delivery/routing.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import { inhibitedBy, matchesSilence } from '#domain/delivery/suppression.ts'
import type { Marking } from '#domain/pack.ts'
import type { LevelName, Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { readNow } from '#registry/process-store.ts'
import { latestActivation, readRevisions } from '#registry/rule-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { readSuppressors } from './inhibition-store.ts'
import { silencesInForce } from './silence-store.ts'

export interface Trial {
  readonly process: string
  readonly rule: string
  readonly place: string
  readonly level: LevelName
  readonly phase: string | null
  readonly window: string | null
  readonly marking: Marking
  readonly consent: Readonly<Record<'internal' | 'ombudsman' | 'un' | 'public', boolean>>
  readonly actors: readonly string[]
  readonly tracks: readonly string[]
  readonly category: string | null
  readonly at: Temporal.Instant | undefined
  readonly isExercise: boolean
}

export interface TrialRow {
  readonly row: PlannedRow
  readonly view: 'full' | 'thin' | null
  readonly ladder: string | null
  readonly acknowledgeWithinMs: number | null
}

export interface TrialResult {
  readonly rows: readonly TrialRow[]
  readonly silencedBy: string | null
  readonly inhibitedBy: string | null
  readonly isNotForBroadcast: boolean
}

export async function tryRoutes(
  deps: { readonly db: Db; readonly channels: Pick<Channels, 'isUsable' | 'isTlsEnforced'> },
  pack: DeliveryPack,
  actor: Actor,
  trial: Trial,
): Promise<TrialResult> {
  if (!mayUseProcess(actor, trial.process)) {
    throw new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${trial.process}`)
  }
  const rule = await ruleInForce(deps.db, trial.rule)
  const { now } = await readNow(deps.db)
  const occasion = occasionOf(pack, trial, rule, (trial.at ?? now).epochMilliseconds)
  const lineage = pack.lineageOf(trial.place)
  const silence = (await silencesInForce(deps.db, [trial.process])).find((one) =>
    matchesSilence(one.matchers, occasion.alert, trial.level, lineage),
  )
  const source = inhibitedBy(occasion, await readSuppressors(deps.db, [trial.process], [trial.rule]))
  const rows = planFor(occasion, {
    now: occasion.event.at,
    isUsable: (channel) => deps.channels.isUsable(channel),
    isTlsEnforced: deps.channels.isTlsEnforced,
    isReplay: false,
    told: [],
    suppressed: silence !== undefined ? 'silenced' : source !== undefined ? 'inhibited' : undefined,
  })
  return {
    rows: rows.map((row) => trialRow(occasion, row, deps.channels.isTlsEnforced)),
    silencedBy: silence?.id ?? null,
    inhibitedBy: source?.alertId ?? null,
    isNotForBroadcast: isNotForBroadcast(
      occasion,
      rows.map((row) => row.audience),
    ),
  }
}

function trialRow(occasion: Occasion, row: PlannedRow, isTlsEnforced: boolean): TrialRow {
  const { routing } = occasion.pack
  const audience = audienceOf(routing, row.audience)
  const channel = channelOf(routing, row.channel) ?? inboxOf(routing)
  const permission =
    audience === undefined || row.state === 'withheld'
      ? undefined
      : permissionFor({
          audience,
          channel,
          marking: occasion.alert.marking,
          consent: occasion.event.body.consent,
          isTlsEnforced,
          isNotice: row.reason === 'last_resort',
        })
  const view = permission !== undefined && 'view' in permission ? permission.view : null
  return {
    row,
    view: view !== null && row.reason === 'conflict_redacted' ? 'thin' : view,
    ladder: routeSettings(occasion, row.audience).ladder ?? null,
    acknowledgeWithinMs: acknowledgeWithin(occasion, row.audience) ?? null,
  }
}

/** As the last activation has it: its audiences, tags and factors. */
async function ruleInForce(db: Db, id: string): Promise<Rule> {
  const hash = (await latestActivation(db))?.rules.find((one) => one.rule_id === id)?.hash
  const [revision] = hash === undefined ? [] : await readRevisions(db, [hash])
  const parsed = parseRule(revision?.document)
  if (revision !== undefined && 'rule' in parsed) return parsed.rule
  throw new AppError('not_found', 'RULE_UNKNOWN', `no rule ${id} is in force; /v1/rules lists those that are`)
}

function occasionOf(pack: DeliveryPack, trial: Trial, rule: Rule, at: number): Occasion {
  const body = readEventBody({
    audiences: rule.notify.map((one) => ({
      audience: one.audience,
      from: one.from,
      ack_within_ms: one.ackWithin ?? null,
      release: one.release,
    })),
    evidence_actors: trial.actors,
    consent: trial.consent,
    phase: trial.phase,
    window: trial.window,
    tracks: trial.tracks,
  })
  const key = trial.category === null ? {} : { category: trial.category }
  return {
    pack,
    event: { ordinal: 1, kind: 'fired', notify: true, at, level: trial.level, body },
    alert: {
      id: '00000000-0000-5000-8000-000000000000',
      process: trial.process,
      ruleId: rule.id,
      state: 'firing',
      maxLevel: trial.level,
      place: trial.place,
      title: rule.title,
      key: { ...pack.placeLevels(trial.place), ...key },
      tags: rule.tags,
      factors: rule.factors,
      marking: trial.marking,
      isExercise: trial.isExercise,
      isLate: false,
      asOf: at,
      firedAt: at,
    },
  }
}
