// One look of a ladder at its alert, in the transaction that holds the alert's lock: what the ladder becomes, which steps and reminders are
// recorded. The decisions are domain/response; here they become rows.
import { type AlertRow, recordAct } from '#alerts/alert-store.ts'
import {
  insertStep,
  type LadderChange,
  type LadderRow,
  type OpeningFacts,
  readLatestEvaluation,
  readSteps,
  type StepRow,
} from '#alerts/escalation-store.ts'
import { recipientsTold } from '#delivery/overdue-store.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Occasion } from '#domain/delivery/routing.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import { phasesAt } from '#domain/electoral-process.ts'
import { type Climb, type Moment, nextStep } from '#domain/response/escalation.ts'
import type { LadderStep, Policy } from '#domain/response/policy.ts'
import { type Found, peopleOf, type StepPeople } from '#domain/response/step-people.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import type { Trx } from '#platform/database/database.ts'
import { type CalendarRow, readCalendar } from '#registry/process-store.ts'
import { type FilledRota, readFilledRotas } from '#registry/rota-store.ts'

export interface ClimbDeps {
  readonly isTlsEnforced: boolean
  countStep?(outcome: StepRow['outcome']): void
}

/** What one transaction knows of the world around its alerts. */
export interface Ground {
  readonly deps: ClimbDeps
  readonly trx: Trx
  readonly pack: DeliveryPack
  readonly now: Instant
  readonly rotas: readonly FilledRota[]
  readonly calendars: Map<string, CalendarRow | undefined>
}

export async function groundOf(
  trx: Trx,
  deps: ClimbDeps,
  pack: DeliveryPack,
  now: Temporal.Instant,
): Promise<Ground> {
  const rotas = await readFilledRotas(trx)
  return { deps, trx, pack, now: now.epochMilliseconds, rotas, calendars: new Map() }
}

/** An alert with its ladder while a transaction works on both; recording a change moves it on. */
export interface Climbing {
  readonly ground: Ground
  readonly alert: AlertRow
  readonly ladder: LadderChange
  readonly steps: readonly StepRow[]
  readonly facts: OpeningFacts
  readonly moment: Moment
  /** The deciding calendar window and phase; null = none is open. */
  readonly inForce: { readonly window: string | null; readonly phase: string | null }
}

export const changeOf = (row: LadderRow): LadderChange => ({
  ...row,
  dueAt: row.dueAt?.toString() ?? null,
  remindAt: row.remindAt?.toString() ?? null,
  openedAt: row.openedAt?.toString() ?? null,
  stoppedAt: row.stoppedAt?.toString() ?? null,
})

/** undefined: no evaluation of the alert is on record, which only rows written by hand bring about. */
export async function startClimbing(
  ground: Ground,
  alert: AlertRow,
  ladder: LadderChange,
): Promise<Climbing | undefined> {
  const facts = await readLatestEvaluation(ground.trx, alert.id)
  if (facts === undefined) return undefined
  const steps = await readSteps(ground.trx, alert.id)
  return { ground, alert, ladder, steps, facts, ...(await momentOf(ground, alert)) }
}

async function momentOf(ground: Ground, alert: AlertRow): Promise<Pick<Climbing, 'moment' | 'inForce'>> {
  const { calendars, trx, pack, now } = ground
  if (!calendars.has(alert.process)) calendars.set(alert.process, await readCalendar(trx, alert.process))
  const calendar = calendars.get(alert.process)?.calendar
  const { windows, phases } = phasesAt(calendar ?? { spans: [] }, pack.lineageOf(alert.place), now)
  const clocks = windows.length === 0 ? ['normal'] : [...new Set(windows.map((one) => pack.clockOf(one)))]
  return {
    moment: { now, level: alert.level ?? alert.maxLevel, clocks, codes: [...windows, ...phases] },
    inForce: { window: windows[0] ?? null, phase: phases[0] ?? null },
  }
}

/** The change that a step tells again, as delivery sees it, with the calendar of now. */
export function occasionOf({ ground, alert, facts, inForce }: Climbing): Occasion {
  const body = { ...readEventBody(facts.body), ...inForce }
  return {
    pack: ground.pack,
    alert: {
      ...alert,
      asOf: alert.asOf.epochMilliseconds,
      firedAt: alert.firedAt.epochMilliseconds,
    },
    event: {
      ordinal: facts.ordinal,
      kind: facts.kind,
      notify: true,
      at: facts.at.epochMilliseconds,
      level: alert.level,
      body,
    },
  }
}

export interface Request {
  readonly because: string
  /** The order of a step that a person asks for. */
  readonly chosen?: number
  readonly actor?: string
  /** The person's reason. */
  readonly note?: string
}

/** Takes the next step that reaches somebody and records those skipped on the way; undefined: the level has no clock. */
export async function climb(
  before: Climbing,
  policy: Policy,
  request: Request,
): Promise<Climbing | undefined> {
  const occasion = occasionOf(before)
  const found = new Map<number, Found>()
  const round = before.steps.filter((one) => one.round === before.ladder.round)
  const next = nextStep(
    policy,
    round,
    before.moment,
    (step) => {
      if (step.release === 'approval' && isProposed(round, step)) return 'already_proposed'
      const people = peopleOf(occasion, step, worldOf(before.ground))
      found.set(step.order, people)
      return 'reason' in people ? people.reason : undefined
    },
    request.chosen,
  )
  if (next === undefined) return undefined
  let after = before
  for (const { step, cycle, reason } of next.skipped) after = await skip(after, step, cycle, reason)
  if (next.taken !== undefined) {
    const people = found.get(next.taken.step.order)?.people ?? []
    after = await take(after, next.taken, people, next.dueAt, request)
  }
  return { ...after, ladder: { ...after.ladder, ...timesOf(next), dueBecause: null } }
}

