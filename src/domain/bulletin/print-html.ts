// A bulletin as one HTML page that needs nothing else: A4 on paper with the marking and the page number on every sheet, no script.
import { escapeText } from '../backtest/charts.ts'
import { creditOf } from '../pack/boundaries-shape.ts'
import type { Language } from '../text.ts'
import { type SectionName, sections } from './bulletin.ts'
import {
  alertRows,
  headingOf,
  methodLines,
  type Pen,
  type Print,
  pageMark,
  penFor,
  placeRows,
  proofLines,
  type Rows,
  responseRows,
  standingLines,
  summaryFacts,
} from './print.ts'
import { mapOfLevels, openByLevel, reportsByPlace } from './print-charts.ts'

/** A text between quotes of a style sheet: marking and words of ours, no input of people. */
function styleFor(mark: string): string {
  const quoted = `"${mark.replaceAll(/["\\\n]/g, '')}"`
  return `@page{size:A4;margin:20mm 16mm;@top-right{content:${quoted};font:bold 9pt system-ui,sans-serif}@bottom-left{content:${quoted};font:bold 9pt system-ui,sans-serif}@bottom-right{content:counter(page) " / " counter(pages);font:9pt system-ui,sans-serif}}
body{font:15px/1.5 system-ui,sans-serif;max-width:900px;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
.marking{font-weight:700;border:1px solid;padding:0 .5rem}table{border-collapse:collapse;width:100%;margin:.5rem 0;font-size:13px}
th,td{border-bottom:1px solid #8c959f;padding:.25rem .4rem;text-align:left;vertical-align:top}td{overflow-wrap:anywhere}thead{display:table-header-group}
tr,svg,figure{break-inside:avoid}h2{break-after:avoid}figure{margin:1rem 0}svg{width:100%;height:auto;max-height:130mm;font-size:12px}svg text{fill:#1b1f24}
svg path{stroke:#1b1f24;stroke-width:.7}.none{fill:#f6f8fa}.unknown{fill:#fff}svg path.unknown{stroke-dasharray:4 3}.info{fill:#d8e6f3}.watch{fill:#f2cf63}.warning{fill:#e08a3c}.critical{fill:#c23b3b}
.reports{fill:#5b7083}.mark{fill:none;stroke-width:2}.name,.value{text-anchor:middle;paint-order:stroke;stroke:#fff;stroke-width:3px}.name{font-weight:600}
pre{white-space:pre-wrap;overflow-wrap:anywhere;background:#f6f8fa;padding:.5rem;font-size:11px}dt{font-weight:600}dd{margin:0 0 .4rem}.said{white-space:pre-line}nav a{display:inline-block;min-height:24px;line-height:24px}
.notice{border-left:4px solid #8a6d00;padding:.25rem 1rem;background:#fff8e1}@media print{body{margin:0;max-width:none;padding:0;font-size:10.5pt}}`
}

