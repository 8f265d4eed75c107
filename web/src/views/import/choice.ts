// How the columns of a file become fields: what is guessed from their names and cells, what the person changes, and how the API is asked.
import { plain } from '../../labels.ts'
import { type FieldName, fieldNames, guessColumn, type ImportField, importFields } from './fields.ts'
import { type FileTable, valuesOf } from './read-table.ts'

/** From a column, by a table of its cells where they are no codes; or the same for every row. */
export interface FieldChoice {
  readonly column?: string
  readonly same?: string
  readonly table?: Readonly<Record<string, string>>
}

export type DateOrder = 'iso' | 'dmy' | 'mdy'

export interface Choice {
  /** By a mapping of the pack, by hand, or lines that are signals already. */
  readonly way: 'pack' | 'hand' | 'signals'
  /** Id of the pack's mapping. */
  readonly mapping: string
  readonly fields: Readonly<Partial<Record<FieldName, FieldChoice>>>
  /** «»: day and month could be either, and the person has to say. */
  readonly dates: DateOrder | ''
  readonly isDayOnly: boolean
  readonly decimal: '.' | ','
  /** For rows that name none themselves; «»: those that are open at the place and time. */
  readonly process: string
  readonly identifiedBy: string
  readonly consent: readonly string[]
}

export const consents = ['internal', 'ombudsman', 'un', 'public'] as const

/** Codes with their words, of the list that a field has; `names`: what they are called in any language. */
export type CodesOf = (
  field: ImportField,
) => readonly { readonly code: string; readonly label: string; readonly names: readonly string[] }[]

export interface KnownMapping {
  readonly id: string
  readonly columns: readonly string[]
}

interface OpenProcess {
  readonly id: string
  readonly exercise: boolean
}

/** What the choice is among: of the country pack, and of the processes that the person may write to. */
interface Known {
  readonly mappings: { readonly items: readonly KnownMapping[] }
  readonly processes: readonly OpenProcess[]
}

export function firstChoice(table: FileTable, { mappings, processes }: Known, codesOf: CodesOf): Choice {
  const fitting = mappings.items.find((one) => fits(one, table))
  const isSignals =
    table.rows.length > 0 && table.rows.every(({ object }) => object?.['category'] !== undefined)
  const fields: Partial<Record<FieldName, FieldChoice>> = {}
  for (const field of importFields) {
    const column = guessColumn(field, table.columns)
    if (column !== undefined) fields[field.name] = fromColumn(field, column, table, codesOf)
  }
  return {
    way: isSignals ? 'signals' : fitting === undefined ? 'hand' : 'pack',
    mapping: fitting?.id ?? '',
    fields,
    ...formsOf(table, fields),
    process: firstProcess(processes),
    identifiedBy: '',
    consent: [],
  }
}

/** An exercise takes what names it and nothing else; a real process finds its rows, and refuses those of another time. */
function firstProcess(open: readonly OpenProcess[]): string {
  const [only, another] = open
  return only !== undefined && another === undefined && only.exercise ? only.id : ''
}

export function fits({ columns }: KnownMapping, table: FileTable): boolean {
  return columns.every((one) => table.columns.includes(one))
}

// More different cells than this are no words for codes.
export const mostValues = 60

/** A column for a field; where the field has codes, its cells are matched with them. */
export function fromColumn(
  field: ImportField,
  column: string,
  table: FileTable,
  codesOf: CodesOf,
): FieldChoice {
  if (field.codes === undefined) return { column }
  const values = valuesOf(table, column)
  const codes = codesOf(field)
  // Whoever may not read the codes of the country sends the cells as they are.
  const isAllCodes = codes.length === 0 || values.every(({ text }) => codes.some((one) => one.code === text))
  if (isAllCodes || values.length > mostValues) return { column }
  return {
    column,
    table: Object.fromEntries(values.map(({ text }) => [text, codeFor(text, codes)])),
  }
}

function codeFor(text: string, codes: ReturnType<CodesOf>): string {
  const wanted = plain(text).trim()
  return codes.find(({ code, names }) => [code, ...names].some((one) => plain(one) === wanted))?.code ?? ''
}

/** What the cells say of how dates and numbers are written. */
export function formsOf(
  table: FileTable,
  fields: Choice['fields'],
): Pick<Choice, 'dates' | 'isDayOnly' | 'decimal'> {
  const times = textsOf(table, fields.event_time?.column)
  const numbers = [...textsOf(table, fields.lat?.column), ...textsOf(table, fields.lon?.column)]
  return {
    dates: orderOf(times),
    isDayOnly: times.length > 0 && times.every((one) => !one.includes(':')),
    decimal: numbers.some((one) => /^-?\d+,\d+$/u.test(one.trim())) ? ',' : '.',
  }
}

function textsOf(table: FileTable, column: string | undefined): readonly string[] {
  return column === undefined ? [] : valuesOf(table, column).map(({ text }) => text)
}

