// Two back-tests side by side: whether they were computed from the same, and what differs in what they found.
import { Empty, Fact, Live } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { OriginTable, useOriginRows } from './compare-origin.tsx'
import { CompareResults } from './compare-results.tsx'
import { OnceNamed, useNames } from './names.tsx'
import { backtestsTexts } from './texts.ts'
import type { Report, RunInFull, Side } from './types.ts'

export function Compare() {
  const texts = useTexts(backtestsTexts)
  const { query } = useAddress()
  const [a, b] = [query.get('a'), query.get('b')]
  const part = useFocusOnArrival<HTMLElement>(`${a} ${b}`)
  return (
    <article ref={part} tabIndex={-1}>
      <p className="back">
        <Link href="/backtests">← {texts.back}</Link>
      </p>
      <h1>{texts.compareTitle}</h1>
      {a === null || b === null ? (
        <Empty title={texts.compareHint} />
      ) : (
        <OnceNamed>
          <Both a={a} b={b} />
        </OnceNamed>
      )}
    </article>
  )
}

/** A run that is still under way is asked for until it is done. */
function useSide(id: string) {
  const { api } = useSession()
  const run = usePolled<RunInFull>(api, `/v1/backtests/${encodeURIComponent(id)}`)
  const isDone = run.data?.state === 'done'
  const report = usePolled<Report>(api, isDone ? `/v1/backtests/${id}/report` : undefined, 600_000)
  return { run, report }
}

function Both({ a, b }: { readonly a: string; readonly b: string }) {
  const texts = useTexts(backtestsTexts)
  const names = useNames()
  const [left, right] = [useSide(a), useSide(b)]
  const done = [left, right].flatMap(({ run, report }): Side[] =>
    run.data === undefined || report.data === undefined ? [] : [{ run: run.data, report: report.data }],
  )
  const [first, second] = done
  if (first !== undefined && second !== undefined) return <Sides a={first} b={second} />
  return [left, right].map(({ run, report }, index) => (
    <Live key={index === 0 ? `a ${a}` : `b ${b}`} polled={run}>
      {(one) =>
        one.state === 'done' ? (
          <Live polled={report}>{() => <p className="soft">{names.run(one)}</p>}</Live>
        ) : (
          <p className="notice" role="status">
            {names.run(one)}: {wordFor(texts.states, one.state)}
          </p>
        )
      }
    </Live>
  ))
}

function Sides({ a, b }: { readonly a: Side; readonly b: Side }) {
  const texts = useTexts(backtestsTexts)
  const names = useNames()
  const { format } = useSession()
  const rows = useOriginRows(a, b)
  const isSame = a.run.report_hash === b.run.report_hash
  const changed = rows.filter((row) => row.isInput && row.a !== row.b).map(({ name }) => name)
  return (
    <>
      <dl className="facts">
        {[[texts.sideA, a.run] as const, [texts.sideB, b.run] as const].map(([letter, run]) => (
          <Fact key={letter} term={letter}>
            <Link href={`/backtests/${run.id}`}>{names.run(run)}</Link>
          </Fact>
        ))}
      </dl>
      <p className={isSame ? 'notice notice-good' : 'notice'} role="status">
        {isSame ? texts.sameBytes : texts.otherBytes(changed.length === 0 ? undefined : format.list(changed))}
      </p>
      <section aria-labelledby="compare-origin">
        <h2 id="compare-origin">{texts.origin}</h2>
        <OriginTable rows={rows} />
      </section>
      <section aria-labelledby="compare-results" className="backtest-report">
        <h2 id="compare-results">{texts.results}</h2>
        <CompareResults a={a} b={b} />
      </section>
    </>
  )
}
