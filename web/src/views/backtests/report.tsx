// A report: the timeline of alerts against labelled events, what was found and missed, lead times, calibration, and the same by phase and department.
import type { ReactNode } from 'react'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Calibrations, Leads } from './charts.tsx'
import { useNames } from './names.tsx'
import { useNumbers } from './numbers.ts'
import { Predictor, usePredictorName, useScoreName } from './predictor.tsx'
import { backtestsTexts } from './texts.ts'
import { Timeline } from './timeline.tsx'
import { type Judged, type Report, ruleLevel, type Slice, widest } from './types.ts'

interface Props {
  readonly report: Report
}

export function ReportView({ report }: Props) {
  const texts = useTexts(backtestsTexts)
  const names = useNames()
  const { count } = useNumbers()
  const { settings, record, outcomes } = report
  return (
    <>
      <p className="notice narrow">{texts.disclaimer}</p>
      <p>
        {names.process(settings.process)}, {names.span(settings.from, settings.to)}.{' '}
        {texts.record(count(record.items), count(record.taken), count(record.withheld))}{' '}
        {texts.outcomes(count(outcomes.rows), count(outcomes.size))}
      </p>
      <Part id="timeline" title={texts.timeline} line={texts.timelineLine}>
        <Timeline report={report} />
      </Part>
      <Results report={report} />
      <Part id="leads" title={texts.leads} line={texts.leadsLine}>
        <Leads report={report} />
      </Part>
      <Part id="calibration" title={texts.calibration} line={texts.calibrationLine}>
        <Calibrations report={report} />
      </Part>
      <SliceTables report={report} by="byPhase" />
      <SliceTables report={report} by="byDepartment" />
      <Controls report={report} />
      <Scores report={report} />
    </>
  )
}

function Part({
  id,
  title,
  line,
  children,
}: {
  readonly id: string
  readonly title: string
  readonly line?: string
  readonly children: ReactNode
}) {
  return (
    <section className="backtest-report" aria-labelledby={`backtest-${id}`}>
      <h2 id={`backtest-${id}`}>{title}</h2>
      {line !== undefined && <p className="soft narrow">{line}</p>}
      {children}
    </section>
  )
}

function Results({ report }: Props) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  return (
    <Part
      id="outcomes"
      title={texts.results}
      line={texts.resultsLine(numbers.count(report.settings.cooldownDays))}
    >
      {report.baseRates.map(({ horizonDays, outcomeSet, departmentDays }) => (
        <div key={`${horizonDays} ${outcomeSet}`}>
          <h3>{texts.horizon(numbers.count(horizonDays), wordFor(texts.sets, outcomeSet))}</h3>
          <p className="small">
            {texts.notJudged(numbers.count(horizonDays))} {texts.baseRate}: {numbers.share(departmentDays)}.
          </p>
          <ResultTable
            report={report}
            caption={texts.horizon(numbers.count(horizonDays), wordFor(texts.sets, outcomeSet))}
            judged={ofSet(report, horizonDays, outcomeSet).filter((one) => isOfRule(report, one))}
          />
          <details>
            <summary>{texts.baselinesToo}</summary>
            <ResultTable
              report={report}
              caption={`${texts.baselinesToo}: ${texts.horizon(numbers.count(horizonDays), wordFor(texts.sets, outcomeSet))}`}
              judged={ofSet(report, horizonDays, outcomeSet).filter((one) => !isOfRule(report, one))}
            />
          </details>
        </div>
      ))}
    </Part>
  )
}

function ofSet(report: Report, horizonDays: number, outcomeSet: string): readonly Judged[] {
  return report.judged.filter((one) => one.horizonDays === horizonDays && one.outcomeSet === outcomeSet)
}

function isOfRule(report: Report, { predictor }: Judged): boolean {
  return ruleLevel(report, predictor) !== undefined
}

