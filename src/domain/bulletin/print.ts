// What a printed bulletin is made of, and its parts as plain rows: HTML and text are two ways of writing the same.
import type { Boundaries } from '../pack/boundaries-shape.ts'
import type { Marking } from '../pack.ts'
import { saidTime } from '../said-time.ts'
import type { Language, Text } from '../text.ts'
import type { BulletinKind, BulletinState, BulletinTexts } from './bulletin.ts'
import type { BulletinAlert, BulletinNumbers, IndexNumbers, PlaceNumbers } from './numbers.ts'
import { type PrintTexts, printTexts } from './print-texts.ts'

export interface Print {
  readonly id: string
  readonly processName: Text
  readonly kind: BulletinKind
  readonly place: string
  readonly from: string
  readonly to: string
  readonly asOf: string
  readonly marking: Marking
  readonly ceiling: Marking
  readonly isExercise: boolean
  readonly state: BulletinState
  readonly publishedAt: string | null
  readonly withdrawn: { readonly at: string; readonly reason: string } | null
  readonly errata: readonly { readonly at: string; readonly text: Text }[]
  readonly hash: string
  readonly checkpoint: {
    readonly size: number
    readonly root: string
    readonly at: string
    readonly note: string
  } | null
  readonly texts: BulletinTexts
  readonly numbers: BulletinNumbers
  readonly country: string
  readonly timeZone: string
  readonly boundaries: readonly Boundaries[]
  placeName(code: string): string
  institutionName(code: string): Text
}

/** One language's words, numbers and times. */
export interface Pen {
  readonly language: Language
  readonly words: PrintTexts
  number(value: number): string
  moment(at: string): string
}

export function penFor({ country, timeZone }: Print, language: Language): Pen {
  const locale = `${language}-${country}`
  const numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 })
  return {
    language,
    words: printTexts[language],
    number: (value) => numbers.format(value),
    moment: (at) => saidTime(Temporal.Instant.from(at).epochMilliseconds, timeZone, language),
  }
}

export interface Rows {
  readonly head: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

const unless = (value: number | null, pen: Pen): string =>
  value === null ? pen.words.noData : pen.number(value)

/** No alert, and nobody who could have told of anything: not a quiet place, but one of which nothing is known. */
export function isUnknown({ level, coverage }: Pick<PlaceNumbers, 'level' | 'coverage'>): boolean {
  return level === null && (coverage === 'unheard' || coverage === 'silent')
}

export function levelSaid(place: Pick<PlaceNumbers, 'level' | 'coverage'>, { words }: Pen): string {
  if (isUnknown(place)) return words.noData
  return place.level === null ? words.noLevel : words.levels[place.level]
}

export function placeRows(print: Print, pen: Pen): Rows {
  const { heads } = pen.words
  return {
    head: [
      heads.place,
      heads.level,
      heads.before,
      heads.open,
      heads.unanswered,
      heads.signals,
      heads.usual,
      heads.sources,
      heads.coverage,
    ],
    rows: print.numbers.places.map((one) => placeRow(print, pen, one)),
  }
}

function placeRow(print: Print, pen: Pen, one: PlaceNumbers): readonly string[] {
  const { words } = pen
  const before = one.level_before === null ? words.noLevel : words.levels[one.level_before]
  const isHeard = one.coverage !== 'unheard'
  return [
    print.placeName(one.place),
    levelSaid(one, pen),
    before,
    pen.number(one.open_alerts),
    pen.number(one.unanswered),
    unless(isHeard ? one.signals : null, pen),
    unless(isHeard ? one.expected : null, pen),
    unless(isHeard ? one.sources : null, pen),
    one.coverage === null ? words.noData : words.coverages[one.coverage],
  ]
}

export function alertRows(print: Print, pen: Pen): Rows {
  const { heads } = pen.words
  return {
    head: [heads.alert, heads.place, heads.highest, heads.since, heads.state],
    rows: print.numbers.alerts.map((one) => alertRow(print, pen, one)),
  }
}

function alertRow(print: Print, pen: Pen, one: BulletinAlert): readonly string[] {
  const { words, language } = pen
  const said = one.title === null ? words.quiet : one.title[language]
  const why = one.explain === null ? '' : ` – ${one.explain[language]}`
  const since = one.in_period ? pen.moment(one.fired_at) : `${pen.moment(one.fired_at)}, ${words.earlier}`
  return [
    `${said}${why} [${one.id.slice(0, 8)}]`,
    print.placeName(one.place),
    words.levels[one.max_level],
    since,
    words.alertStates[one.state],
  ]
}

export function responseRows(print: Print, pen: Pen): Rows {
  const { heads, all } = pen.words
  const { response } = print.numbers
  const total = response.all === null ? [] : [indexRow(pen, all, response.all)]
  return {
    head: [heads.institution, heads.due, heads.index, heads.overdue, heads.notYetDue],
    rows: [
      ...response.institutions.map((one) =>
        indexRow(pen, print.institutionName(one.group)[pen.language], one),
      ),
      ...total,
    ],
  }
}

function indexRow(pen: Pen, name: string, row: IndexNumbers): readonly string[] {
  const index =
    row.index === null
      ? pen.words.noData
      : pen.words.indexOf(pen.number(row.index), pen.number(row.low), pen.number(row.high))
  return [name, pen.number(row.n), index, pen.number(row.overdue), pen.number(row.not_yet_due)]
}

/** Terms and values of the summary. */
export function summaryFacts(print: Print, pen: Pen): readonly (readonly [string, string])[] {
  const { facts } = pen.words
  const { totals } = print.numbers
  const open = `${pen.number(totals.open)} (${pen.number(totals.unanswered)} ${facts.unanswered})`
  const notHeard = totals.not_heard.map((one) => print.placeName(one)).join(', ')
  return [
    [facts.fired, pen.number(totals.fired)],
    [facts.open, open],
    ...(totals.signals === null
      ? []
      : ([
          [facts.signals, pen.number(totals.signals)],
          [facts.notHeard, notHeard === '' ? facts.none : notHeard],
        ] as const)),
  ]
}

/** What stands below the heading: of when, and whether anybody has released it. */
export function standingLines(print: Print, pen: Pen): readonly string[] {
  const { words } = pen
  const standing =
    print.withdrawn !== null
      ? words.withdrawn(pen.moment(print.withdrawn.at), print.withdrawn.reason)
      : print.publishedAt !== null
        ? words.publishedAt(pen.moment(print.publishedAt))
        : words.states[print.state]
  return [`${words.span(pen.moment(print.from), pen.moment(print.to))}.`, standing]
}

export function methodLines({ ceiling }: Print, { words }: Pen): readonly string[] {
  return [...words.method_lines, words.ceiling(ceiling)]
}

/** How anybody checks it; the signed note of the checkpoint comes after these. */
export function proofLines(print: Print, pen: Pen): readonly string[] {
  const { words } = pen
  const { checkpoint } = print
  return [
    words.asOf(pen.moment(print.asOf)),
    `${words.hash}: ${print.hash}`,
    checkpoint === null
      ? words.noCheckpoint
      : words.checkpoint(pen.number(checkpoint.size), pen.moment(checkpoint.at)),
    words.again(print.id),
  ]
}

export function headingOf(print: Print, pen: Pen): string {
  const heading = `${pen.words.kinds[print.kind]} – ${print.placeName(print.place)}`
  return print.isExercise ? `[${pen.words.exercise}] ${heading}` : heading
}

/** On every page: an exercise is never mistaken for what happens. */
export function pageMark({ marking, isExercise }: Print, { words }: Pen): string {
  return isExercise ? `${marking} · ${words.exercise}` : marking
}
