// The measures by institution and due date, overdue first, beside the one that is being read.
import './response.css'
import type { Page } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { Empty, ExerciseTag, Live, Moment, NewRows } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useHeldRows, usePolled } from '../../live.ts'
import { goTo, Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { Due } from './due.tsx'
import { MeasureDetailPart } from './measure.tsx'
import { NewMeasure } from './new-measure.tsx'
import { responseTexts } from './texts.ts'
import { type Gap, type Measure, measureStates } from './types.ts'
import { useFilters } from './use-filters.ts'

const open = new Set(['recommended', 'issued', 'accepted', 'started'])

export function MeasuresPart({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(responseTexts)
  const { can, me } = useSession()
  const { search } = useFilters()
  return (
    <div className={selected === undefined ? 'panes' : 'panes has-selected'}>
      <div className="pane-list">
        {can('alerts:act') && me.role !== 'un_liaison' && (
          <p className="response-new">
            <Link className="button-link" href={`/response/new${search}`}>
              {texts.add}
            </Link>
          </p>
        )}
        <Gaps />
        <Filters selected={selected} />
        <List selected={selected} />
      </div>
      <div className="pane-detail">
        {selected === undefined && <p className="soft pane-hint">{texts.choose}</p>}
        {selected === 'new' && <NewMeasure />}
        {selected !== undefined && selected !== 'new' && <MeasureDetailPart key={selected} id={selected} />}
      </div>
    </div>
  )
}

function Gaps() {
  const texts = useTexts(responseTexts)
  const { api, labels } = useSession()
  const { data } = usePolled<Page<Gap>>(api, '/v1/response-gaps')
  if (data === undefined || data.items.length === 0) return null
  return (
    <section className="notice notice-bad">
      <p>
        <strong>{texts.gaps(data.items.length)}</strong>
      </p>
      <ul className="plain">
        {data.items.slice(0, 10).map((one) => (
          <li key={one.alert_id}>
            {one.level !== null && <LevelMark level={one.level} />}{' '}
            {one.department === null ? '' : `${labels.place(one.department)} · `}
            {texts.gap} <Moment at={one.acknowledged_at} /> ·{' '}
            <Link href={`/alerts/${one.alert_id}`}>{texts.openAlert}</Link>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Filters({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(responseTexts)
  const { labels } = useSession()
  const filters = useFilters()
  function set(name: string, value: string): void {
    const next = new URLSearchParams(filters.given)
    if (value === '') next.delete(name)
    else next.set(name, value)
    const path = selected === undefined ? '/response' : `/response/${selected}`
    goTo(next.size === 0 ? path : `${path}?${next.toString()}`, 'replace')
  }
  return (
    <form className="filters" aria-label={texts.filter}>
      <label>
        {texts.state}
        <select value={filters.state} onChange={(event) => set('state', event.target.value)}>
          <option value="">{texts.stateOpen}</option>
          <option value="all">{texts.all}</option>
          {measureStates.map((state) => (
            <option key={state} value={state}>
              {wordFor(texts.states, state)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.institution}
        <select value={filters.addressee} onChange={(event) => set('addressee', event.target.value)}>
          <option value="">{texts.everyone}</option>
          {labels.options('addressees').map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label>
        {texts.class}
        <select value={filters.class} onChange={(event) => set('class', event.target.value)}>
          <option value="">{texts.everyone}</option>
          {Object.entries(texts.classes).map(([code, label]) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={filters.overdue}
          onChange={(event) => set('overdue', event.target.checked ? 'true' : '')}
        />
        {texts.overdueOnly}
      </label>
    </form>
  )
}

function pathOf(filters: ReturnType<typeof useFilters>): string {
  const asked = new URLSearchParams(filters.given)
  // «open» is several states of the ledger, and «all» is every one: both are asked for without a state.
  if (filters.state === 'all') asked.delete('state')
  asked.set('limit', '200')
  return `/v1/actions?${asked.toString()}`
}

/** Overdue first, then by due date; those without one last. */
function byDue(a: Measure, b: Measure): number {
  return Number(b.overdue) - Number(a.overdue) || (a.due_at ?? '9999').localeCompare(b.due_at ?? '9999')
}

function List({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(responseTexts)
  const { api, labels } = useSession()
  const filters = useFilters()
  const polled = usePolled<Page<Measure>>(api, pathOf(filters))
  const rows = polled.data?.items.filter((one) => filters.state !== '' || open.has(one.state)).toSorted(byDue)
  const { shown, waiting, letIn } = useHeldRows(rows, filters.search)
  const groups = [...Map.groupBy(shown ?? [], (one) => one.addressee)]
  return (
    <Live polled={polled}>
      {({ next }) => (
        <>
          <NewRows count={waiting} onShow={letIn} />
          {groups.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
          {groups.map(([addressee, members]) => (
            <Group
              key={addressee}
              name={labels.of('addressees', addressee)}
              members={members}
              selected={selected}
              search={filters.search}
            />
          ))}
          {typeof next === 'string' && <p className="soft small">{texts.first200}</p>}
        </>
      )}
    </Live>
  )
}

function Group({
  name,
  members,
  selected,
  search,
}: {
  readonly name: string
  readonly members: readonly Measure[]
  readonly selected: string | undefined
  readonly search: string
}) {
  const texts = useTexts(responseTexts)
  const overdue = members.filter((one) => one.overdue).length
  return (
    <section aria-label={name}>
      <h2 className="group-title response-group">
        {name}
        <span className="soft small">
          {texts.counts(members.length)}
          {overdue > 0 && <span className="late"> · {texts.overdueCount(overdue)}</span>}
        </span>
      </h2>
      <ul className="rows">
        {members.map((one) => (
          <MeasureRow key={one.id} measure={one} isSelected={one.id === selected} search={search} />
        ))}
      </ul>
    </section>
  )
}

function MeasureRow({
  measure,
  isSelected,
  search,
}: {
  readonly measure: Measure
  readonly isSelected: boolean
  readonly search: string
}) {
  const texts = useTexts(responseTexts)
  const { language } = useSpeech()
  const { labels } = useSession()
  return (
    <li className={isSelected ? 'row row-selected' : 'row'}>
      <p className="row-title title-3">
        <Link href={`/response/${measure.id}${search}`} aria-current={isSelected ? 'true' : undefined}>
          {measure.text[language]}
        </Link>
      </p>
      <p className="row-top small">
        <Due measure={measure} />
        <span>{wordFor(texts.states, measure.state)}</span>
      </p>
      <p className="row-top small soft">
        <LevelMark level={measure.level} />
        {labels.place(measure.place)}
        {measure.exercise && <ExerciseTag />}
      </p>
    </li>
  )
}
