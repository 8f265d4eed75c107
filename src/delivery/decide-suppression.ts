// Before planning: which events' news is kept back, by a silence or by another alert, and which silences these events bring to an end.
import {
  endSuppressionsBy,
  endSuppressionsOf,
  lockSuppressions,
  openSuppressions,
  readOpenSuppressions,
  type Suppression,
} from '#alerts/suppression-store.ts'
import { isClosed, rankOf } from '#domain/alert/lifecycle.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { levelOf } from '#domain/delivery/situation.ts'
import { inhibitedBy, isSuppressible, matchesSilence, type Suppressor } from '#domain/delivery/suppression.ts'
import { phasesAt } from '#domain/electoral-process.ts'
import type { Trx } from '#platform/database/database.ts'
import { readCalendar } from '#registry/calendar-store.ts'
import { readSuppressors } from './inhibition-store.ts'
import {
  endSilences,
  lockActiveSilences,
  noteMatched,
  type SilenceRow,
  silencesInForce,
  withoutOpenMatch,
} from './silence-store.ts'
import type { Situation } from './unplanned-store.ts'

export interface Suppressed {
  /** By alert id and ordinal, as keyOfEvent writes it. */
  readonly reasons: ReadonlyMap<string, 'silenced' | 'inhibited'>
  /** Alerts that nothing keeps back any more. */
  readonly freed: readonly string[]
  /** A silence ended: those concerned have to be told. */
  readonly hasEnded: boolean
}

export const keyOfEvent = ({ alert, event }: Situation): string => `${alert.id} ${event.ordinal}`

export async function decideSuppression(
  trx: Trx,
  pack: DeliveryPack,
  taken: readonly Situation[],
): Promise<Suppressed> {
  await lockActiveSilences(trx, [...new Set(taken.map(({ alert }) => alert.process))])
  const closed = taken.filter(({ alert }) => isClosed(readState(alert.state))).map(({ alert }) => alert.id)
  const ended = await endWithClosed(trx, closed)
  const news = taken.filter(
    ({ alert, event }) => event.notify && isSuppressible(event.kind) && !closed.includes(alert.id),
  )
  const processes = [...new Set(news.map(({ alert }) => alert.process))]
  const rules = [...new Set(news.map(({ alert }) => alert.ruleId))]
  const silences = await endOutdated(trx, pack, news, await silencesInForce(trx, processes))
  const suppressors = news.length === 0 ? [] : await readSuppressors(trx, processes, rules)
  const reasons = new Map<string, 'silenced' | 'inhibited'>()
  const opened: Suppression[] = []
  for (const one of news) {
    const found = suppressionOf(pack, one, silences.kept, suppressors)
    if (found === undefined) continue
    reasons.set(keyOfEvent(one), found.kind === 'silence' ? 'silenced' : 'inhibited')
    opened.push(found)
  }
  await openSuppressions(trx, opened)
  await noteMatched(trx, [...new Set(opened.filter((one) => one.kind === 'silence').map((one) => one.byId))])
  return {
    reasons,
    freed: [...ended.freed, ...silences.freed],
    hasEnded: ended.hasEnded || silences.hasEnded,
  }
}

function suppressionOf(
  pack: DeliveryPack,
  { alert, event }: Situation,
  silences: readonly SilenceRow[],
  suppressors: readonly Suppressor[],
): Suppression | undefined {
  const level = levelOf(event, alert)
  const lineage = pack.lineageOf(alert.place)
  const silence = silences.find((one) => matchesSilence(one.matchers, alert, level, lineage))
  if (silence !== undefined) {
    return { alertId: alert.id, kind: 'silence', byId: silence.id, byRule: null, level }
  }
  const source = inhibitedBy({ alert, event, pack }, suppressors)
  if (source === undefined) return undefined
  return { alertId: alert.id, kind: 'inhibition', byId: source.alertId, byRule: source.ruleId, level }
}

/** An alert that closes keeps nothing back any more, and a silence whose last alert has closed ends. */
async function endWithClosed(trx: Trx, closed: readonly string[]) {
  await lockSuppressions(trx, closed)
  const holders = await endSuppressionsOf(trx, closed)
  const freed = await endSuppressionsBy(trx, closed)
  const silences = await withoutOpenMatch(trx, holders)
  await endSilences(trx, silences, 'resolved')
  return { freed, hasEnded: silences.length > 0 }
}

/** A silence ends when a level rises above the one that it was put upon, or when the phase is another one. */
async function endOutdated(
  trx: Trx,
  pack: DeliveryPack,
  news: readonly Situation[],
  silences: readonly SilenceRow[],
) {
  if (silences.length === 0) return { kept: silences, freed: [], hasEnded: false }
  const matched = await readOpenSuppressions(
    trx,
    news.map(({ alert }) => alert.id),
  )
  const risen = silences.filter((silence) =>
    news.some(({ alert, event }) =>
      matched.some(
        (one) =>
          one.byId === silence.id &&
          one.alertId === alert.id &&
          rankOf(levelOf(event, alert)) > rankOf(one.level),
      ),
    ),
  )
  const moved = await inAnotherPhase(trx, pack, news, silences)
  await endSilences(trx, idsOf(risen), 'level_raised')
  await endSilences(trx, idsOf(moved), 'phase_changed')
  const gone = idsOf([...risen, ...moved])
  const freed = await endSuppressionsBy(trx, gone)
  return { kept: silences.filter(({ id }) => !gone.includes(id)), freed, hasEnded: gone.length > 0 }
}

async function inAnotherPhase(
  trx: Trx,
  pack: DeliveryPack,
  news: readonly Situation[],
  silences: readonly SilenceRow[],
): Promise<SilenceRow[]> {
  const [first] = news
  const moved: SilenceRow[] = []
  for (const silence of silences) {
    if (silence.phase === null || first === undefined) continue
    const row = await readCalendar(trx, silence.matchers.process)
    if (row === undefined) continue
    const at = first.now.epochMilliseconds
    const { phases } = phasesAt(row.calendar, pack.lineageOf(silence.matchers.territory), at)
    if (phases[0] !== silence.phase) moved.push(silence)
  }
  return moved
}

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map((row) => row.id)

const readState = (state: string) =>
  state === 'resolved' || state === 'expired' || state === 'acknowledged' ? state : 'firing'