export function printHtml(print: Print, language: Language): string {
  const pen = penFor(print, language)
  const heading = headingOf(print, pen)
  return [
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeText(heading)}</title><style>${styleFor(pageMark(print, pen))}</style></head><body><main>`,
    `<p class="marking">${escapeText(pageMark(print, pen))}</p><h1>${escapeText(heading)}</h1>`,
    `<p>${escapeText(print.processName[language])}</p>`,
    ...standingLines(print, pen).map((line, index) => paragraph(line, index === 1 ? 'notice' : '')),
    errata(print, pen),
    contents(print, pen),
    ...sections.map((one) =>
      section(one, pen.words.sections[one], noteOf(print, pen, one), bodyOf(print, pen, one)),
    ),
    section('method', pen.words.method, '', bullets(methodLines(print, pen))),
    section('proof', pen.words.proof, '', proof(print, pen)),
    `<p class="marking">${escapeText(pageMark(print, pen))}</p></main></body></html>\n`,
  ].join('\n')
}

function paragraph(line: string, name = ''): string {
  return `<p${name === '' ? '' : ` class="${name}"`}>${escapeText(line)}</p>`
}

const bullets = (lines: readonly string[]) =>
  `<ul>${lines.map((one) => `<li>${escapeText(one)}</li>`).join('')}</ul>`

function errata({ errata: entries }: Print, pen: Pen): string {
  if (entries.length === 0) return ''
  const lines = entries.map(({ at, text }) => `${pen.moment(at)}: ${text[pen.language]}`)
  return section('errata', pen.words.errata, '', bullets(lines))
}

function contents(print: Print, { words }: Pen): string {
  const parts: readonly (readonly [string, string])[] = [
    ...(print.errata.length === 0 ? [] : [['errata', words.errata] as const]),
    ...sections.map((one) => [one, words.sections[one]] as const),
    ['method', words.method],
    ['proof', words.proof],
  ]
  const links = parts.map(([id, name]) => `<li><a href="#${id}">${escapeText(name)}</a></li>`)
  return `<nav aria-label="${escapeText(words.contents)}"><h2>${escapeText(words.contents)}</h2><ol>${links.join('')}</ol></nav>`
}

function section(id: string, title: string, note: string, body: string): string {
  return `<section aria-labelledby="${id}"><h2 id="${id}">${escapeText(title)}</h2>${note}${body}</section>`
}

/** What people wrote, with the lines as they broke them. */
function noteOf({ texts }: Print, { language }: Pen, one: SectionName): string {
  return texts[one][language] === '' ? '' : paragraph(texts[one][language], 'said')
}

function bodyOf(print: Print, pen: Pen, one: SectionName): string {
  const { words } = pen
  const { alerts, alerts_left_out: leftOut } = print.numbers
  switch (one) {
    case 'summary':
      return `${facts(summaryFacts(print, pen))}${figure(openByLevel(print, pen), words.chart.open)}`
    case 'map':
      return figure(mapOfLevels(print, pen), sourcesOf(print, pen))
    case 'places':
      return `${table(words.sections.places, placeRows(print, pen))}${figure(reportsByPlace(print, pen), words.chart.reports)}`
    case 'alerts':
      if (alerts.length === 0) return paragraph(words.noAlerts)
      return `${table(words.sections.alerts, alertRows(print, pen))}${leftOut === 0 ? '' : paragraph(words.leftOut(leftOut))}`
    case 'response': {
      const rows = responseRows(print, pen)
      return rows.rows.length === 0 ? paragraph(words.noMeasures) : table(words.sections.response, rows)
    }
  }
}

function facts(pairs: readonly (readonly [string, string])[]): string {
  const each = pairs.map(([term, value]) => `<dt>${escapeText(term)}</dt><dd>${escapeText(value)}</dd>`)
  return `<dl>${each.join('')}</dl>`
}

function sourcesOf({ boundaries }: Print, { words, language }: Pen): string {
  const credits = new Set(boundaries.map((one) => creditOf(one, language)))
  return `${words.sections.map}. ${words.source}: ${[...credits].join('; ')}`
}

function figure(drawing: string | undefined, caption: string): string {
  if (drawing === undefined) return ''
  return `<figure>${drawing}<figcaption>${escapeText(caption)}</figcaption></figure>`
}

function table(caption: string, { head, rows }: Rows): string {
  const heads = head.map((one) => `<th scope="col">${escapeText(one)}</th>`).join('')
  const lines = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((one) => `<td>${escapeText(one)}</td>`).join('')
    return `<tr><th scope="row">${escapeText(first)}</th>${cells}</tr>`
  })
  return `<table><caption>${escapeText(caption)}</caption><thead><tr>${heads}</tr></thead><tbody>${lines.join('\n')}</tbody></table>`
}

function proof(print: Print, pen: Pen): string {
  const { checkpoint } = print
  const note = checkpoint === null ? '' : `<pre>${escapeText(checkpoint.note)}</pre>`
  return `${bullets(proofLines(print, pen))}${note}`
}
