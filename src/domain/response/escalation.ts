// The ladder of an alert that nobody answers, as functions: when it opens, starts over and stops, which step is next, by when it must be
// answered. Pure and total; the database clock gives `now`, rows give everything else.
import type { AlertState } from '../alert/lifecycle.ts'
import type { LevelName } from '../rules/rule.ts'
import type { DurationMs, Instant } from '../time.ts'
import type { LadderStep, Policy } from './policy.ts'

/** running: climbing · answering: acknowledged, and some on a step with `ack: each` have not answered · stopped. */
export type LadderState = 'running' | 'answering' | 'stopped'

/** Why a step told nobody. */
export type SkipReason =
  | 'nobody_there'
  | 'nobody_on_duty'
  | 'audience_not_on_duty'
  | 'conflict_of_interest'
  | 'withheld_clearance'
  | 'withheld_consent'
  /** A step that waits for approval is proposed once and not at every turn. */
  | 'already_proposed'

/** What happened to the alert since the ladder last looked at it decides what becomes of the ladder. */
export type Turn = 'open' | 'stop' | 'keep'

const openers = ['fired', 'raised', 'reopened', 'unacknowledged']
const breaks = ['acknowledged', 'unacknowledged', 'resolved', 'expired', 'reopened']

/** `unseen`: kinds of the changes since then. A ladder never runs for an alert that is not firing. */
export function turnOf(ladder: LadderState | undefined, alert: AlertState, unseen: readonly string[]): Turn {
  if (alert === 'firing') {
    if (ladder === undefined) return 'open'
    return unseen.some((kind) => (ladder === 'running' ? breaks : openers).includes(kind)) ? 'open' : 'keep'
  }
  const isOver = alert !== 'acknowledged'
  return ladder === 'running' || (ladder === 'answering' && isOver) ? 'stop' : 'keep'
}

/** A step that was taken or skipped, as it stands in the record of this round. */
export interface StepRecord {
  readonly order: number
  /** 0 = the first time up the ladder. */
  readonly cycle: number
}

/** What counts at the instant of a step: the alert's level and the calendar at its place. */
export interface Moment {
  readonly now: Instant
  readonly level: LevelName
  /** Clocks of the open calendar windows; `normal` where none is open. */
  readonly clocks: readonly string[]
  /** Codes of the open calendar windows and phases. */
  readonly codes: readonly string[]
}

interface Placed {
  readonly step: LadderStep
  readonly cycle: number
}

export interface Climb {
  readonly skipped: readonly (Placed & { readonly reason: SkipReason })[]
  /** undefined: nobody on the whole ladder can be reached; tried again when the clock has run. */
  readonly taken: Placed | undefined
  /** When the next step is due. */
  readonly dueAt: Instant
  /** When the people of this step are reminded; undefined = not before the next step. */
  readonly remindAt: Instant | undefined
}

/** A time of zero would climb the whole ladder in one instant. */
const SHORTEST_MS: DurationMs = 1_000

/**
 * Which step comes after the ones recorded, skipping those who cannot be reached; after the last step the first again. `chosen`: the
 * order that a person asks for. undefined: the level has no clock, so nobody is asked to answer.
 */
export function nextStep(
  policy: Policy,
  record: readonly StepRecord[],
  moment: Moment,
  whyUnreachable: (step: LadderStep) => SkipReason | undefined,
  chosen?: number,
): Climb | undefined {
  const general = clockWithin(policy, moment)
  if (general === undefined) return undefined
  const skipped: (Placed & { reason: SkipReason })[] = []
  for (const placed of candidates(policy, record, moment.level, chosen)) {
    const reason = whyUnreachable(placed.step)
    if (reason === undefined) return { skipped, taken: placed, ...timesOf(policy, placed.step, moment) }
    skipped.push({ ...placed, reason })
  }
  return { skipped, taken: undefined, dueAt: moment.now + general, remindAt: undefined }
}

/** Every step once, in the order in which they come next. */
function candidates(
  policy: Policy,
  record: readonly StepRecord[],
  level: LevelName,
  chosen: number | undefined,
): Placed[] {
  const steps = policy.steps.filter(
    (one) => one.order === chosen || one.levels === null || one.levels.includes(level),
  )
  const last = record.at(-1)
  const isNext = (one: LadderStep) =>
    chosen === undefined ? last === undefined || one.order > last.order : one.order >= chosen
  const found = steps.findIndex(isNext)
  const first = found === -1 ? steps.length : found
  return steps.flatMap((_, index) => {
    const at = first + index
    const step = steps[at % steps.length]
    return step === undefined ? [] : [{ step, cycle: (last?.cycle ?? 0) + Math.floor(at / steps.length) }]
  })
}

function timesOf(
  policy: Policy,
  step: LadderStep,
  moment: Moment,
): { dueAt: Instant; remindAt: Instant | undefined } {
  const dueAt = moment.now + (answerWithin(policy, step, moment) ?? SHORTEST_MS)
  const every = policy.remindEvery[moment.level]
  const remindAt = every === undefined ? undefined : moment.now + Math.max(every, SHORTEST_MS)
  return { dueAt, remindAt: remindAt !== undefined && remindAt < dueAt ? remindAt : undefined }
}

/** The shortest of the open clocks, the step's own time, the route's for an open calendar code and the rule's; undefined without a clock. */
export function answerWithin(policy: Policy, step: LadderStep, moment: Moment): DurationMs | undefined {
  const general = clockWithin(policy, moment)
  if (general === undefined) return undefined
  const byCode = policy.routeWithin[step.to] ?? {}
  return shortest([
    general,
    step.within[moment.level],
    ...moment.codes.map((code) => byCode[code]?.[moment.level]),
    // A rule that names no time for this audience still wants its alert answered as fast as it says for others.
    policy.ruleWithin[step.to] ?? shortest(Object.values(policy.ruleWithin)),
  ])
}

function clockWithin(policy: Policy, { clocks, level }: Moment): DurationMs | undefined {
  const times = clocks.flatMap((code) => policy.clocks[code]?.[level] ?? [])
  return shortest(times.length > 0 ? times : [policy.clocks['normal']?.[level]])
}

function shortest(times: readonly (DurationMs | undefined)[]): DurationMs | undefined {
  const known = times.filter((one) => one !== undefined)
  return known.length === 0 ? undefined : Math.max(SHORTEST_MS, Math.min(...known))
}

/** A rise while the ladder runs never leaves the next step later than the new level allows. */
export function dueAfterRise(
  policy: Policy,
  running: LadderStep | undefined,
  dueAt: Instant,
  moment: Moment,
): Instant {
  const within = running === undefined ? clockWithin(policy, moment) : answerWithin(policy, running, moment)
  return within === undefined ? dueAt : Math.min(dueAt, moment.now + within)
}

/** When people who have not answered are reminded again: as the route says, else when the step's clock has run once more. */
export function nextReminder(policy: Policy, step: LadderStep, moment: Moment): Instant | undefined {
  const every = shortest([policy.remindEvery[moment.level]]) ?? answerWithin(policy, step, moment)
  return every === undefined ? undefined : moment.now + every
}

/** Recipients of a step who have not answered since its round opened. */
export function unanswered(recipients: readonly string[], answeredBy: readonly (string | null)[]): string[] {
  return recipients.filter((one) => !answeredBy.includes(one))
}
