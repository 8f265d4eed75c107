// Two back-tests side by side: whether they were computed from the same, and what differs in what they found.
import type { ReactNode } from 'react'
import { Empty, Live } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type Numbers, useNumbers } from './numbers.ts'
import { Predictor } from './report.tsx'
import { backtestsTexts } from './texts.ts'
import type { Judged, Report, RunInFull } from './types.ts'

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
      {a === null || b === null ? <Empty title={texts.compareHint} /> : <Both a={a} b={b} />}
    </article>
  )
}

interface Side {
  readonly run: RunInFull
  readonly report: Report
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
  const [left, right] = [useSide(a), useSide(b)]
  const done = [left, right].flatMap(({ run, report }): Side[] =>
    run.data === undefined || report.data === undefined ? [] : [{ run: run.data, report: report.data }],
  )
  const [first, second] = done
  if (first !== undefined && second !== undefined) return <Sides a={first} b={second} />
  return [left, right].map(({ run, report }, index) => (
    <Live key={index === 0 ? `a ${a}` : `b ${b}`} polled={run}>
      {({ title, state }) =>
        state === 'done' ? (
          <Live polled={report}>{() => <p className="soft">{title}</p>}</Live>
        ) : (
          <p className="notice" role="status">
            {title}: {wordFor(texts.states, state)}
          </p>
        )
      }
    </Live>
  ))
}

function Sides({ a, b }: { readonly a: Side; readonly b: Side }) {
  const texts = useTexts(backtestsTexts)
  const isSame = a.run.report_hash === b.run.report_hash
  return (
    <>
      <p className={isSame ? 'notice notice-good' : 'notice'} role="status">
        {isSame ? texts.sameBytes : texts.otherBytes}
      </p>
      <section aria-labelledby="compare-origin">
        <h2 id="compare-origin">{texts.origin}</h2>
        <OriginTable a={a} b={b} />
      </section>
      <section aria-labelledby="compare-results">
        <h2 id="compare-results">{texts.results}</h2>
        <p className="soft narrow">{texts.compareLine}</p>
        {[...new Set([...a.report.settings.horizonsDays, ...b.report.settings.horizonsDays])].map((days) => (
          <ResultTable key={days} a={a} b={b} horizonDays={days} />
        ))}
      </section>
    </>
  )
}

function hashOf({ report }: Side, role: string, name: string): string {
  return report.inputs.find((one) => one.role === role && one.name === name)?.sha256 ?? '–'
}

function OriginTable({ a, b }: { readonly a: Side; readonly b: Side }) {
  const texts = useTexts(backtestsTexts)
  const { count } = useNumbers()
  const inputs = new Map(
    [...a.report.inputs, ...b.report.inputs].map((one) => [`${one.role} ${one.name}`, one]),
  )
  const rows: readonly (readonly [string, string, string])[] = [
    [texts.period, spanText(a.report), spanText(b.report)],
    [texts.seed, count(a.report.settings.seed), count(b.report.settings.seed)],
    ...[...inputs.values()].map(
      ({ role, name }) =>
        [`${wordFor(texts.roles, role)} ${name}`, hashOf(a, role, name), hashOf(b, role, name)] as const,
    ),
    [texts.reportHash, a.run.report_hash ?? '–', b.run.report_hash ?? '–'],
  ]
  return (
    <Table
      caption={texts.origin}
      heads={['', sideName(texts.sideA, a), sideName(texts.sideB, b), texts.isSame]}
      rows={rows.map(([name, left, right]) => ({
        key: name,
        cells: [
          name,
          <Hash key="a" text={left} />,
          <Hash key="b" text={right} />,
          left === right ? texts.same : texts.different,
        ],
      }))}
    />
  )
}

const sideName = (letter: string, { run }: Side) => `${letter} · ${run.title}`
const spanText = ({ settings }: Report) => `${settings.from} – ${settings.to}`

function Hash({ text }: { readonly text: string }) {
  return /^[0-9a-f]{64}$/.test(text) ? <code className="backtest-hash">{text}</code> : text
}

function ResultTable({
  a,
  b,
  horizonDays,
}: {
  readonly a: Side
  readonly b: Side
  readonly horizonDays: number
}) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  const [left, right] = [a, b].map(({ report }) => judgedOf(report, horizonDays))
  const names = [...new Set([...(left?.keys() ?? []), ...(right?.keys() ?? [])])]
  const cells = (name: string): ReactNode[] => {
    const [one, other] = [left?.get(name), right?.get(name)]
    const [ofA, ofB] = [valuesOf(one, numbers), valuesOf(other, numbers)]
    return [
      <Predictor key="name" report={one === undefined ? b.report : a.report} name={name} />,
      ...ofA.map((value, index) => (
        <Pair key={texts.resultHeads[index + 1]} a={value} b={ofB[index] ?? '–'} />
      )),
    ]
  }
  return (
    <>
      <h3>{texts.horizon(numbers.count(horizonDays), texts.sets.all)}</h3>
      <Table
        caption={texts.horizon(numbers.count(horizonDays), texts.sets.all)}
        heads={texts.resultHeads}
        rows={names.map((name) => ({ key: name, cells: cells(name) }))}
      />
    </>
  )
}

/** In the order of the heads; a dash for each where the other has no such alarm. */
function valuesOf(one: Judged | undefined, numbers: Numbers): readonly string[] {
  if (one === undefined) return ['–', '–', '–', '–', '–', '–']
  return [
    numbers.share(one.precision),
    numbers.share(one.recall),
    numbers.count(one.missed),
    numbers.count(one.falseAlarms),
    numbers.rate(one.falsePerDepartmentWeek),
    numbers.leads(one.leadDays) ?? '–',
  ]
}

function judgedOf(report: Report, horizonDays: number): ReadonlyMap<string, Judged> {
  return new Map(
    report.judged
      .filter((one) => one.horizonDays === horizonDays && one.outcomeSet === 'all')
      .map((one) => [one.predictor, one]),
  )
}

/** Both values, one above the other; what differs stands out by weight, not by colour. */
function Pair({ a, b }: { readonly a: string; readonly b: string }) {
  const texts = useTexts(backtestsTexts)
  const name = a === b ? 'backtest-pair' : 'backtest-pair differs'
  return (
    <span className={name}>
      <span>
        <span className="soft">{texts.sideA}</span> {a}
      </span>
      <span>
        <span className="soft">{texts.sideB}</span> {b}
      </span>
    </span>
  )
}
