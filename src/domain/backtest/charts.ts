// Charts of a report as inline SVG: no script, no font and no picture from elsewhere. Shapes differ, not only colours.
import type { CalibrationBin } from './forecast.ts'
import { predictorName } from './report-names.ts'
import type { BacktestReport } from './report-shape.ts'
import type { ReportTexts } from './report-texts.ts'

export function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

const width = 960
const left = 240
const right = 20
const n = (value: number) => String(Math.round(value * 10) / 10)

function svg(height: number, title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${width} ${n(height)}" role="img" aria-label="${escapeText(title)}">${parts.join('')}</svg>`
}

function label(x: number, y: number, text: string, anchor = 'end'): string {
  return `<text x="${n(x)}" y="${n(y)}" text-anchor="${anchor}">${escapeText(text)}</text>`
}

function rect(x: number, y: number, w: number, h: number, name: string, title = ''): string {
  const inside = title === '' ? '' : `<title>${escapeText(title)}</title>`
  return `<rect class="${name}" x="${n(x)}" y="${n(y)}" width="${n(Math.max(0.5, w))}" height="${n(h)}">${inside}</rect>`
}

const day = (text: string) =>
  Temporal.PlainDate.from(text).toZonedDateTime('UTC').epochMilliseconds / 86_400_000

type Weeks = BacktestReport['timeline']['weeks']
type Across = (at: number) => number

/** Outcomes are few: a bar a week would all but give their dates away. */
function fourWeeks(weeks: Weeks): Weeks {
  return weeks.flatMap((week, index) => {
    if (index % 4 !== 0) return []
    const four = weeks.slice(index, index + 4)
    return [{ ...week, outcomes: four.reduce((sum, one) => sum + one.outcomes, 0) }]
  })
}

interface BarScale {
  readonly x: Across
  readonly base: number
  readonly height: number
  readonly days: number
  readonly most: number
}

function bars(weeks: Weeks, what: 'signals' | 'outcomes', scale: BarScale): readonly string[] {
  const wide = scale.x(scale.days) - scale.x(0) - 1
  const end = width - right
  return weeks.map((one) => {
    const high = (one[what] / scale.most) * scale.height
    const from = scale.x(day(one.from))
    const name = what === 'signals' ? 'signal' : 'outcome'
    return rect(from, scale.base - high, Math.min(wide, end - from), high, name, `${one.from}: ${one[what]}`)
  })
}

function phaseBand(one: BacktestReport['timeline']['phases'][number], x: Across, top: number): string {
  const [from, to] = [x(day(one.from)), x(day(one.to) + 1)]
  return rect(from, top, to - from, 11, 'phase', `${one.code} ${one.from} – ${one.to}`)
}

/** From the upper middle: triangle, diamond, square, bar; so that levels can be told apart without colours. */
const alertShapes: Readonly<Record<string, string>> = {
  info: 'l4 9h-8z',
  watch: 'l4 5l-4 5l-4-5z',
  warning: 'h4v9h-8v-9z',
  critical: 'h2v11h-4v-11z',
}

/** Signals and outcomes as bars, phases as bands, alerts as marks by department. */
export function timelineChart(report: BacktestReport, texts: ReportTexts): string {
  const { timeline, settings } = report
  const [from, to] = [day(settings.from), day(settings.to) + 1]
  const x = (at: number) => left + ((at - from) / (to - from)) * (width - left - right)
  const codes = [...new Set(timeline.phases.map((one) => one.code))]
  const departments = settings.departments
  const phasesTop = 20
  const signalsTop = phasesTop + codes.length * 14 + 20
  const outcomesTop = signalsTop + 90
  const alertsTop = outcomesTop + 60
  const height = alertsTop + departments.length * 16 + 24
  const most = Math.max(1, ...timeline.weeks.map((one) => one.signals))
  const months = fourWeeks(timeline.weeks)
  const mostOutcomes = Math.max(1, ...months.map((one) => one.outcomes))
  const parts = [
    ...timeline.phases.map((one) => phaseBand(one, x, phasesTop + codes.indexOf(one.code) * 14)),
    ...codes.map((code, index) => label(left - 6, phasesTop + index * 14 + 10, code)),
    ...bars(timeline.weeks, 'signals', { x, base: signalsTop + 80, height: 76, days: 7, most }),
    label(left - 6, signalsTop + 44, `${texts.perWeek} (≤ ${most})`),
    ...bars(months, 'outcomes', { x, base: outcomesTop + 46, height: 40, days: 28, most: mostOutcomes }),
    label(left - 6, outcomesTop + 28, `${texts.perFourWeeks} (≤ ${mostOutcomes})`),
    ...departments.map((code, index) => label(left - 6, alertsTop + index * 16 + 12, code)),
    ...departments.map((_code, index) =>
      rect(left, alertsTop + index * 16 + 15, width - left - right, 0.5, 'grid'),
    ),
    ...timeline.alerts.map((one) => {
      const [cx, cy] = [x(day(one.day) + 0.5), alertsTop + departments.indexOf(one.department) * 16 + 8]
      return `<path class="alert ${one.level}" d="M${n(cx)} ${n(cy - 5)}${alertShapes[one.level] ?? ''}"><title>${escapeText(`${predictorName(report, `${one.predictor} ${one.level}`, texts)} · ${one.department} · ${one.day}`)}</title></path>`
    }),
    ...yearMarks(from, to).map((mark) => label(x(mark.at), height - 4, mark.text, 'middle')),
  ]
  return svg(height, texts.timeline, parts)
}

