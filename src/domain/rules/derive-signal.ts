// From the fields of the signal contract to what a lane takes up: place fields, nature, open phases and calendar windows, discount.
import { type Ancestors, spansInForce } from '../calendar-spans.ts'
import type { CountryPack, PlaceScheme } from '../pack.ts'
import type { FieldValue, LaneCalendar, LaneSignal } from './lane.ts'

/** Reliability and credibility → factor, as rule-language.md §5 sets them where no country pack does. */
export interface DiscountTable {
  readonly reliability: Readonly<Record<string, number>>
  readonly credibility: Readonly<Record<string, number>>
}

export const defaultDiscounts: DiscountTable = {
  reliability: { A: 1, B: 0.8, C: 0.6, D: 0.4, E: 0.2, F: 0.5 },
  credibility: { 1: 1, 2: 0.8, 3: 0.6, 4: 0.4, 5: 0.2, 6: 0.5 },
}

export interface Geography {
  readonly country: string
  readonly ancestors: Ancestors
  /** `department`, `province` and `municipality` of a place, as far as it is fine enough. */
  readonly placeFields: (place: string) => Readonly<Record<string, string>>
}

/** How codes are built where no pack says it, as in the tests of rules for any country: the country and two digits a level. */
const usualLevels: PlaceScheme['levels'] = [
  { level: 'country', length: 2 },
  { level: 'department', length: 4 },
  { level: 'province', length: 6 },
  { level: 'municipality', length: 8 },
]

/**
 * Geography read off the codes themselves, with a country above every code: for rule tests and logs without a gazetteer. Codes of the
 * pack's country have the lengths that the pack says.
 */
export function geographyOfCodes(
  country: string,
  pack?: Pick<CountryPack, 'country' | 'placeScheme'>,
): Geography {
  const levelsOf = (place: string) =>
    (pack !== undefined && place.startsWith(pack.country) ? pack.placeScheme?.levels : undefined) ??
    usualLevels
  return {
    country,
    ancestors: (place) => [
      ...new Set([
        place,
        ...levelsOf(place)
          .toReversed()
          .filter(({ length }) => length <= place.length)
          .map(({ length }) => place.slice(0, length)),
        country,
      ]),
    ],
    placeFields: (place) =>
      Object.fromEntries(
        levelsOf(place)
          .filter(
            ({ level, length }) =>
              level !== 'country' && place.length >= length && /^[A-Z]{2}\d+$/.test(place),
          )
          .map(({ level, length }) => [level, place.slice(0, length)]),
      ),
  }
}

export type RawFields = Readonly<Record<string, unknown>>

export interface Derivation {
  readonly geography: Geography
  readonly discounts: DiscountTable
  readonly calendar: LaneCalendar
}

function isFieldValue(value: unknown): value is FieldValue {
  return (
    typeof value === 'string' ||
    typeof value === 'number' ||
    (Array.isArray(value) && value.every((one) => typeof one === 'string'))
  )
}

function isRecord(value: unknown): value is RawFields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** `{source: {root: x}}` and `{"source.root": x}` alike, as the flat names that rules use; null is missing. */
export function flatFields(raw: RawFields): Record<string, unknown> {
  const flat: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(raw)) {
    if (!isRecord(value)) flat[name] = value
    else for (const [inner, one] of Object.entries(value)) flat[`${name}.${inner}`] = one
  }
  return flat
}

/** Everything that is no field for a rule: identity, times and what becomes a member of LaneSignal. */
const notFields = new Set([
  'kind',
  'id',
  'external_id',
  'process',
  'event_time',
  'received_at',
  'polarity',
  'discount',
])

function naturesOf(factor: FieldValue | undefined): readonly string[] {
  const codes = factor === undefined ? [] : typeof factor === 'object' ? factor : [String(factor)]
  const natures = codes.flatMap((code) =>
    /^en(?:\.|$)/.test(code) ? ['endogenous'] : /^ex(?:\.|$)/.test(code) ? ['exogenous'] : [],
  )
  return [...new Set(natures)]
}

function gradeOf(
  table: Readonly<Record<string, number>>,
  grade: FieldValue | undefined,
  missing: string,
): number {
  const name = String(grade ?? missing)
  return (Object.hasOwn(table, name) ? table[name] : table[missing]) ?? 0
}

export function discountOf(discounts: DiscountTable, fields: Readonly<Record<string, FieldValue>>): number {
  return (
    gradeOf(discounts.reliability, fields['reliability'], 'F') *
    gradeOf(discounts.credibility, fields['credibility'], '6')
  )
}

/** `identity` says which revision it is; `raw` holds the contract's fields. Derived fields that are given are overwritten. */
export function deriveSignal(
  raw: RawFields,
  identity: Pick<LaneSignal, 'id' | 'rev' | 'firstPos' | 'eventTime' | 'receivedAt'>,
  { geography, discounts, calendar }: Derivation,
): LaneSignal {
  const flat = flatFields(raw)
  const fields: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(flat)) {
    if (!notFields.has(name) && isFieldValue(value)) fields[name] = value
  }
  const place = typeof fields['place'] === 'string' ? fields['place'] : undefined
  if (place !== undefined) Object.assign(fields, geography.placeFields(place))
  const lineage = place === undefined ? [geography.country] : geography.ancestors(place)
  const open = spansInForce(calendar.spans, lineage, identity.eventTime)
  const codes = (type: 'phase' | 'window') =>
    open.filter((span) => span.type === type).map(({ code }) => code)
  Object.assign(fields, {
    phase: codes('phase'),
    window: codes('window'),
    nature: naturesOf(fields['factor']),
  })
  const { polarity } = flat
  return {
    ...identity,
    ...(polarity === 'risk' || polarity === 'mitigating' ? { polarity } : {}),
    discount: discountOf(discounts, fields),
    fields,
  }
}