const isProposed = (round: readonly StepRow[], step: LadderStep) =>
  round.some((one) => one.order === step.order && one.outcome !== 'skipped')

const timesOf = (next: Climb) => ({
  dueAt: formatInstant(next.dueAt),
  remindAt: next.remindAt === undefined ? null : formatInstant(next.remindAt),
})

function worldOf({ deps, now, rotas }: Ground) {
  return {
    now,
    isTlsEnforced: deps.isTlsEnforced,
    rotaOf: (recipient: string, role: string | null) =>
      rotas.find((one) => one.owner === recipient && one.role === role)?.rota,
  }
}

async function skip(before: Climbing, step: LadderStep, cycle: number, reason: string): Promise<Climbing> {
  const body = { reason, step: stepBody(before, step, cycle, [], null), outcome: 'skipped' }
  const after = await record(before, 'escalated', { body, notify: false })
  return keepStep(after, step, { cycle, reason, outcome: 'skipped', people: [], actor: null, dueAt: null })
}

async function take(
  before: Climbing,
  { step, cycle }: { readonly step: LadderStep; readonly cycle: number },
  people: readonly StepPeople[],
  due: Instant,
  request: Request,
): Promise<Climbing> {
  const dueAt = formatInstant(due)
  const wasTold = request.because === 'opening' && (await wereTold(before, step, people))
  const outcome = wasTold ? 'told_before' : 'told'
  const body = {
    ...before.facts.body,
    ...before.inForce,
    reason: request.because,
    note: request.note ?? null,
    step: stepBody(before, step, cycle, people, dueAt),
    outcome,
  }
  const actor = request.actor ?? null
  const after = await record(before, 'escalated', { body, notify: !wasTold, actor })
  return keepStep(after, step, { cycle, reason: request.because, outcome, people, actor, dueAt })
}

/** Nobody gets the same message twice within a second: the change that opened the ladder may have told the first step's people already. */
async function wereTold(
  { ground, alert, ladder }: Climbing,
  step: LadderStep,
  people: readonly StepPeople[],
) {
  const isNew =
    step.role !== null || step.release === 'approval' || people.some((one) => one.channels !== null)
  if (isNew || ladder.openingOrdinal === null) return false
  const told = await recipientsTold(ground.trx, alert.id, ladder.openingOrdinal)
  return people.every((one) => told.includes(one.recipient))
}

function stepBody(
  { ladder, ground: { pack } }: Climbing,
  step: LadderStep,
  cycle: number,
  people: readonly StepPeople[],
  dueAt: string | null,
) {
  const { order, to, role, ack, release } = step
  const code = ladder.policy?.ladder ?? null
  // Of a personal rota the body says who, so that the message reaches them by their own way.
  const named = people.map(({ recipient, names, channels }) => ({ recipient, names, channels }))
  const label = pack.addresseeLabel(to)
  return {
    order,
    to,
    label,
    role,
    ladder: code,
    ack,
    release,
    cycle,
    round: ladder.round,
    due_at: dueAt,
    people: named,
  }
}

async function keepStep(
  { ground, alert, ladder, steps, ...rest }: Climbing,
  step: LadderStep,
  given: Pick<StepRow, 'cycle' | 'reason' | 'outcome' | 'people' | 'actor'> & {
    readonly dueAt: string | null
  },
): Promise<Climbing> {
  const row = {
    ...given,
    alertId: alert.id,
    step: ladder.step + 1,
    round: ladder.round,
    order: step.order,
    audience: step.to,
    role: step.role,
    ordinal: alert.lastOrdinal,
    level: alert.level,
  }
  await insertStep(ground.trx, row)
  ground.deps.countStep?.(given.outcome)
  const at = Temporal.Instant.fromEpochMilliseconds(ground.now)
  const kept = { ...row, at, dueAt: given.dueAt === null ? null : Temporal.Instant.from(given.dueAt) }
  return { ...rest, ground, alert, ladder: { ...ladder, step: row.step }, steps: [...steps, kept] }
}

/** Tells the running step's people again. */
export function remind(before: Climbing, running: StepRow, people: readonly StepPeople[]): Promise<Climbing> {
  const step = before.ladder.policy?.steps.find((one) => one.order === running.order)
  if (step === undefined) return Promise.resolve(before)
  const due = before.ladder.state === 'running' ? before.ladder.dueAt : null
  const body = {
    ...before.facts.body,
    reason: 'nobody_answered',
    step: stepBody(before, step, running.cycle, people, due),
  }
  return record(before, 'reminded', { body, notify: true })
}

async function record(
  before: Climbing,
  kind: 'escalated' | 'reminded',
  act: { body: Readonly<Record<string, unknown>>; notify: boolean; actor?: string | null },
): Promise<Climbing> {
  const { ground, alert, ladder } = before
  const at = formatInstant(ground.now)
  await recordAct(ground.trx, alert, { kind, actor: null, at, ...act })
  const lastOrdinal = alert.lastOrdinal + 1
  return { ...before, alert: { ...alert, lastOrdinal }, ladder: { ...ladder, seenOrdinal: lastOrdinal } }
}

/** The step whose people have to answer now. */
export function runningStep({ steps, ladder }: Pick<Climbing, 'steps' | 'ladder'>): StepRow | undefined {
  return steps.findLast((one) => one.round === ladder.round && one.outcome !== 'skipped')
}
