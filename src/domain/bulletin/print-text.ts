// A bulletin as plain text, for a mail or a reader that has nothing else; the marking stands at its head and foot.
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

export function printText(print: Print, language: Language): string {
  const pen = penFor(print, language)
  const { words } = pen
  const named = sections.filter((one) => one !== 'map')
  return [
    pageMark(print, pen),
    '',
    headingOf(print, pen),
    print.processName[language],
    ...standingLines(print, pen),
    ...errata(print, pen),
    ...named.flatMap((one) => [
      ...titled(words.sections[one]),
      ...noteOf(print, pen, one),
      ...bodyOf(print, pen, one),
    ]),
    ...titled(words.method),
    ...methodLines(print, pen).map((one) => `- ${one}`),
    ...titled(words.proof),
    ...proofLines(print, pen),
    ...(print.checkpoint === null ? [] : ['', print.checkpoint.note.trimEnd()]),
    '',
    pageMark(print, pen),
    '',
  ].join('\n')
}

const titled = (title: string) => ['', title, '='.repeat(title.length)]

function errata({ errata: entries }: Print, pen: Pen): readonly string[] {
  if (entries.length === 0) return []
  const lines = entries.map(({ at, text }) => `- ${pen.moment(at)}: ${text[pen.language]}`)
  return [...titled(pen.words.errata), ...lines]
}

/** What people wrote; the note to the map stands before the places, whose numbers it shows. */
function noteOf({ texts }: Print, { language }: Pen, section: SectionName): readonly string[] {
  const notes = section === 'places' ? [texts.map, texts.places] : [texts[section]]
  return notes.flatMap((one) => (one[language] === '' ? [] : [one[language], '']))
}

function bodyOf(print: Print, pen: Pen, section: SectionName): readonly string[] {
  const { words } = pen
  if (section === 'summary') return summaryFacts(print, pen).map(([term, value]) => `${term}: ${value}`)
  if (section === 'places') return listed(placeRows(print, pen))
  if (section === 'response') {
    const rows = responseRows(print, pen)
    return rows.rows.length === 0 ? [words.noMeasures] : listed(rows)
  }
  const { alerts, alerts_left_out: leftOut } = print.numbers
  if (alerts.length === 0) return [words.noAlerts]
  return [...listed(alertRows(print, pen)), ...(leftOut === 0 ? [] : [words.leftOut(leftOut)])]
}

/** A row per paragraph: columns of a table do not survive a mail. */
function listed({ head, rows }: Rows): readonly string[] {
  return rows.map((row) => {
    const [first = '', ...rest] = row
    return `- ${first}: ${rest.map((cell, index) => `${head[index + 1] ?? ''} ${cell}`).join('; ')}`
  })
}
