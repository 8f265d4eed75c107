// Episodes and events of one key (rule language §9).
import { createHash } from 'node:crypto'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'

export interface OracleEvent {
  readonly event: 'fired' | 'reopened' | 'raised' | 'lowered' | 'resolved' | 'expired'
  readonly t: number
  readonly process: string
  readonly rule: string
  readonly key: readonly string[]
  readonly alert_id: string
  readonly episode: number
  /** null when the alert closes. */
  readonly level: LevelName | null
  readonly as_of: number
  readonly late: boolean
  readonly notify: boolean
  /** Of the rule that decided it, where a log has changes of it. */
  readonly revision?: string
}

export interface Episode {
  number: number
  isOpen: boolean
  level: LevelName | null
  maxLevel: LevelName
  late: boolean
  asOf: number
  openedAt: number
  closedAt?: number
  closedAs?: 'resolved' | 'expired'
}

const rank = (level: LevelName): number => levelNames.indexOf(level)

/** UUIDv5 in the namespace of alerts. */
export function alertId(process: string, rule: string, key: readonly string[], episode: number): string {
  const namespace = Buffer.from('5e37d3b10f2b56fda7b43ae721a9375e', 'hex')
  const name = JSON.stringify([process, rule, key, episode])
  const bytes = createHash('sha1').update(namespace).update(name).digest().subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = bytes.toString('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-')
}

export interface Change {
  readonly at: number
  readonly level: LevelName | null
  readonly asOf: number
  readonly late: boolean
  /** The rule applies to the key at this instant. */
  readonly applies: boolean
  readonly cooldown: number
}

type Outcome =
  | { readonly episode: Episode; readonly event: OracleEvent['event']; readonly notify: boolean }
  | undefined

function opened(before: Episode | undefined, level: LevelName, c: Change): Outcome {
  const { asOf, late } = c
  if (before?.closedAt !== undefined && c.at - before.closedAt < c.cooldown) {
    const isWorse = rank(level) > rank(before.maxLevel)
    const { closedAt: _at, closedAs: _as, ...rest } = before
    const episode = { ...rest, isOpen: true, level, asOf, late, maxLevel: isWorse ? level : before.maxLevel }
    return { episode, event: 'reopened', notify: isWorse }
  }
  const number = (before?.number ?? 0) + 1
  return {
    episode: { number, isOpen: true, level, maxLevel: level, asOf, late, openedAt: c.at },
    event: 'fired',
    notify: true,
  }
}

/** What a change of the highest firing level does to the episode; nothing when the level is what it was. */
export function follow(before: Episode | undefined, c: Change): Outcome {
  const { level } = c
  if (before === undefined || !before.isOpen || before.level === null) {
    return level === null ? undefined : opened(before, level, c)
  }
  if (level === null) {
    const closedAs = c.applies ? 'resolved' : 'expired'
    const episode: Episode = { ...before, isOpen: false, level, closedAt: c.at, closedAs }
    return { episode, event: closedAs, notify: true }
  }
  if (rank(level) === rank(before.level)) return undefined
  if (rank(level) < rank(before.level))
    return { episode: { ...before, level }, event: 'lowered', notify: false }
  const maxLevel = rank(level) > rank(before.maxLevel) ? level : before.maxLevel
  return {
    episode: { ...before, level, maxLevel, asOf: c.asOf, late: c.late },
    event: 'raised',
    notify: true,
  }
}
