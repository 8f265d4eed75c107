// Two revisions of a rule over the same history: which alerts are new, which are lost, which stay.
import type { KeyValues } from '../rules/lane.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import type { Instant } from '../time.ts'
import type { AlertSpan } from './alert-spans.ts'

/** One alert: an episode with its highest level. */
export interface PastAlert {
  readonly key: KeyValues
  readonly episode: number
  readonly firedAt: Instant
  /** Null while it stands open at the end. */
  readonly closedAt: Instant | null
  readonly maxLevel: LevelName
  readonly isLate: boolean
}

export function pastAlerts(spans: readonly AlertSpan[]): readonly PastAlert[] {
  const episodes = Map.groupBy(spans, (span) => JSON.stringify([span.key, span.episode]))
  return [...episodes.values()].flatMap((stretches) => {
    const [first] = stretches
    if (first === undefined) return []
    const rank = Math.max(...stretches.map((one) => levelNames.indexOf(one.level)))
    return [
      {
        key: first.key,
        episode: first.episode,
        firedAt: first.from,
        closedAt: stretches.at(-1)?.to ?? null,
        maxLevel: levelNames[rank] ?? first.level,
        isLate: first.isLate,
      },
    ]
  })
}

export type Change = 'new' | 'lost' | 'same'

export interface ComparedAlert extends PastAlert {
  readonly change: Change
  /** Of the alert of the other revision that overlaps it; only when it stays. */
  readonly otherMaxLevel: LevelName | null
}

function overlaps(a: PastAlert, b: PastAlert): boolean {
  return a.firedAt <= (b.closedAt ?? Infinity) && b.firedAt <= (a.closedAt ?? Infinity)
}

/** An alert stays when the other revision has one in the same key that stood at some common instant. In the order in which they fired. */
export function compareAlerts(
  draft: readonly PastAlert[],
  active: readonly PastAlert[],
): readonly ComparedAlert[] {
  const textOf = (alert: PastAlert) => JSON.stringify(alert.key)
  const partner = (alert: PastAlert, others: readonly PastAlert[]) =>
    others.find((other) => textOf(other) === textOf(alert) && overlaps(alert, other))
  const kept = draft.map((alert): ComparedAlert => {
    const other = partner(alert, active)
    return { ...alert, change: other === undefined ? 'new' : 'same', otherMaxLevel: other?.maxLevel ?? null }
  })
  const lost = active
    .filter((alert) => partner(alert, draft) === undefined)
    .map((alert): ComparedAlert => ({ ...alert, change: 'lost', otherMaxLevel: null }))
  return [...kept, ...lost].toSorted((a, b) => a.firedAt - b.firedAt || (textOf(a) < textOf(b) ? -1 : 1))
}
