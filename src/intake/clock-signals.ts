// What the product itself reports of the calendar (the legal clock): an act that nobody recorded in time, a date that was moved. They are
// signals like any other, of a source of their own; nobody sent them, so they have no actor.
import type { Deadline, MovedDeadline } from '#domain/deadline-watch.ts'
import type { CountryPack, DeadlineWatch } from '#domain/pack.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import type { SignalSender } from '#domain/signal/intake-context.ts'
import type { Instant } from '#domain/time.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { readSignal, refusal } from './read-signal.ts'
import { saveRevision } from './revise-signal.ts'
import { registerSources } from './sender.ts'
import { findByExternalId } from './signal-store.ts'
import { type StoreDeps, storeCandidates } from './store-candidates.ts'
import type { Verdict } from './submission.ts'

export interface ClockReport {
  readonly externalId: string
  readonly category: string
  readonly severity: number
  readonly at: Instant
  readonly title: string
}

/** Named by what was due when: told once, however often the clock looks. `withdrawn` counts records of the act that were taken back. */
export function missedName(process: string, deadline: Deadline, withdrawn: number): string {
  const { milestone, round, due } = deadline
  return ['missed', process, milestone, round ?? 0, due, ...(withdrawn === 0 ? [] : [withdrawn])].join(':')
}

export function missedReport(
  pack: CountryPack,
  watch: DeadlineWatch,
  deadline: Deadline,
  externalId: string,
): ClockReport {
  const { code, day, words } = speech(pack, deadline)
  return {
    externalId,
    category: watch.missed,
    severity: 2,
    at: deadline.speaks,
    title: `${words.missed}: ${code} (${day(deadline.due)})`,
  }
}

/** One report for one version, however many dates it moved; the vote itself weighs more. */
export function movedReport(
  pack: CountryPack,
  watch: DeadlineWatch,
  version: { readonly process: string; readonly number: number; readonly at: Instant },
  moved: readonly MovedDeadline[],
): ClockReport | undefined {
  const vote = moved.find(({ milestone }) => milestone === 'election_day')
  const first = vote ?? moved[0]
  if (first === undefined) return undefined
  const { code, day, words } = speech(pack, first)
  const then = first.after === null ? words.undated : day(first.after)
  const others = moved.length === 1 ? '' : ` ${words.others(moved.length - 1)}`
  return {
    externalId: ['moved', version.process, version.number].join(':'),
    category: watch.moved,
    severity: vote === undefined ? 2 : 3,
    at: version.at,
    title: `${words.moved}: ${code}, ${day(first.before)} → ${then}${others}`.slice(0, 160),
  }
}

const speeches = {
  es: {
    missed: 'Plazo vencido sin acto registrado',
    moved: 'Calendario cambiado',
    undated: 'sin fecha',
    others: (count: number) => `y ${count} más`,
  },
  en: {
    missed: 'Deadline passed without its act on record',
    moved: 'Calendar changed',
    undated: 'no date',
    others: (count: number) => `and ${count} more`,
  },
}

function speech(pack: CountryPack, one: { readonly milestone: string }) {
  const language = pack.defaultLanguage
  const day = (at: Instant) =>
    // A day ends at the first instant of the next one.
    Temporal.Instant.fromEpochMilliseconds(at - 1)
      .toZonedDateTimeISO(pack.timeZone)
      .toPlainDate()
      .toString()
  const code = pack.milestones.get(one.milestone)?.labels[language] ?? one.milestone
  return { code, day, words: speeches[language] }
}

export interface ClockDeps extends StoreDeps {
  readonly view: RegistryView
  readonly now: Temporal.Instant
  readonly watch: DeadlineWatch
  readonly process: { readonly id: string; readonly territory: string }
}

/** Stored and handed over like any report; one that is there already is left as it is. Answers those that are new. */
export async function reportClock(
  trx: Trx,
  deps: ClockDeps,
  reports: readonly ClockReport[],
): Promise<readonly ClockReport[]> {
  if (reports.length === 0) return []
  const sender = senderOfClock(deps)
  await registerSources(trx, deps.view, [sender])
  const created: ClockReport[] = []
  const candidates = reports.map((report) => ({
    ...candidateOf(deps, sender, report),
    settle(verdict: Verdict) {
      if (verdict.outcome === 'refused') throw refusedItself(verdict.error)
      if (verdict.outcome === 'created') created.push(report)
    },
  }))
  await storeCandidates(trx, deps, candidates)
  return created
}

function senderOfClock({ view, watch }: ClockDeps): SignalSender {
  const id = watch.sourceKind
  const reliability = view.pack.sourceKinds.get(id)?.defaultReliability ?? 'F'
  const known = view.sources.get(id) ?? { id, kind: id, reliability }
  return { ...known, mayGrade: true, mayAttribute: true, processes: null }
}

function candidateOf({ view, now, watch, process }: ClockDeps, sender: SignalSender, report: ClockReport) {
  const { pack } = view
  const submitted = readSignal({
    external_id: report.externalId,
    process: process.id,
    category: report.category,
    factor: watch.factor,
    severity: report.severity,
    event_time: Temporal.Instant.fromEpochMilliseconds(report.at).toString(),
    event_time_precision: 'hour',
    place: process.territory,
    title: report.title,
    language: pack.defaultLanguage,
    source: { root: watch.sourceKind },
    credibility: 1,
    verification: 'verified',
    marking: pack.sourceKinds.get(watch.sourceKind)?.defaultMarking ?? 'TLP:GREEN',
    consent: { internal: true, ombudsman: true, un: true, public: true },
  })
  if ('faults' in submitted) throw refusal(submitted.faults)
  const { derived, faults } = deriveSignal(submitted.body, sender, {
    pack,
    places: view.places,
    processes: view.open,
    receivedAt: now.epochMilliseconds,
    hash: sha256,
  })
  if (derived === undefined) throw refusal(faults)
  const row = {
    id: uuidv7(),
    rev: 1,
    kind: 'signal' as const,
    sourceId: sender.id,
    externalId: report.externalId,
    body: submitted.body,
    derived,
    bodyHash: submitted.bodyHash,
    reason: null,
    actor: null,
    receivedAt: now.toString(),
  }
  return { row, identity: undefined, sender, mayRevise: false, findings: [] }
}

/** A report of its own that the product refuses is a defect. */
function refusedItself({ message }: AppError): AppError {
  return new AppError('bug', 'INVARIANT_BROKEN', `the legal clock's own report was refused: ${message}`)
}

/** The act is on record after all: what the clock said of it counts no longer. */
export async function takeBack(
  trx: Trx,
  deps: ClockDeps,
  externalIds: readonly string[],
  reason: string,
): Promise<void> {
  const sourceId = deps.watch.sourceKind
  // No signal has this id; the name alone is looked for.
  const names = externalIds.map((externalId) => ({ sourceId, externalId, id: uuidv7() }))
  const revisions = await findByExternalId(trx, names)
  for (const externalId of externalIds) {
    const last = revisions.findLast((one) => one.externalId === externalId)
    if (last === undefined || last.kind === 'retraction') continue
    const receivedAt = deps.now.toString()
    const row = { ...last, rev: last.rev + 1, kind: 'retraction' as const, reason, actor: null, receivedAt }
    await saveRevision(trx, deps.pokes, last, row)
  }
}