const threeParts = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{4}\b/u

/** «» when every date could be read either way: then nobody guesses. */
export function orderOf(texts: readonly string[]): DateOrder | '' {
  const pairs = texts.flatMap((text) => {
    const [, first, second] = threeParts.exec(text) ?? []
    return first === undefined || second === undefined ? [] : [[Number(first), Number(second)] as const]
  })
  if (pairs.length === 0) return 'iso'
  if (pairs.some(([first]) => first > 12)) return 'dmy'
  return pairs.some(([, second]) => second > 12) ? 'mdy' : ''
}

/** What is still to be said before the rows can be looked at, by the names that texts.ts has for it. */
export type Missing = readonly ('category' | 'dates' | 'mapping')[]

export function missingOf(choice: Choice): Missing {
  if (choice.way === 'signals') return []
  if (choice.way === 'pack') return choice.mapping === '' ? ['mapping'] : []
  const { category, event_time: time } = choice.fields
  const isNamed = category !== undefined && (category.column !== undefined || (category.same ?? '') !== '')
  return [
    ...(isNamed ? [] : (['category'] as const)),
    ...(time?.column !== undefined && choice.dates === '' ? (['dates'] as const) : []),
  ]
}

/** The mapping as POST /v1/signals:map takes it. */
export function mappingOf(choice: Choice, timeZone: string): object {
  if (choice.way === 'pack') return { mapping: choice.mapping }
  const fields = Object.fromEntries(
    importFields.flatMap((field) => {
      const recipe = recipeOf(field, choice.fields[field.name])
      return recipe === undefined ? [] : [[field.name, recipe] as const]
    }),
  )
  return {
    by_hand: {
      time_zone: timeZone,
      dates: choice.dates === '' ? 'iso' : choice.dates,
      decimal: choice.decimal,
      ...(choice.identifiedBy === '' ? {} : { identified_by: [choice.identifiedBy] }),
      fields: {
        ...fields,
        ...(fields['event_time'] === undefined
          ? {}
          : { event_time_precision: { constant: choice.isDayOnly ? 'day' : 'minute' } }),
        ...(choice.consent.length === 0
          ? {}
          : { consent: { constant: Object.fromEntries(choice.consent.map((one) => [one, true])) } }),
      },
    },
  }
}

function recipeOf(field: ImportField, chosen: FieldChoice | undefined): object | undefined {
  if (chosen === undefined) return undefined
  const value = (text: string) => (field.as === 'number' ? Number(text) : text)
  if (chosen.column === undefined)
    return (chosen.same ?? '') === '' ? undefined : { constant: value(chosen.same ?? '') }
  if (chosen.table === undefined) return { column: chosen.column, as: field.as }
  const filled = Object.entries(chosen.table).filter(([, code]) => code !== '')
  return {
    column: chosen.column,
    table: Object.fromEntries(filled.map(([text, code]) => [text, value(code)])),
  }
}

/** A choice that was kept as a file, as far as this file has its columns; undefined for a file of something else. */
export function keptChoice(
  text: string,
  before: Choice,
  table: FileTable,
  open: readonly OpenProcess[],
): Choice | undefined {
  const given = objectOf(text)
  const fields = given === undefined ? undefined : objectOf(given['fields'])
  if (given === undefined || fields === undefined) return undefined
  const known: Choice['fields'] = Object.fromEntries(
    fieldNames.flatMap((name) => {
      const sound = soundField(fields[name], table)
      return sound === undefined ? [] : [[name, sound] as const]
    }),
  )
  const forms = formsOf(table, known)
  const { dates, decimal, process, identifiedBy, consent } = given
  const isHere = typeof identifiedBy === 'string' && table.columns.includes(identifiedBy)
  return {
    ...before,
    ...forms,
    way: 'hand',
    fields: known,
    dates: orders.find((one) => one === dates) ?? forms.dates,
    decimal: decimal === ',' ? ',' : '.',
    process: open.find(({ id }) => id === process)?.id ?? before.process,
    identifiedBy: isHere ? identifiedBy : '',
    consent: Array.isArray(consent) ? consents.filter((one) => consent.includes(one)) : [],
  }
}

const orders = ['iso', 'dmy', 'mdy'] as const

function soundField(given: unknown, table: FileTable): FieldChoice | undefined {
  const { column, same, table: values } = objectOf(given) ?? {}
  if (typeof same === 'string') return { same }
  if (typeof column !== 'string' || !table.columns.includes(column)) return undefined
  const words = objectOf(values)
  if (words === undefined) return { column }
  const texts = Object.entries(words).flatMap(([text, code]) =>
    typeof code === 'string' ? [[text, code] as const] : [],
  )
  return { column, table: Object.fromEntries(texts) }
}

function objectOf(given: unknown): Readonly<Record<string, unknown>> | undefined {
  let value = given
  if (typeof given === 'string') {
    try {
      value = JSON.parse(given)
    } catch {
      return undefined
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}
