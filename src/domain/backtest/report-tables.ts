// The tables of a report as rows of text: Markdown and HTML print the same cells.
import type { Proportion, Rate } from './proportion.ts'
import { phaseName, predictorName, scoreName, setName } from './report-names.ts'
import type { BacktestReport, Slice } from './report-shape.ts'
import type { ReportTexts } from './report-texts.ts'
import type { Estimate } from './scored-days.ts'

export interface Table {
  readonly title: string
  readonly lines: readonly string[]
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const percent = (value: number) => `${(value * 100).toFixed(0)} %`

/** `2 of 28 [2 %–23 %]`: the count first, the share only as an interval. */
function proportionText({ count, of, low, high }: Proportion): string {
  return of === 0 ? '0 / 0' : `${count} / ${of} [${percent(low)}–${percent(high)}]`
}

function rateText({ count, exposure, value, low, high }: Rate): string {
  if (value === null) return '–'
  return `${value.toFixed(3)} [${low.toFixed(3)}–${high?.toFixed(3) ?? '∞'}] (${count} / ${exposure.toFixed(0)})`
}

function estimateText({ value, low, high }: Estimate): string {
  return value === null ? '–' : `${value.toFixed(3)} [${low?.toFixed(3) ?? '–'}–${high?.toFixed(3) ?? '–'}]`
}

function resultTable(
  report: BacktestReport,
  texts: ReportTexts,
  horizonDays: number,
  outcomeSet: string,
): Table {
  const { columns } = texts
  const rate = report.baseRates.find(
    (one) => one.horizonDays === horizonDays && one.outcomeSet === outcomeSet,
  )
  return {
    title: `${texts.results}: ${texts.horizon(horizonDays, setName(outcomeSet, texts))}`,
    lines: rate === undefined ? [] : [`${texts.baseRate}: ${proportionText(rate.departmentDays)}`],
    head: [columns.predictor, columns.precision, columns.recall, columns.rate, columns.leads],
    rows: report.judged
      .filter((one) => one.horizonDays === horizonDays && one.outcomeSet === outcomeSet)
      .map((one) => [
        predictorName(report, one.predictor, texts),
        proportionText(one.precision),
        proportionText(one.recall),
        rateText(one.falsePerDepartmentWeek),
        one.leadDays.join(', ') || texts.none,
      ]),
  }
}

function equalRecallTable(report: BacktestReport, texts: ReportTexts): Table {
  const { columns } = texts
  return {
    title: texts.equalRecall,
    lines: [],
    head: [
      columns.predictor,
      columns.horizon,
      columns.set,
      columns.recall,
      columns.precision,
      columns.baseline,
      columns.baselineFound,
      columns.baselinePrecision,
    ],
    rows: report.equalRecall.map((one) => [
      predictorName(report, one.predictor, texts),
      texts.inDays(one.horizonDays),
      setName(one.outcomeSet, texts),
      String(one.found),
      proportionText(one.precision),
      one.threshold === null
        ? `${predictorName(report, one.baseline, texts)}: ${texts.none}`
        : predictorName(report, `${one.baseline} >= ${one.threshold}`, texts),
      String(one.baselineFound ?? texts.none),
      one.baselinePrecision === null ? texts.none : proportionText(one.baselinePrecision),
    ]),
  }
}

function scoreTable(report: BacktestReport, texts: ReportTexts): Table {
  const { columns } = texts
  return {
    title: texts.scores,
    lines: [],
    head: [
      columns.score,
      columns.horizon,
      columns.set,
      columns.days,
      columns.unknown,
      columns.auroc,
      columns.aupr,
      columns.brier,
    ],
    rows: report.scored.map((one) => [
      scoreName(one.score, texts),
      texts.inDays(one.horizonDays),
      setName(one.outcomeSet, texts),
      `${one.followedDays} / ${one.days}`,
      String(one.unknownDays),
      estimateText(one.auroc),
      estimateText(one.aupr),
      one.forecast.brier === null
        ? texts.none
        : `${one.forecast.brier.toFixed(4)} (${one.forecast.brierOfBaseRate?.toFixed(4) ?? texts.none})`,
    ]),
  }
}

const sliceRow = (predictor: string) => (slice: Slice) => [
  predictor,
  slice.name,
  proportionText(slice.precision),
  proportionText(slice.recall),
  rateText(slice.falsePerDepartmentWeek),
]

/** Of the rules alone, by the longest horizon and all outcomes: the smaller the slice, the less it says. */
function sliceTable(report: BacktestReport, texts: ReportTexts): Table {
  const { columns } = texts
  const horizon = Math.max(...report.settings.horizonsDays)
  const ids = report.rules.map((rule) => `${rule.id} `)
  const ofRules = report.judged.filter(
    (one) =>
      one.horizonDays === horizon &&
      one.outcomeSet === 'all' &&
      one.alarms > 0 &&
      ids.some((id) => one.predictor.startsWith(id)),
  )
  return {
    title: `${texts.slices} (${texts.inDays(horizon)})`,
    lines: [],
    head: [columns.predictor, columns.slice, columns.precision, columns.recall, columns.rate],
    rows: ofRules.flatMap((one) => slicesOf(one, predictorName(report, one.predictor, texts), texts)),
  }
}

function slicesOf(one: BacktestReport['judged'][number], predictor: string, texts: ReportTexts) {
  const phases = one.byPhase.map((slice) => ({ ...slice, name: phaseName(slice.name, texts) }))
  return [
    ...[...phases, ...one.byDepartment].map(sliceRow(predictor)),
    ...one.byClass.map((slice) => [
      predictor,
      slice.name,
      texts.none,
      proportionText(slice.recall),
      texts.none,
    ]),
    ...one.byHalfYear.map((slice) => [
      predictor,
      slice.name,
      proportionText(slice.precision),
      texts.none,
      texts.none,
    ]),
  ]
}

function controlTable(report: BacktestReport, texts: ReportTexts): Table {
  const { columns } = texts
  const names = report.controls[0]?.alarms.map((one) => one.predictor) ?? []
  return {
    title: texts.controls,
    lines: report.controls.map(
      (one) => `${one.name}: ${one.from} – ${one.to}; ${texts.labelled}: ${one.outcomes}`,
    ),
    head: [columns.predictor, ...report.controls.map((one) => one.name)],
    rows: names.map((name) => [
      predictorName(report, name, texts),
      ...report.controls.map((one) =>
        String(one.alarms.find((alarm) => alarm.predictor === name)?.alarms ?? 0),
      ),
    ]),
  }
}

function inputTable(report: BacktestReport, texts: ReportTexts): Table {
  return {
    title: texts.inputs,
    lines: [],
    head: [texts.columns.input, texts.columns.name, 'SHA-256'],
    rows: report.inputs.map((one) => [texts.roles[one.role] ?? one.role, one.name, one.sha256]),
  }
}

export function reportTables(report: BacktestReport, texts: ReportTexts): readonly Table[] {
  const sets = [...new Set(report.baseRates.map((one) => one.outcomeSet))]
  return [
    ...report.settings.horizonsDays.flatMap((horizon) =>
      sets.map((set) => resultTable(report, texts, horizon, set)),
    ),
    equalRecallTable(report, texts),
    ...(report.controls.length === 0 ? [] : [controlTable(report, texts)]),
    scoreTable(report, texts),
    sliceTable(report, texts),
    inputTable(report, texts),
  ].filter((table) => table.rows.length > 0)
}

const countsText = (counts: Readonly<Record<string, number>>) =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')

/** What was read, in sentences. */
export function recordLines(
  { record, outcomes, settings }: BacktestReport,
  texts: ReportTexts,
): readonly string[] {
  const refused = Object.values(record.refused).reduce((sum, count) => sum + count, 0)
  const reasons = refused === 0 ? '' : ` (${countsText(record.refused)})`
  const byPhase = Object.fromEntries(
    Object.entries(outcomes.byPhase).map(([code, count]) => [phaseName(code, texts), count]),
  )
  return [
    `${settings.process}, ${settings.from} – ${settings.to}, ${settings.timeZone}`,
    `${texts.recordLine(record.items, record.taken, record.repeated, record.withheld, refused)}${reasons}`,
    `${texts.labelledLine(outcomes.rows, outcomes.size)}: ${countsText(outcomes.byClass)}; ${countsText(outcomes.byDepartment)}; ${countsText(byPhase)}`,
  ]
}
