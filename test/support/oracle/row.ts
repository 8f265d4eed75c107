// What the oracle says of one key at one instant.
import type { LevelName } from '#domain/rules/rule.ts'
import { alertId, type Episode } from './alert.ts'
import { explain } from './explain.ts'
import { type Machine, measuresIn } from './machine.ts'
import { allMeasuresAt, evidenceOf } from './measure.ts'
import type { Key, Scene } from './scene.ts'

export interface OracleRow {
  readonly at: number
  readonly process: string
  readonly rule: string
  readonly key: Key
  readonly state: 'none' | 'pending' | 'firing' | 'resolved' | 'expired'
  readonly level: LevelName | null
  readonly measures: Readonly<Record<string, number | null>>
  /** Ids behind the firing level, else behind the pending one; none otherwise. */
  readonly evidence: readonly string[]
  readonly alert: {
    readonly id: string
    readonly episode: number
    readonly open: boolean
    readonly max_level: LevelName
    readonly late: boolean
    readonly as_of: number
    readonly opened_at: number
    readonly closed_at: number | null
  } | null
  readonly explain: { readonly es: string; readonly en: string }
}

export interface KeyHistory {
  readonly key: Key
  readonly machines: readonly Machine[]
  episode?: Episode
}

/** Index of the highest level in a state, or -1. */
export const highest = (history: KeyHistory, state: Machine['state']): number =>
  history.machines.findLastIndex((m) => m.state === state)

function alertOf(key: Key, episode: Episode, scene: Scene): OracleRow['alert'] {
  return {
    id: alertId(scene.setting.process, scene.rule.id, key, episode.number),
    episode: episode.number,
    open: episode.isOpen,
    max_level: episode.maxLevel,
    late: episode.late,
    as_of: episode.asOf,
    opened_at: episode.openedAt,
    closed_at: episode.closedAt ?? null,
  }
}

export function rowAt(history: KeyHistory, scene: Scene, at: number): OracleRow {
  const { key, episode } = history
  const { rule } = scene
  const firing = highest(history, 'firing')
  const pending = highest(history, 'pending')
  const decisive = rule.levels[firing >= 0 ? firing : pending]
  const names = decisive === undefined ? [] : measuresIn(decisive.when)
  const evidence = new Set(names.flatMap((name) => [...evidenceOf(name, scene, key, at)]))
  const level = rule.levels[firing]?.level ?? null
  const measures = allMeasuresAt(scene, key, at)
  return {
    at,
    process: scene.setting.process,
    rule: rule.id,
    key,
    state: firing >= 0 ? 'firing' : pending >= 0 ? 'pending' : (episode?.closedAs ?? 'none'),
    level,
    measures,
    evidence: [...evidence].toSorted(),
    alert: episode === undefined ? null : alertOf(key, episode, scene),
    explain: explain(scene, key, at, { level, measures, evidence: evidence.size }),
  }
}
