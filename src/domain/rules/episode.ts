// From moved level machines to the life of an alert: episodes, reopening, and the events that record it (rule language §9).
import type { Instant } from '../time.ts'
import { accountFor, type LabelOf, type Shown, shownBy } from './evidence.ts'
import { type KeyMemory, lengthOf } from './key-memory.ts'
import type { EvaluationEvent, EvaluationKind, KeyState, LevelState } from './lane.ts'
import { firingLevel, rankOf } from './levels.ts'
import type { ReadMeasure } from './measures/measure.ts'
import type { LevelName } from './rule.ts'

/** A correction of evidence, and the numbers that stood before it. */
export interface Corrected {
  readonly signal: string
  readonly shown: Shown
}

/** What brought a change about, as far as its event has to say. */
export interface Moment {
  readonly at: Instant
  /** The instant at which the condition held: earlier than `at` for late evidence. */
  readonly asOf: Instant
  readonly read: ReadMeasure
  /** How an open alert closes if nothing fires any more. */
  readonly closing: 'resolved' | 'expired'
  readonly reason?: string
  readonly withdrawn: readonly string[]
  /** A signal that the alert rested on was corrected: what the alert said right before. */
  readonly corrected?: Corrected
  readonly labelOf: LabelOf
}

function isReopening(key: KeyMemory, { closedAt }: KeyState, at: Instant): boolean {
  return closedAt !== undefined && at - closedAt < lengthOf(key, key.rule.cooldown)
}

function kindOf(key: KeyMemory, before: KeyState, level: LevelName | undefined, moment: Moment) {
  if (!before.isOpen) {
    if (level === undefined) return undefined
    return isReopening(key, before, moment.at) ? 'reopened' : 'fired'
  }
  if (level === undefined) return moment.closing
  const rise = rankOf(level) - rankOf(before.level)
  if (rise !== 0) return rise > 0 ? 'raised' : 'lowered'
  if (moment.withdrawn.length > 0) return 'evidence_withdrawn'
  return isRecounted(key, level, moment) ? 'recounted' : undefined
}

/** Evidence that changed without a number that a message shows is in the record of the signal, and in no alert's. */
function isRecounted(key: KeyMemory, level: LevelName, { corrected, at, read }: Moment): boolean {
  return corrected !== undefined && corrected.shown !== shownBy(key, level, at, read)
}

function higher(left: LevelName | undefined, right: LevelName): LevelName {
  return left !== undefined && rankOf(left) >= rankOf(right) ? left : right
}

function rises(kind: EvaluationKind): boolean {
  return kind === 'fired' || kind === 'reopened' || kind === 'raised'
}

function openState(
  before: KeyState,
  levels: readonly LevelState[],
  level: LevelName,
  kind: EvaluationKind,
  moment: Moment,
): KeyState {
  const isNew = kind === 'fired'
  const rising = rises(kind)
  return {
    levels,
    episode: isNew ? before.episode + 1 : before.episode,
    isOpen: true,
    level,
    maxLevel: higher(isNew ? undefined : before.maxLevel, level),
    isLate: rising ? moment.asOf < moment.at : (before.isLate ?? false),
    asOf: rising ? moment.asOf : (before.asOf ?? moment.at),
    openedAt: isNew ? moment.at : (before.openedAt ?? moment.at),
    version: before.version,
  }
}

function closedState(
  before: KeyState,
  levels: readonly LevelState[],
  closedAs: 'resolved' | 'expired',
  at: Instant,
): KeyState {
  const { level: _, ...rest } = before
  return { ...rest, levels, isOpen: false, closedAt: at, closedAs }
}

/** Who is told: of every rise, of a reopening only above the highest level so far, and of the end. */
function notifies(kind: EvaluationKind, before: KeyState, level: LevelName | undefined): boolean {
  if (kind === 'reopened') return rankOf(level) > rankOf(before.maxLevel)
  return kind !== 'lowered' && kind !== 'evidence_withdrawn' && kind !== 'recounted'
}

/** What the event says of the alert itself. */
function eventOf(key: KeyMemory, kind: EvaluationKind, before: KeyState, moment: Moment) {
  const { active } = key.plan
  const { state } = key
  const asOf = rises(kind) ? moment.asOf : moment.at
  return {
    kind,
    ruleId: key.rule.id,
    ruleState: active.ruleState,
    revision: active.revision,
    key: key.values,
    episode: state.episode,
    lt: moment.at,
    level: state.level ?? null,
    previousLevel: before.level ?? null,
    maxLevel: state.maxLevel ?? 'info', // an alert has always had a level
    asOf,
    isLate: asOf < moment.at,
    notify: notifies(kind, before, state.level),
    ...(moment.reason === undefined ? {} : { reason: moment.reason }),
    ...(moment.withdrawn.length > 0 ? { withdrawn: moment.withdrawn } : {}),
    ...(kind === 'recounted' && moment.corrected !== undefined
      ? { corrected: [moment.corrected.signal] }
      : {}),
  }
}

/** The state of the key after its machines moved, and the event if the alert changed. */
export function settleEpisode(
  key: KeyMemory,
  levels: readonly LevelState[],
  moment: Moment,
): EvaluationEvent | undefined {
  const before = key.state
  const level = firingLevel(levels)
  const kind = kindOf(key, before, level, moment)
  const version = before.version + 1
  if (kind === undefined) {
    if (levels !== before.levels) key.state = { ...before, levels, version }
    return undefined
  }
  const after =
    level === undefined
      ? closedState(before, levels, moment.closing, moment.at)
      : openState(before, levels, level, kind, moment)
  key.state = { ...after, version }
  const event = eventOf(key, kind, before, moment)
  const decidedBy = event.level ?? event.previousLevel
  return { ...event, ...accountFor(key, event.asOf, moment.read, event.level, decidedBy, moment.labelOf) }
}
