// What two runs found, side by side: a value that both have is shown once.
import type { ReactNode } from 'react'
import { Table } from '../../design/table.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type Numbers, useNumbers } from './numbers.ts'
import { Predictor } from './predictor.tsx'
import { backtestsTexts } from './texts.ts'
import { type Judged, type Report, ruleLevel, type Side } from './types.ts'

interface Props {
  readonly a: Side
  readonly b: Side
}

interface Compared {
  readonly name: string
  /** In the order of the heads. */
  readonly a: readonly string[]
  readonly b: readonly string[]
}

export function CompareResults({ a, b }: Props) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  const horizons = [...new Set([...a.report.settings.horizonsDays, ...b.report.settings.horizonsDays])]
  const tables = horizons.map((days) => ({ days, rows: comparedAt(a, b, days, numbers) }))
  const isSame = tables.every(({ rows }) => rows.every(hasSameValues))
  const parts = tables.map(({ days, rows }) => <Horizon key={days} a={a} b={b} days={days} rows={rows} />)
  return (
    <>
      <p className="soft narrow">{isSame ? texts.noneDiffers : texts.compareLine}</p>
      {isSame ? (
        <details>
          <summary>{texts.showResults}</summary>
          {parts}
        </details>
      ) : (
        parts
      )}
    </>
  )
}

function Horizon({
  a,
  b,
  days,
  rows,
}: Props & { readonly days: number; readonly rows: readonly Compared[] }) {
  const texts = useTexts(backtestsTexts)
  const { count } = useNumbers()
  const title = texts.horizon(count(days), texts.sets.all)
  const isOfRule = ({ name }: Compared) =>
    ruleLevel(a.report, name) !== undefined || ruleLevel(b.report, name) !== undefined
  const baselines = rows.filter((row) => !isOfRule(row))
  const caption = `${texts.baselinesToo}: ${title}`
  return (
    <>
      <h3>{title}</h3>
      <Results a={a} b={b} caption={title} rows={rows.filter(isOfRule)} />
      <details>
        <summary>{baselines.every(hasSameValues) ? texts.baselinesSame : texts.baselinesToo}</summary>
        <Results a={a} b={b} caption={caption} rows={baselines} />
      </details>
    </>
  )
}

function Results({
  a,
  b,
  caption,
  rows,
}: Props & { readonly caption: string; readonly rows: readonly Compared[] }) {
  const texts = useTexts(backtestsTexts)
  const cells = (row: Compared): ReactNode[] => [
    <Predictor
      key="name"
      report={ruleLevel(a.report, row.name) === undefined ? b.report : a.report}
      name={row.name}
    />,
    ...row.a.map((value, index) => (
      <Pair key={texts.resultHeads[index + 1]} a={value} b={row.b[index] ?? '–'} />
    )),
  ]
  return (
    <Table
      caption={caption}
      heads={texts.resultHeads}
      rows={rows.map((row) => ({ key: row.name, cells: cells(row) }))}
    />
  )
}

function hasSameValues({ a, b }: Compared): boolean {
  return a.every((value, index) => value === b[index])
}

function comparedAt(a: Side, b: Side, days: number, numbers: Numbers): readonly Compared[] {
  const [left, right] = [judgedOf(a.report, days), judgedOf(b.report, days)]
  return [...new Set([...left.keys(), ...right.keys()])].map((name) => ({
    name,
    a: valuesOf(left.get(name), numbers),
    b: valuesOf(right.get(name), numbers),
  }))
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

/** What differs stands one above the other, and out by its weight, not by colour. */
function Pair({ a, b }: { readonly a: string; readonly b: string }) {
  const texts = useTexts(backtestsTexts)
  if (a === b) return a
  return (
    <span className="backtest-pair differs">
      <span>
        <span className="soft">{texts.sideA}</span> {a}
      </span>
      <span>
        <span className="soft">{texts.sideB}</span> {b}
      </span>
    </span>
  )
}
