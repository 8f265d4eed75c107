// Facts of one time → the numbers of a bulletin.
import type { AlertLife } from '../alert/lifecycle.ts'
import { isClosed } from '../alert/lifecycle.ts'
import { type PlaceSituation, placeNumbers } from '../alert/situation.ts'
import type { Marking } from '../pack.ts'
import { type IndexRow, indexNumbers } from '../response/response-index.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import type { Text } from '../text.ts'
import { formatInstant, type Instant } from '../time.ts'
import type { BulletinAlert, BulletinNumbers } from './numbers.ts'

/** More would make a list that nobody reads; all are counted. */
export const alertsListed = 200

/** An alert as it was at the end of the time asked about. */
export interface AlertThen {
  readonly id: string
  readonly rule: string
  readonly title: Text
  readonly explain: Text
  readonly place: string
  readonly marking: Marking
  readonly firedAt: Instant
  readonly life: AlertLife
  /** Its routes forbid to spread it: it is counted, and its texts stay away. */
  readonly isQuiet: boolean
}

export interface BulletinFacts {
  readonly from: Instant
  readonly places: readonly PlaceSituation[]
  /** The newest first. */
  readonly alerts: readonly AlertThen[]
  readonly response: { readonly all: readonly IndexRow[]; readonly institutions: readonly IndexRow[] }
}

export function composeNumbers({ from, places, alerts, response }: BulletinFacts): BulletinNumbers {
  const fired = alerts.filter((one) => one.firedAt >= from)
  const open = alerts.filter((one) => !isClosed(one.life.state))
  const told = alerts.filter((one) => one.firedAt >= from || !isClosed(one.life.state))
  const counted = places.flatMap(({ reports }) => (reports === null ? [] : [reports.signals]))
  return {
    totals: {
      signals: counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0),
      fired: fired.length,
      fired_by_level: byLevel(fired.map((one) => one.life.maxLevel)),
      open: open.length,
      open_by_level: byLevel(open.map((one) => levelOf(one.life))),
      unanswered: open.filter((one) => one.life.state === 'firing').length,
      not_heard: places.filter(isNotHeard).map((one) => one.place),
    },
    places: places.map(placeNumbers),
    alerts: told.slice(0, alertsListed).map((one) => viewAlert(one, from)),
    alerts_left_out: Math.max(0, told.length - alertsListed),
    response: {
      all: response.all[0] === undefined ? null : indexNumbers(response.all[0]),
      institutions: response.institutions.map(indexNumbers),
    },
  }
}

const levelOf = (life: AlertLife): LevelName => life.level ?? life.maxLevel

function byLevel(levels: readonly LevelName[]): Record<LevelName, number> {
  const of = (level: LevelName) => levels.filter((one) => one === level).length
  return { info: of('info'), watch: of('watch'), warning: of('warning'), critical: of('critical') }
}

const isNotHeard = ({ reports }: PlaceSituation) =>
  reports !== null && (reports.coverage === 'silent' || reports.coverage === 'unheard')

function viewAlert({ life, ...one }: AlertThen, from: Instant): BulletinAlert {
  return {
    id: one.id,
    rule: one.rule,
    title: one.isQuiet ? null : one.title,
    explain: one.isQuiet ? null : one.explain,
    place: one.place,
    level: life.level,
    max_level: life.maxLevel,
    state: life.state,
    fired_at: formatInstant(one.firedAt),
    in_period: one.firedAt >= from,
    marking: one.marking,
  }
}

/** For charts and tables, the gravest first. */
export const levelsDown: readonly LevelName[] = levelNames.toReversed()