/** The first of January and of July. */
function yearMarks(from: number, to: number): readonly { at: number; text: string }[] {
  const first = Temporal.Instant.fromEpochMilliseconds(from * 86_400_000).toZonedDateTimeISO('UTC').year
  const last = Temporal.Instant.fromEpochMilliseconds(to * 86_400_000).toZonedDateTimeISO('UTC').year
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
    .flatMap((year) => [`${year}-01-01`, `${year}-07-01`])
    .map((text) => ({ at: day(text), text: text.slice(0, 7) }))
    .filter(({ at }) => at >= from && at < to)
}

/** One row a predictor, one dot an alarm that an outcome followed. */
export function leadChart(report: BacktestReport, texts: ReportTexts): string {
  const horizon = Math.max(...report.settings.horizonsDays)
  const rows = report.judged.filter(
    (one) => one.horizonDays === horizon && one.outcomeSet === 'all' && one.leadDays.length > 0,
  )
  if (rows.length === 0) return `<p>${escapeText(texts.noLeads)}</p>`
  const start = 290
  const x = (days: number) => start + (days / horizon) * (width - start - right)
  const height = rows.length * 20 + 40
  const ticks = [0, 7, 14, 21, 30].filter((one) => one <= horizon)
  return svg(height, texts.leads, [
    ...ticks.map(
      (one) => rect(x(one), 4, 0.5, height - 26, 'grid') + label(x(one), height - 6, String(one), 'middle'),
    ),
    ...rows.flatMap((one, index) => [
      label(start - 8, index * 20 + 20, predictorName(report, one.predictor, texts)),
      ...one.leadDays.map(
        (days) =>
          `<circle class="lead" cx="${n(x(days))}" cy="${index * 20 + 16}" r="5"><title>${days}</title></circle>`,
      ),
    ]),
  ])
}

/** What was said (across) against what happened (up) with its interval; on the line, the two agree. */
export function calibrationChart(bins: readonly CalibrationBin[], title: string, texts: ReportTexts): string {
  const size = 260
  const most = Math.max(0.1, ...bins.map((bin) => Math.max(bin.said, bin.happened.high)))
  const at = (value: number) => 50 + (value / most) * (size - 70)
  const up = (value: number) => size - 40 - (value / most) * (size - 70)
  const marks = bins.flatMap((bin) => [
    `<line class="interval" x1="${n(at(bin.said))}" x2="${n(at(bin.said))}" y1="${n(up(bin.happened.low))}" y2="${n(up(bin.happened.high))}"/>`,
    `<circle class="lead" cx="${n(at(bin.said))}" cy="${n(up(bin.happened.value ?? 0))}" r="4"><title>${bin.said}: ${bin.happened.count} / ${bin.happened.of}</title></circle>`,
  ])
  return (
    `<figure><svg viewBox="0 0 ${size} ${size}" role="img" aria-label="${escapeText(title)}" style="max-width:${size}px">` +
    `<line class="diagonal" x1="${n(at(0))}" y1="${n(up(0))}" x2="${n(at(most))}" y2="${n(up(most))}"/>${marks.join('')}` +
    label(size / 2, size - 8, `${texts.said} (0 – ${most.toFixed(2)})`, 'middle') +
    label(46, 14, texts.happened, 'start') +
    `</svg><figcaption>${escapeText(title)}</figcaption></figure>`
  )
}
