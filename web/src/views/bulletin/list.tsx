// The stored bulletins that the reader may see: what each counts, its marking, and how far it has come.
import { useState } from 'react'
import type { ApiError } from '../../api.ts'
import type { Page } from '../../api-types.ts'
import { Empty, ExerciseTag, Failure, Live, MarkingLabel, NewRows } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useHeldRows, usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Parts } from './parts.tsx'
import { Period } from './period.tsx'
import { StateMark } from './state-mark.tsx'
import { bulletinTexts } from './texts.ts'
import { type BulletinLine, makerScope } from './types.ts'
import { useProcesses } from './use-processes.ts'

const everyMs = 15_000
const stateNames: readonly string[] = ['draft', 'proposed', 'published', 'withdrawn']
const kindNames: readonly string[] = ['daily', 'weekly']
const filters = { state: stateNames, kind: kindNames }

/** As the address has them; what it does not know counts as none. */
function useFilters() {
  const { query } = useAddress()
  const given = new URLSearchParams()
  for (const [name, values] of Object.entries(filters)) {
    const value = query.get(name)
    if (value !== null && values.includes(value)) given.set(name, value)
  }
  return { given, search: given.size === 0 ? '' : `&${given.toString()}` }
}

export function BulletinList() {
  const texts = useTexts(bulletinTexts)
  const { api, can } = useSession()
  const { given, search } = useFilters()
  const polled = usePolled<Page<BulletinLine>>(api, `/v1/bulletins?limit=50${search}`, everyMs)
  const { shown, waiting, letIn } = useHeldRows(polled.data?.items, search)
  return (
    <>
      <h1>{texts.title}</h1>
      <Parts here="list" />
      <p className="soft narrow">{texts.lead}</p>
      {can(makerScope) && (
        <p>
          <Link className="button-link" href="/bulletin/new">
            {texts.add}
          </Link>
        </p>
      )}
      <Filters given={given} />
      <Live polled={polled}>
        {({ next }) => (
          <>
            <NewRows count={waiting} onShow={letIn} />
            {shown?.length === 0 ? (
              <Empty title={texts.none}>{can(makerScope) ? texts.noneMaker : texts.noneReader}</Empty>
            ) : (
              <Rows key={search} newest={shown ?? []} next={next ?? null} search={search} />
            )}
          </>
        )}
      </Live>
    </>
  )
}

function Filters({ given }: { readonly given: URLSearchParams }) {
  const texts = useTexts(bulletinTexts)
  const { can } = useSession()
  function set(name: string, value: string): void {
    const next = new URLSearchParams(given)
    if (value === '') next.delete(name)
    else next.set(name, value)
    goTo(next.size === 0 ? '/bulletin' : `/bulletin?${next.toString()}`, 'replace')
  }
  // Whoever reads is never shown what nobody has published.
  const states = can(makerScope) ? stateNames : ['published', 'withdrawn']
  const fields = [
    { name: 'state', label: texts.state, options: states, words: texts.states },
    { name: 'kind', label: texts.kind, options: kindNames, words: texts.kinds },
  ] as const
  return (
    <form className="filters" aria-label={texts.filter}>
      {fields.map(({ name, label, options, words }) => (
        <label key={name}>
          {label}
          <select value={given.get(name) ?? ''} onChange={(event) => set(name, event.target.value)}>
            <option value="">{texts.every}</option>
            {options.map((one) => (
              <option key={one} value={one}>
                {wordFor(words, one)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </form>
  )
}

interface Older {
  readonly items: readonly BulletinLine[]
  readonly next: string | null
}

/** What was asked for further down stays, below the newest ones. */
function useOlder(search: string, next: string | null) {
  const { api } = useSession()
  const [older, setOlder] = useState<Older>()
  const [error, setError] = useState<ApiError>()
  const cursor = older === undefined ? next : older.next
  async function more(): Promise<void> {
    try {
      const page = await api.get<Page<BulletinLine>>(
        `/v1/bulletins?limit=50${search}&cursor=${encodeURIComponent(cursor ?? '')}`,
      )
      setOlder((before) => ({ items: [...(before?.items ?? []), ...page.items], next: page.next ?? null }))
      setError(undefined)
    } catch (reason) {
      setError(reason as ApiError)
    }
  }
  return { older: older?.items ?? [], hasMore: cursor !== null, error, more }
}

interface RowsProps {
  readonly newest: readonly BulletinLine[]
  readonly next: string | null
  readonly search: string
}

function Rows({ newest, next, search }: RowsProps) {
  const texts = useTexts(bulletinTexts)
  const row = useRow()
  const { older, hasMore, error, more } = useOlder(search, next)
  const known = new Set(newest.map(({ id }) => id))
  const { heads } = texts
  return (
    <>
      <Table
        caption={texts.caption}
        heads={[heads.bulletin, heads.period, heads.marking, heads.state, heads.alerts]}
        rows={[...newest, ...older.filter(({ id }) => !known.has(id))].map(row)}
      />
      {error !== undefined && <Failure error={error} />}
      {hasMore && (
        <button type="button" onClick={() => void more()}>
          {texts.older}
        </button>
      )}
    </>
  )
}

function useRow() {
  const texts = useTexts(bulletinTexts)
  const { labels } = useSession()
  const { nameOf } = useProcesses()
  return (one: BulletinLine) => ({
    key: one.id,
    cells: [
      <span key="bulletin">
        <Link className="bulletin-name" href={`/bulletin/${one.id}`}>
          {wordFor(texts.headings, one.kind)} – {labels.place(one.place)}
        </Link>
        <span className="soft small block">{nameOf(one.process)}</span>
      </span>,
      <Period key="period" from={one.from} to={one.to} />,
      <span key="marking" className="bulletin-labels">
        <MarkingLabel marking={one.marking} />
        {one.exercise && <ExerciseTag />}
      </span>,
      <span key="state">
        <StateMark state={one.state} />
        {one.errata > 0 && <span className="small block">{texts.errataCount(one.errata)}</span>}
      </span>,
      texts.counted(one.fired, one.open),
    ],
  })
}
