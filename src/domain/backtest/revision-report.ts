// What a revision would have done over the last days of the log beside the one in force: alerts per level and key with their evidence, whether
// it is noisy (rule language §12 and §13), and whether a department would fall silent.
import type { EvaluationEvent } from '../rules/lane.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import type { Text } from '../text.ts'
import { formatInstant, type Instant } from '../time.ts'
import { alertSpans } from './alert-spans.ts'
import { type ChangeCounts, countChanges, floodOf, silencedDepartments } from './change-warnings.ts'
import {
  type Change,
  type ComparedAlert,
  compareAlerts,
  type PastAlert,
  pastAlerts,
} from './compare-alerts.ts'

/** One electoral process: what both revisions did in it, and the stretch of its log that is judged. */
export interface TriedProcess {
  readonly process: string
  readonly groupBy: readonly string[]
  /** Log entries that were folded. */
  readonly entries: number
  readonly since: Instant
  readonly until: Instant
  readonly events: readonly EvaluationEvent[]
  /** Of the revision in force; undefined when there is none. */
  readonly activeEvents: readonly EvaluationEvent[] | undefined
  /** The name of the department that a key lies in; null when it lies in none. */
  readonly departmentOf: (key: readonly string[]) => string | null
}

export interface ReportedAlert {
  readonly process: string
  readonly key: Readonly<Record<string, string>>
  readonly change: Change
  readonly fired_at: string
  readonly closed_at: string | null
  readonly max_level: LevelName
  /** Of the revision in force. */
  readonly active_max_level: LevelName | null
  readonly late: boolean
  readonly evidence: { readonly ids: readonly string[]; readonly count: number }
  /** What people would have read at the highest level. */
  readonly explain: Text
}

export interface RevisionWarning {
  /** silences: a department would hear nothing any more. */
  readonly code: 'noisy' | 'silences'
  readonly reason: 'never_fired' | 'always_firing' | 'over_budget' | 'many_times_more' | 'department_lost'
  readonly process: string | null
  readonly message: Text
}

export interface RevisionReport {
  readonly days: number
  readonly processes: readonly {
    readonly process: string
    readonly since: string
    readonly until: string
    readonly entries: number
    /** Of this revision. */
    readonly alerts: number
  }[]
  readonly summary: ChangeCounts
  /** Alerts of this revision by the highest level that they reached, the lowest first. */
  readonly by_level: readonly { readonly level: LevelName; readonly alerts: number }[]
  readonly by_key: readonly ({
    readonly process: string
    readonly key: Readonly<Record<string, string>>
    readonly max_level: LevelName
  } & ChangeCounts)[]
  /** The first of them, in the order in which they fired; the counts are of all. */
  readonly alerts: readonly ReportedAlert[]
  readonly warnings: readonly RevisionWarning[]
}

export interface ReportLimits {
  readonly days: number
  readonly alertBudgetPerWeek: number
}

const shownAlerts = 200
const shownKeys = 200
const shownEvidence = 20

