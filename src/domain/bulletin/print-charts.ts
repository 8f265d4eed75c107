// The drawings of a printed bulletin as inline SVG: a map of levels and two charts of bars. Shapes and words differ, not only colours.
import { escapeText } from '../backtest/charts.ts'
import { levelsDown } from './compose.ts'
import { drawOutlines, type Outline } from './outlines.ts'
import { isUnknown, levelSaid, type Pen, type Print } from './print.ts'

const width = 480
const height = 500
const barWidth = 300
const left = 160
const rowHeight = 22

const text = (x: number, y: number, words: string, name = '') =>
  `<text x="${x}" y="${y}"${name === '' ? '' : ` class="${name}"`}>${escapeText(words)}</text>`

function svg(wide: number, high: number, title: string, parts: readonly string[]): string {
  return `<svg viewBox="0 0 ${wide} ${high}" role="img" aria-label="${escapeText(title)}">${parts.join('')}</svg>`
}

/** undefined: the pack has no outlines of these places. */
export function mapOfLevels(print: Print, pen: Pen): string | undefined {
  const { places } = print.numbers
  const byCode = new Map(places.map((one) => [one.place, one]))
  const outlines = drawOutlines(print.boundaries, new Set(byCode.keys()), width, height)
  if (outlines.length === 0) return undefined
  const named = (code: string) => {
    const place = byCode.get(code)
    return place === undefined ? pen.words.noData : levelSaid(place, pen)
  }
  const fill = (code: string) => {
    const place = byCode.get(code)
    return place === undefined || isUnknown(place) ? 'unknown' : (place.level ?? 'none')
  }
  const spoken = outlines.map((one) => `${print.placeName(one.code)}: ${named(one.code)}`).join('; ')
  const shape = (one: Outline) =>
    `<path class="${fill(one.code)}" d="${one.path}"><title>${escapeText(print.placeName(one.code))}</title></path>`
  const label = (one: Outline) =>
    `${text(one.x, one.y, print.placeName(one.code), 'name')}${text(one.x, one.y + 13, named(one.code), 'value')}`
  return svg(width, height, spoken, [...outlines.map(shape), ...outlines.map(label)])
}

export function openByLevel(print: Print, pen: Pen): string {
  const counts = print.numbers.totals.open_by_level
  const most = Math.max(1, ...Object.values(counts))
  const bars = levelsDown.map((level, index) => {
    const y = index * rowHeight
    const long = Math.round((counts[level] / most) * barWidth)
    return [
      text(0, y + 15, pen.words.levels[level]),
      `<rect class="${level}" x="${left}" y="${y + 3}" width="${long}" height="16"/>`,
      text(left + long + 6, y + 15, pen.number(counts[level])),
    ].join('')
  })
  return svg(left + barWidth + 60, levelsDown.length * rowHeight, pen.words.chart.open, bars)
}

/** undefined: no reports were counted, or none came and none was to be expected. */
export function reportsByPlace(print: Print, pen: Pen): string | undefined {
  const rows = print.numbers.places.filter((one) => one.signals !== null && one.coverage !== 'unheard')
  const most = Math.max(0, ...rows.flatMap((one) => [one.signals ?? 0, one.expected ?? 0]))
  if (most === 0) return undefined
  const long = (value: number) => Math.round((value / most) * barWidth)
  const bars = rows.map((one, index) => {
    const [signals, usual, y] = [one.signals ?? 0, one.expected ?? 0, index * rowHeight]
    const said = `${pen.number(signals)} (${pen.words.usual(pen.number(usual))})`
    return [
      text(0, y + 15, print.placeName(one.place)),
      `<rect class="reports" x="${left}" y="${y + 3}" width="${long(signals)}" height="16"/>`,
      `<path class="mark" d="M${left + long(usual)} ${y + 1}v20"/>`,
      text(left + Math.max(long(signals), long(usual)) + 6, y + 15, said),
    ].join('')
  })
  return svg(left + barWidth + 160, rows.length * rowHeight, pen.words.chart.reports, bars)
}
