// One look of a ladder at its alert: what the ladder becomes, which steps and reminders it leaves. No I/O: load-ladders.ts reads what this
// needs, save-climbs.ts writes what came of it.

import type { RecordedAct } from '#alerts/act-store.ts'
import type { AlertRow, EvaluationRow } from '#alerts/alert-store.ts'
import type { LadderChange, LadderRow, StepRow } from '#alerts/escalation-store.ts'
import type { Occasion } from '#domain/delivery/routing.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import { phasesAt } from '#domain/electoral-process.ts'
import { type Climb, type Moment, nextStep } from '#domain/response/escalation.ts'
import type { LadderStep, Policy } from '#domain/response/policy.ts'
import { type Found, peopleOf, type StepPeople } from '#domain/response/step-people.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import type { Ground, Standing } from './load-ladders.ts'

/** An alert with its ladder while both are worked on; recording a change moves it on. */
export interface Climbing extends Pick<Standing, 'alert' | 'steps' | 'answers' | 'told'> {
  readonly ground: Ground
  readonly ladder: LadderChange
  readonly facts: EvaluationRow
  readonly moment: Moment
  /** The deciding calendar window and phase; null = none is open. */
  readonly inForce: { readonly window: string | null; readonly phase: string | null }
  /** What this look adds to the alert's history, in order. */
  readonly acts: readonly RecordedAct[]
  /** Steps of this look; `steps` has them too. */
  readonly newSteps: readonly StepRow[]
}

export const changeOf = (row: LadderRow): LadderChange => ({
  ...row,
  dueAt: row.dueAt?.toString() ?? null,
  remindAt: row.remindAt?.toString() ?? null,
  openedAt: row.openedAt?.toString() ?? null,
  stoppedAt: row.stoppedAt?.toString() ?? null,
})

/** undefined: there is nothing that a step could tell. */
export function startClimbing(
  ground: Ground,
  { alert, facts, steps, answers, told }: Standing,
  ladder: LadderChange,
): Climbing | undefined {
  if (facts === undefined) return undefined
  const nothingYet = { acts: [], newSteps: [] }
  return { ground, alert, ladder, facts, steps, answers, told, ...momentOf(ground, alert), ...nothingYet }
}

function momentOf({ calendars, pack, now }: Ground, alert: AlertRow): Pick<Climbing, 'moment' | 'inForce'> {
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
export function climb(before: Climbing, policy: Policy, request: Request): Climbing | undefined {
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
  for (const { step, cycle, reason } of next.skipped) after = skip(after, step, cycle, reason)
  if (next.taken !== undefined) {
    const people = found.get(next.taken.step.order)?.people ?? []
    after = take(after, next.taken, people, next.dueAt, request)
  }
  return { ...after, ladder: { ...after.ladder, ...timesOf(next), dueBecause: null } }
}

const isProposed = (round: readonly StepRow[], step: LadderStep) =>
  round.some((one) => one.order === step.order && one.outcome !== 'skipped')

const timesOf = (next: Climb) => ({
  dueAt: formatInstant(next.dueAt),
  remindAt: next.remindAt === undefined ? null : formatInstant(next.remindAt),
})

function worldOf({ isTlsEnforced, now, rotas }: Ground) {
  return {
    now,
    isTlsEnforced,
    rotaOf: (recipient: string, role: string | null) =>
      rotas.find((one) => one.owner === recipient && one.role === role)?.rota,
  }
}

function skip(before: Climbing, step: LadderStep, cycle: number, reason: string): Climbing {
  const body = { reason, step: stepBody(before, step, cycle, [], null), outcome: 'skipped' }
  const after = record(before, 'escalated', { body, notify: false })
  return keepStep(after, step, { cycle, reason, outcome: 'skipped', people: [], actor: null, dueAt: null })
}

function take(
  before: Climbing,
  { step, cycle }: { readonly step: LadderStep; readonly cycle: number },
  people: readonly StepPeople[],
  due: Instant,
  request: Request,
): Climbing {
  const dueAt = formatInstant(due)
  const wasTold = request.because === 'opening' && wereTold(before, step, people)
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
  const after = record(before, 'escalated', { body, notify: !wasTold, actor })
  return keepStep(after, step, { cycle, reason: request.because, outcome, people, actor, dueAt })
}

/** Nobody gets the same message twice within a second: the change that opened the ladder may have told the first step's people already. */
function wereTold({ told, ladder }: Climbing, step: LadderStep, people: readonly StepPeople[]): boolean {
  const isNew =
    step.role !== null || step.release === 'approval' || people.some((one) => one.channels !== null)
  if (isNew || ladder.openingOrdinal === null) return false
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

function keepStep(
  before: Climbing,
  step: LadderStep,
  given: Pick<StepRow, 'cycle' | 'reason' | 'outcome' | 'people' | 'actor'> & {
    readonly dueAt: string | null
  },
): Climbing {
  const { ground, alert, ladder, steps, newSteps } = before
  const row: StepRow = {
    ...given,
    alertId: alert.id,
    step: ladder.step + 1,
    round: ladder.round,
    order: step.order,
    audience: step.to,
    role: step.role,
    ordinal: alert.lastOrdinal,
    level: alert.level,
    at: Temporal.Instant.fromEpochMilliseconds(ground.now),
    dueAt: given.dueAt === null ? null : Temporal.Instant.from(given.dueAt),
  }
  const kept = { steps: [...steps, row], newSteps: [...newSteps, row] }
  return { ...before, ...kept, ladder: { ...ladder, step: row.step } }
}

/** Tells the running step's people again. */
export function remind(before: Climbing, running: StepRow, people: readonly StepPeople[]): Climbing {
  const step = before.ladder.policy?.steps.find((one) => one.order === running.order)
  if (step === undefined) return before
  const due = before.ladder.state === 'running' ? before.ladder.dueAt : null
  const body = {
    ...before.facts.body,
    reason: 'nobody_answered',
    step: stepBody(before, step, running.cycle, people, due),
  }
  return record(before, 'reminded', { body, notify: true })
}

function record(
  before: Climbing,
  kind: 'escalated' | 'reminded',
  act: { body: Readonly<Record<string, unknown>>; notify: boolean; actor?: string | null },
): Climbing {
  const { ground, alert, ladder, acts } = before
  const lastOrdinal = alert.lastOrdinal + 1
  return {
    ...before,
    acts: [...acts, { kind, actor: null, at: formatInstant(ground.now), ...act }],
    alert: { ...alert, lastOrdinal },
    ladder: { ...ladder, seenOrdinal: lastOrdinal },
  }
}

/** The step whose people have to answer now. */
export function runningStep({ steps, ladder }: Pick<Climbing, 'steps' | 'ladder'>): StepRow | undefined {
  return steps.findLast((one) => one.round === ladder.round && one.outcome !== 'skipped')
}