export function revisionReport(tried: readonly TriedProcess[], limits: ReportLimits): RevisionReport {
  const judged = tried.map((one) => ({ one, alerts: alertsOf(one) }))
  const all = judged.flatMap(({ one, alerts }) => alerts.map((alert) => viewAlert(one, alert)))
  const own = all.filter(({ change }) => change !== 'lost')
  return {
    days: limits.days,
    processes: judged.map(({ one, alerts }) => ({
      process: one.process,
      since: formatInstant(one.since),
      until: formatInstant(one.until),
      entries: one.entries,
      alerts: ownOf(alerts).length,
    })),
    summary: countChanges(all),
    by_level: levelNames.map((level) => ({
      level,
      alerts: own.filter(({ max_level }) => max_level === level).length,
    })),
    by_key: groupByKey(all).slice(0, shownKeys),
    alerts: all.toSorted((a, b) => compareTexts(a.fired_at, b.fired_at)).slice(0, shownAlerts),
    warnings: [
      ...neverFired(
        judged.map(({ one }) => one),
        own.length,
        limits,
      ),
      ...judged.flatMap(({ one, alerts }) => [
        ...alwaysFiring(one, ownOf(alerts)),
        ...overBudget(one, ownOf(alerts), limits),
        ...silencing(one, alerts),
        ...flooding(one, alerts),
      ]),
    ],
  }
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function alertsOf({ events, activeEvents, since, until }: TriedProcess): readonly ComparedAlert[] {
  const judged = (one: readonly EvaluationEvent[]) =>
    pastAlerts(alertSpans(one)).filter(
      (alert) => (alert.closedAt ?? until) >= since && alert.firedAt <= until,
    )
  return compareAlerts(judged(events), judged(activeEvents ?? []))
}

function ownOf(alerts: readonly ComparedAlert[]): readonly ComparedAlert[] {
  return alerts.filter(({ change }) => change !== 'lost')
}

function viewAlert(tried: TriedProcess, alert: ComparedAlert): ReportedAlert {
  const event = highestEvent(alert.change === 'lost' ? (tried.activeEvents ?? []) : tried.events, alert)
  return {
    process: tried.process,
    key: Object.fromEntries(tried.groupBy.map((field, index) => [field, alert.key[index] ?? ''])),
    change: alert.change,
    fired_at: formatInstant(alert.firedAt),
    closed_at: alert.closedAt === null ? null : formatInstant(alert.closedAt),
    max_level: alert.maxLevel,
    active_max_level: alert.change === 'lost' ? alert.maxLevel : alert.otherMaxLevel,
    late: alert.isLate,
    evidence: {
      ids: event?.evidence.ids.slice(0, shownEvidence) ?? [],
      count: event?.evidence.count ?? 0,
    },
    explain: event?.explain ?? { es: '', en: '' },
  }
}

/** The event that first brought the alert to its highest level. */
function highestEvent(events: readonly EvaluationEvent[], alert: PastAlert): EvaluationEvent | undefined {
  const key = JSON.stringify(alert.key)
  return events.find(
    (event) =>
      event.episode === alert.episode && event.level === alert.maxLevel && JSON.stringify(event.key) === key,
  )
}

/** The keys with the most alerts first. */
function groupByKey(alerts: readonly ReportedAlert[]): RevisionReport['by_key'] {
  const keys = [...Map.groupBy(alerts, (one) => JSON.stringify([one.process, one.key]))]
  return keys
    .toSorted(([a, some], [b, others]) => others.length - some.length || compareTexts(a, b))
    .flatMap(([, all]) => {
      const [first] = all
      if (first === undefined) return []
      const rank = Math.max(...all.map(({ max_level }) => levelNames.indexOf(max_level)))
      const { process, key } = first
      return [{ process, key, max_level: levelNames[rank] ?? 'info', ...countChanges(all) }]
    })
}

function neverFired(
  tried: readonly TriedProcess[],
  alerts: number,
  { days }: ReportLimits,
): readonly RevisionWarning[] {
  if (alerts > 0) return []
  const entries = tried.reduce((sum, one) => sum + one.entries, 0)
  return [
    {
      code: 'noisy',
      reason: 'never_fired',
      process: null,
      message: {
        es: `no se habría activado ni una vez en los últimos ${days} días (${entries} entradas del registro)`,
        en: `it would not have fired once in the last ${days} days (${entries} log entries)`,
      },
    },
  ]
}

/** A stretch this short says nothing about always. */
const leastStretch = 7 * 86_400_000
const always = 0.9

/** The key that stood longest, when it stood nearly all the time. */
function alwaysFiring(
  { process, since, until }: TriedProcess,
  alerts: readonly PastAlert[],
): readonly RevisionWarning[] {
  if (until - since < leastStretch) return []
  const standing = ({ firedAt, closedAt }: PastAlert) =>
    Math.min(closedAt ?? until, until) - Math.max(firedAt, since)
  const shares = [...Map.groupBy(alerts, ({ key }) => key.join(' '))].map(([key, all]) => ({
    key,
    share: all.reduce((sum, alert) => sum + standing(alert), 0) / (until - since),
  }))
  const worst = shares.filter(({ share }) => share >= always).toSorted((a, b) => b.share - a.share)
  const [first] = worst
  if (first === undefined) return []
  const share = Math.round(first.share * 100)
  return [
    {
      code: 'noisy',
      reason: 'always_firing',
      process,
      message: {
        es: `habría estado activa casi siempre en ${worst.length} clave(s), p. ej. ${first.key || 'nacional'} el ${share} % del tiempo`,
        en: `it would have stood nearly always in ${worst.length} key(s), such as ${first.key || 'national'} for ${share} % of the time`,
      },
    },
  ]
}

const week = 7 * 86_400_000

/** Alerts of watch or above, by the weeks of the stretch: one day of trouble is no week of noise. */
function overBudget(
  { process, since, until }: TriedProcess,
  alerts: readonly PastAlert[],
  { alertBudgetPerWeek: budget }: ReportLimits,
): readonly RevisionWarning[] {
  const told = alerts.filter(({ firedAt, maxLevel }) => firedAt >= since && maxLevel !== 'info').length
  const weeks = Math.max(1, (until - since) / week)
  const perWeek = Math.round((told / weeks) * 10) / 10
  if (perWeek <= budget) return []
  return [
    {
      code: 'noisy',
      reason: 'over_budget',
      process,
      message: {
        es: `habría dado ${perWeek} alertas nuevas por semana (vigilancia o más) en ${process}; el límite es ${budget}`,
        en: `it would have given ${perWeek} new alerts a week (watch or above) in ${process}; the budget is ${budget}`,
      },
    },
  ]
}

/** Against the revision in force; without one nothing can fall silent. */
function silencing(
  { process, departmentOf }: TriedProcess,
  alerts: readonly ComparedAlert[],
): readonly RevisionWarning[] {
  const names = silencedDepartments(
    alerts.map(({ change, key }) => ({ change, department: departmentOf(key) })),
  )
  if (names.length === 0) return []
  const list = names.join(', ')
  return [
    {
      code: 'silences',
      reason: 'department_lost',
      process,
      message: {
        es: `dejaría de avisar en ${list}: todas sus alertas se perderían`,
        en: `it would warn no more in ${list}: all of its alerts would be lost`,
      },
    },
  ]
}

function flooding({ process }: TriedProcess, alerts: readonly ComparedAlert[]): readonly RevisionWarning[] {
  const times = floodOf(countChanges(alerts))
  if (times === null) return []
  return [
    {
      code: 'noisy',
      reason: 'many_times_more',
      process,
      message: {
        es: `daría ${times} veces más alertas que la revisión en vigor en ${process}`,
        en: `it would give ${times} times as many alerts as the revision in force in ${process}`,
      },
    },
  ]
}
