// The canary of the silence alarm: the words reserved for it, its signal, and what its ages say of the whole chain.
import type { CanarySettings } from './pack/pack-shapes.ts'

/** The process that only the canary writes to: what it does there is in no list, map, back-test or export of a real one. */
export const canaryProcess = 'vigia-canary'
/** Of that process. */
export const canaryKind = 'canary'
/** Its kind of source, in every pack that has a canary. */
export const canarySource = 'canary'
/** Channels and the receiver's entry in the settings of webhooks. */
export const canaryChannel = 'canary'
export const canaryRule = 'pipeline-canary'

/** As many keys as the rule has turns: each has closed again before its next. */
const TURNS = 60

export function beatSignal(settings: CanarySettings, country: string, counter: number) {
  return {
    external_id: `canary-${counter}`,
    process: canaryProcess,
    category: settings.category,
    ...(settings.topic === undefined ? {} : { topic: settings.topic }),
    place: country,
    counts: { participants: counter },
    source: { root: `beat-${counter % TURNS}` },
  }
}

/** Ages in seconds; undefined = never. */
export interface ChainFacts {
  /** False where nobody has ever opened the canary. */
  readonly isOpen: boolean
  /** Whether a receiver of the canary is set up here: the watchdog's. */
  readonly hasReceiver: boolean
  readonly counter: number
  /** Since the canary was opened. */
  readonly openedSeconds: number
  readonly postedSeconds: number | undefined
  readonly firedSeconds: number | undefined
  readonly receivedSeconds: number | undefined
  /** Oldest entry that a live lane has not taken up, and oldest tick that it has not carried out. */
  readonly oldestEntrySeconds: number
  readonly oldestTickSeconds: number
  readonly quarantined: number
}

export interface ChainHealth {
  readonly status: 'flowing' | 'silent' | 'no_canary'
  readonly canarySeconds: number | undefined
  readonly watchdogSeconds: number | undefined
  /** What is wrong, in the order of the chain. */
  readonly findings: readonly Finding[]
}

export type Finding =
  | 'canary_not_posted'
  | 'canary_not_fired'
  | 'canary_not_received'
  | 'lane_stands'
  | 'entries_quarantined'

/** Longer than two beats and a half: one lost beat is no alarm. */
export function judgeChain(facts: ChainFacts, limitSeconds: number): ChainHealth {
  const age = (seconds: number | undefined) => (facts.isOpen ? (seconds ?? facts.openedSeconds) : undefined)
  const isOld = (seconds: number | undefined) => (age(seconds) ?? 0) > limitSeconds
  const standing = standsStill(facts, limitSeconds)
  const findings: Finding[] = []
  if (isOld(facts.postedSeconds)) findings.push('canary_not_posted')
  if (isOld(facts.firedSeconds)) findings.push('canary_not_fired')
  if (facts.hasReceiver && isOld(facts.receivedSeconds)) findings.push('canary_not_received')
  if (standing) findings.push('lane_stands')
  const isSilent = findings.length > 0
  // Told, but no silence: the lane goes on without the entry, and the chain still carries warnings.
  if (facts.quarantined > 0) findings.push('entries_quarantined')
  return {
    status: isSilent ? 'silent' : facts.isOpen ? 'flowing' : 'no_canary',
    canarySeconds: age(facts.firedSeconds),
    watchdogSeconds: facts.hasReceiver ? age(facts.receivedSeconds) : undefined,
    findings,
  }
}

/** A lane that does not move says nothing by itself: the canary then keeps silent for it, so that the alarm goes off outside. */
export function standsStill(
  facts: Pick<ChainFacts, 'oldestEntrySeconds' | 'oldestTickSeconds'>,
  limitSeconds: number,
): boolean {
  return facts.oldestEntrySeconds > limitSeconds || facts.oldestTickSeconds > limitSeconds
}
