// Alerts: the list with its filters in the address, beside the one that is being read.
import type { Alert, Page } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Empty, ExerciseTag, Live, Moment, NewRows } from '../design/parts.tsx'
import { wordFor } from '../labels.ts'
import { useHeldRows, usePolled } from '../live.ts'
import { goTo, Link, useAddress } from '../route.tsx'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'
import { AlertDetail } from './alert.tsx'

const rank = { critical: 0, warning: 1, watch: 2, info: 3 } as const
const stateRank = { firing: 0, acknowledged: 1, resolved: 2, expired: 2 } as const

export function AlertsView({ selected }: { readonly selected: string | undefined }) {
  const { texts } = useSpeech()
  return (
    <div className={selected === undefined ? 'panes' : 'panes has-selected'}>
      <div className="pane-list">
        {selected === undefined ? (
          <h1>{texts.alerts.title}</h1>
        ) : (
          <h2 className="h1">{texts.alerts.title}</h2>
        )}
        <Filters selected={selected} />
        <List selected={selected} />
      </div>
      <div className="pane-detail">
        {selected === undefined ? (
          <p className="soft alerts-hint">{texts.alerts.choose}</p>
        ) : (
          <AlertDetail key={selected} id={selected} />
        )}
      </div>
    </div>
  )
}

/** What the address says of the filters; the same for the list and for the links in it. */
function useFilters() {
  const { query } = useAddress()
  const level = query.get('level') ?? ''
  return {
    state: query.get('state') === 'all' ? 'all' : 'open',
    level: level in rank ? level : '',
    place: query.get('place') ?? '',
    search: query.size === 0 ? '' : `?${query.toString()}`,
  }
}

function Filters({ selected }: { readonly selected: string | undefined }) {
  const { texts } = useSpeech()
  const { state, level, place } = useFilters()
  const { labels } = useSession()
  function set(nextState: string, nextLevel: string, nextPlace = place): void {
    const query = new URLSearchParams()
    if (nextPlace !== '') query.set('place', nextPlace)
    if (nextState === 'all') query.set('state', 'all')
    if (nextLevel !== '') query.set('level', nextLevel)
    const path = selected === undefined ? '/alerts' : `/alerts/${selected}`
    goTo(query.size === 0 ? path : `${path}?${query.toString()}`, 'replace')
  }
  return (
    <form className="filters" aria-label={texts.alerts.filter}>
      <label>
        {texts.alerts.state}
        <select value={state} onChange={(event) => set(event.target.value, level)}>
          <option value="open">{texts.alerts.open}</option>
          <option value="all">{texts.alerts.all}</option>
        </select>
      </label>
      <label>
        {texts.alerts.level}
        <select value={level} onChange={(event) => set(state, event.target.value)}>
          <option value="">{texts.alerts.all}</option>
          {Object.keys(rank).map((code) => (
            <option key={code} value={code}>
              {wordFor(texts.codes.level, code)}
            </option>
          ))}
        </select>
      </label>
      {place !== '' && (
        <p className="filter-place">
          {labels.place(place)}{' '}
          <button type="button" onClick={() => set(state, level, '')}>
            {texts.alerts.everywhere}
          </button>
        </p>
      )}
    </form>
  )
}

/** Unanswered first, then by level, then the one that has waited longest. */
function inOrder(items: readonly Alert[], isOpenOnly: boolean): readonly Alert[] {
  return items
    .filter((one) => !isOpenOnly || one.state === 'firing' || one.state === 'acknowledged')
    .toSorted(
      (a, b) =>
        stateRank[a.state] - stateRank[b.state] ||
        rank[a.level ?? a.max_level] - rank[b.level ?? b.max_level] ||
        Date.parse(a.fired_at) - Date.parse(b.fired_at),
    )
}

function List({ selected }: { readonly selected: string | undefined }) {
  const { texts } = useSpeech()
  const { api } = useSession()
  const { state, level, place, search } = useFilters()
  const path = `/v1/alerts?limit=200${level === '' ? '' : `&level=${level}`}${place === '' ? '' : `&place=${encodeURIComponent(place)}`}`
  const polled = usePolled<Page<Alert>>(api, path)
  const rows = polled.data && inOrder(polled.data.items, state === 'open')
  const { shown, waiting, letIn } = useHeldRows(rows, `${state} ${level} ${place}`)
  return (
    <Live polled={polled}>
      {({ next }) => (
        <>
          <NewRows count={waiting} onShow={letIn} />
          {shown?.length === 0 && <Empty title={texts.alerts.none}>{texts.alerts.noneLine}</Empty>}
          <ul className="rows" aria-label={texts.alerts.list}>
            {shown?.map((alert) => (
              <AlertRow key={alert.id} alert={alert} isSelected={alert.id === selected} search={search} />
            ))}
          </ul>
          {next !== null && <p className="soft small">{texts.alerts.first200}</p>}
        </>
      )}
    </Live>
  )
}

function AlertRow({
  alert,
  isSelected,
  search,
}: {
  readonly alert: Alert
  readonly isSelected: boolean
  readonly search: string
}) {
  const { texts, language } = useSpeech()
  const { labels } = useSession()
  return (
    <li className={isSelected ? 'row row-selected' : 'row'}>
      <p className="row-top">
        <LevelMark level={alert.level ?? alert.max_level} />
        <span className={alert.state === 'firing' ? 'row-state strong' : 'row-state soft'}>
          {wordFor(texts.codes.alertState, alert.state)}
        </span>
        {alert.exercise && <ExerciseTag />}
      </p>
      <p className="row-title">
        <Link href={`/alerts/${alert.id}${search}`} aria-current={isSelected ? 'true' : undefined}>
          {alert.title[language]} – {labels.place(alert.place)}
        </Link>
      </p>
      <p>{alert.explain[language]}</p>
      <p className="soft small">
        {texts.alerts.since} <Moment at={alert.fired_at} />
      </p>
    </li>
  )
}
