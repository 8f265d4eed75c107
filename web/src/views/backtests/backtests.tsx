// Back-tests: how good rules would have been. The list; beside it a new run, one run with its report, or two side by side.
import './backtests.css'
import { useState } from 'react'
import type { ApiError } from '../../api.ts'
import type { Page } from '../../api-types.ts'
import { Empty, Failure, Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Compare } from './compare.tsx'
import { OnceNamed, useNames, WithNames } from './names.tsx'
import { NewRun } from './new-run.tsx'
import { RunDetail } from './run.tsx'
import { backtestsTexts } from './texts.ts'
import type { Run } from './types.ts'

export function BacktestsView({ selected }: { readonly selected: string | undefined }) {
  return (
    <WithNames>
      <Selected selected={selected} />
    </WithNames>
  )
}

function Selected({ selected }: { readonly selected: string | undefined }) {
  const texts = useTexts(backtestsTexts)
  const { can } = useSession()
  if (selected === 'new') return <NewRun />
  if (selected === 'compare') return <Compare />
  if (selected !== undefined) return <RunDetail key={selected} id={selected} />
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      {can('rules:propose') && (
        <p>
          <Link className="button-link" href="/backtests/new">
            {texts.add}
          </Link>
        </p>
      )}
      <OnceNamed>
        <List />
      </OnceNamed>
    </>
  )
}

function List() {
  const texts = useTexts(backtestsTexts)
  const { query } = useAddress()
  const { api, can } = useSession()
  const names = useNames()
  const rule = query.get('rule')
  const search = rule === null ? '' : `&rule=${encodeURIComponent(rule)}`
  const polled = usePolled<Page<Run>>(api, `/v1/backtests?limit=50${search}`)
  return (
    <>
      {rule !== null && (
        <p>
          {texts.onlyRule} <strong>{names.rule(rule)}</strong> ·{' '}
          <Link href="/backtests">{texts.allRuns}</Link>
        </p>
      )}
      <Live polled={polled}>
        {({ items, next }) =>
          items.length === 0 ? (
            <Empty title={texts.none}>{can('rules:propose') ? texts.noneLine : texts.noneReader}</Empty>
          ) : (
            <Runs key={search} newest={items} next={next ?? null} search={search} />
          )
        }
      </Live>
    </>
  )
}

interface Older {
  readonly items: readonly Run[]
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
      const page = await api.get<Page<Run>>(`/v1/backtests?limit=50${search}&cursor=${cursor ?? ''}`)
      setOlder((before) => ({ items: [...(before?.items ?? []), ...page.items], next: page.next ?? null }))
      setError(undefined)
    } catch (reason) {
      setError(reason as ApiError)
    }
  }
  return { older: older?.items ?? [], hasMore: cursor !== null, error, more }
}

function Runs({
  newest,
  next,
  search,
}: {
  readonly newest: readonly Run[]
  readonly next: string | null
  readonly search: string
}) {
  const texts = useTexts(backtestsTexts)
  const [chosen, setChosen] = useState<readonly string[]>([])
  const { older, hasMore, error, more } = useOlder(search, next)
  const [first, second] = chosen
  const known = new Set(newest.map(({ id }) => id))
  return (
    <>
      <ul className="rows" aria-label={texts.title}>
        {[...newest, ...older.filter(({ id }) => !known.has(id))].map((run) => (
          <RunRow
            key={run.id}
            run={run}
            isChosen={chosen.includes(run.id)}
            isFull={chosen.length === 2}
            onChoose={(isChosen) =>
              setChosen(isChosen ? [...chosen, run.id] : chosen.filter((one) => one !== run.id))
            }
          />
        ))}
      </ul>
      <div className="backtest-compare-bar">
        <button
          type="button"
          aria-disabled={second === undefined}
          onClick={() => {
            if (first !== undefined && second !== undefined) goTo(`/backtests/compare?a=${first}&b=${second}`)
          }}
        >
          {texts.compare}
        </button>
        <span className="soft small" role="status">
          {second === undefined ? texts.compareHint : texts.compareReady}
        </span>
      </div>
      {error !== undefined && <Failure error={error} />}
      {hasMore && (
        <button type="button" onClick={() => void more()}>
          {texts.older}
        </button>
      )}
    </>
  )
}

function RunRow({
  run,
  isChosen,
  isFull,
  onChoose,
}: {
  readonly run: Run
  readonly isChosen: boolean
  readonly isFull: boolean
  readonly onChoose: (isChosen: boolean) => void
}) {
  const texts = useTexts(backtestsTexts)
  const names = useNames()
  const title = names.run(run)
  return (
    <li className="row backtest-row">
      <div>
        <p className="row-title title-3">
          <Link href={`/backtests/${run.id}`}>{title}</Link>
        </p>
        <p className="soft small">
          <span className={run.state === 'failed' ? 'late' : undefined}>
            {wordFor(texts.states, run.state)}
          </span>{' '}
          · {names.process(run.process)} · <Moment at={run.created_at} />
          {run.report_hash !== null && (
            <>
              {' '}
              · {texts.reportHash} <code>{run.report_hash.slice(0, 12)}</code>
            </>
          )}
        </p>
      </div>
      {run.state === 'done' && (
        <label className="check">
          <input
            type="checkbox"
            checked={isChosen}
            disabled={isFull && !isChosen}
            onChange={(event) => onChoose(event.target.checked)}
          />
          <span aria-hidden="true">{texts.choose}</span>
          <span className="visually-hidden">{texts.chooseRun(title)}</span>
        </label>
      )}
    </li>
  )
}
