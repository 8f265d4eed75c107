// The numbers of a bulletin, counted from the record as it was known at an instant: for a new one now, for an old one again at its own instant
// or today. The domain computes them with what the situation and the response index compute with.
import { alertsKnownAt, type PastAlertRow } from '#alerts/past-alert-store.ts'
import { notForBroadcast } from '#alerts/suppression-store.ts'
import { isClosed } from '#domain/alert/lifecycle.ts'
import { lifeAfter } from '#domain/alert/past-life.ts'
import { placesBelow, situationOf, spansOf } from '#domain/alert/situation.ts'
import { markingOf } from '#domain/bulletin/bulletin.ts'
import { type AlertThen, composeNumbers } from '#domain/bulletin/compose.ts'
import type { BulletinNumbers } from '#domain/bulletin/numbers.ts'
import type { Marking } from '#domain/pack.ts'
import { markings } from '#domain/pack.ts'
import { actionAt } from '#domain/response/past-action.ts'
import { type IndexedAction, responseIndex } from '#domain/response/response-index.ts'
import { formatInstant } from '#domain/time.ts'
import { countSignals, markingsCounted } from '#intake/signal-count-store.ts'
import type { Executor } from '#platform/database/database.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { actionsKnownAt, type PastActionRow } from '#response/past-action-store.ts'

/** What a bulletin is about, and what of it is counted. Whoever counts again counts the same. */
export interface Scope {
  readonly process: string
  readonly isExercise: boolean
  readonly place: string
  readonly days: number
  /** Content up to this marking. */
  readonly ceiling: Marking
  readonly hasReports: boolean
  /** The end of the period. */
  readonly until: number
  /** The record up to here. */
  readonly knownAt: number
}

export interface Counted {
  readonly numbers: BulletinNumbers
  readonly marking: Marking
}

export async function countNumbers(db: Executor, view: RegistryView, scope: Scope): Promise<Counted> {
  const { pack, places } = view
  const times = { ...spansOf(scope.until, scope.days), until: scope.until, knownAt: scope.knownAt }
  const sight = sightOf(view, scope)
  const rows = await alertsKnownAt(
    db,
    { ...sight, isShadow: false },
    { openAfter: times.from, until: scope.until, knownAt: scope.knownAt },
  )
  const quiet = await notForBroadcast(
    db,
    rows.map(({ id }) => id),
  )
  const alerts = rows.flatMap((row) => alertThen(row, quiet))
  const signals = scope.hasReports ? await countSignals(db, sight, times) : undefined
  const actions = await actionsKnownAt(db, sight, { ...scope, knownAt: formatInstant(scope.knownAt) })
  const open = alerts.filter((one) => !isClosed(one.life.state))
  const facts = {
    days: scope.days,
    signals,
    alerts: open.map(({ place, life }) => ({
      place,
      level: life.level ?? life.maxLevel,
      isAnswered: life.state === 'acknowledged',
    })),
    alertsBefore: rows.flatMap(openBefore),
  }
  const below = placesBelow(pack, places, scope.place, undefined)
  const numbers = composeNumbers({
    from: times.from,
    places: situationOf(pack, places, below, facts),
    alerts,
    response: {
      all: responseIndex(
        indexed(actions, () => scope.process),
        scope.knownAt,
      ),
      institutions: responseIndex(
        indexed(actions, (one) => one),
        scope.knownAt,
      ),
    },
  })
  const counted = scope.hasReports ? await markingsCounted(db, sight, times) : []
  return { numbers, marking: markingOf([...content(alerts, times.from, actions), ...counted]) }
}

/** As the situation, the lists and the index filter: by process, territory and marking; of signals those whose source agreed. */
function sightOf({ pack }: RegistryView, { process, place, ceiling }: Scope) {
  return {
    process,
    isNational: place === pack.country,
    territory: [place],
    markings: markings.slice(0, markings.indexOf(ceiling) + 1),
    processes: null,
    needsConsent: true,
    // Nobody's own: a bulletin is the institution's.
    sourceId: '',
  }
}

function alertThen(row: PastAlertRow, quiet: ReadonlySet<string>): AlertThen[] {
  const life = lifeAfter(row.events)
  if (life === undefined) return []
  return [
    {
      id: row.id,
      rule: row.ruleId,
      title: row.title,
      explain: row.explain,
      place: row.place,
      marking: row.marking,
      firedAt: row.firedAt.epochMilliseconds,
      life,
      isQuiet: quiet.has(row.id),
    },
  ]
}

function openBefore({ place, events }: PastAlertRow) {
  const life = lifeAfter(events.filter((one) => one.isBefore))
  return life === undefined || isClosed(life.state) ? [] : [{ place, level: life.level ?? life.maxLevel }]
}

function indexed(actions: readonly PastActionRow[], groupOf: (addressee: string) => string): IndexedAction[] {
  return actions.map((row) => {
    const now = { ...row, dueAt: row.dueAt?.epochMilliseconds ?? null }
    const { state, addressee, dueAt, isHeld } = actionAt(now, row.steps)
    const { level, rating, evidence, isTaken } = row
    return { group: groupOf(addressee), level, state, dueAt, rating, evidence, isHeld, isTaken }
  })
}

/** Whose marking it takes over: alerts that are counted and measures in the index. */
function content(
  alerts: readonly AlertThen[],
  from: number,
  actions: readonly PastActionRow[],
): readonly Marking[] {
  const told = alerts.filter((one) => one.firedAt >= from || !isClosed(one.life.state))
  return [...told, ...actions].map((one) => one.marking)
}