function ResultTable({
  report,
  caption,
  judged,
}: Props & { readonly caption: string; readonly judged: readonly Judged[] }) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  return (
    <Table
      caption={caption}
      heads={texts.resultHeads}
      rows={judged.map((one) => ({ key: one.predictor, cells: resultCells(report, one, numbers) }))}
    />
  )
}

function resultCells(report: Report, one: Judged, numbers: ReturnType<typeof useNumbers>): ReactNode[] {
  return [
    <Predictor key="name" report={report} name={one.predictor} />,
    numbers.share(one.precision),
    numbers.share(one.recall),
    numbers.count(one.missed),
    numbers.count(one.falseAlarms),
    numbers.rate(one.falsePerDepartmentWeek),
    numbers.leads(one.leadDays) ?? '–',
  ]
}

/** Misses and false alarms of the rules, part by part; the smaller the part, the less it says. */
function SliceTables({ report, by }: Props & { readonly by: 'byPhase' | 'byDepartment' }) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  const { labels } = useSession()
  const predictorName = usePredictorName(report)
  const rules = widest(report).filter(({ predictor }) => ruleLevel(report, predictor) !== undefined)
  const nameOf = (slice: Slice) => {
    if (slice.name === 'none') return texts.noPhase
    return by === 'byPhase' ? labels.of('phases', slice.name) : labels.place(slice.name)
  }
  return (
    <Part id={by} title={texts.slices[by]} line={texts.slicesLine[by]}>
      {rules.map((one, index) => (
        <details key={one.predictor} open={index === 0}>
          <summary>
            <Predictor report={report} name={one.predictor} />
          </summary>
          {one[by].length === 0 ? (
            <p className="soft">{texts.noSlice}</p>
          ) : (
            <Table
              caption={`${texts.slices[by]}: ${predictorName(one.predictor)}`}
              heads={texts.sliceHeads}
              rows={one[by].map((slice) => ({
                key: slice.name,
                cells: [
                  nameOf(slice),
                  numbers.count(slice.recall.of - slice.recall.count),
                  numbers.share(slice.recall),
                  numbers.count(slice.precision.of - slice.precision.count),
                  numbers.share(slice.precision),
                  numbers.rate(slice.falsePerDepartmentWeek),
                ],
              }))}
            />
          )}
        </details>
      ))}
    </Part>
  )
}

function Controls({ report }: Props) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  const [first] = report.controls
  if (first === undefined) return null
  return (
    <Part id="controls" title={texts.controls} line={texts.controlsLine}>
      <Table
        caption={texts.controls}
        heads={[texts.predictor, ...report.controls.map(({ name }) => name)]}
        rows={first.alarms.map(({ predictor }) => ({
          key: predictor,
          cells: [
            <Predictor key="name" report={report} name={predictor} />,
            ...report.controls.map((control) =>
              numbers.count(control.alarms.find((one) => one.predictor === predictor)?.alarms ?? 0),
            ),
          ],
        }))}
      />
    </Part>
  )
}

function Scores({ report }: Props) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  const scoreName = useScoreName()
  const horizon = Math.max(...report.settings.horizonsDays)
  const brier = new Intl.NumberFormat(useSession().format.locale, {
    minimumFractionDigits: 4,
    maximumFractionDigits: 4,
  })
  return (
    <Part id="scores" title={texts.scores} line={texts.scoresLine}>
      <Table
        caption={texts.scores}
        heads={texts.scoreHeads}
        rows={report.scored
          .filter((one) => one.horizonDays === horizon && one.outcomeSet === 'all')
          .map((one) => ({
            key: one.score,
            cells: [
              scoreName(one.score),
              numbers.outOf(one.followedDays, one.days),
              numbers.count(one.unknownDays),
              numbers.estimate(one.auroc),
              numbers.estimate(one.aupr),
              one.forecast.brier === null
                ? '–'
                : `${brier.format(one.forecast.brier)} (${one.forecast.brierOfBaseRate === null ? '–' : brier.format(one.forecast.brierOfBaseRate)})`,
            ],
          }))}
      />
    </Part>
  )
}
