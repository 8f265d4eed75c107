// What a rule measures, in words: a rule's own names say nothing to whoever is warned. One place for messages, feeds and the reasons of an alert.
import type { Language, Text } from '../text.ts'
import type { DurationMs } from '../time.ts'

/** A measure as it is kept with a change of an alert; the kind and the field of one that a later version stored may be unknown here. */
interface Nature {
  readonly kind: string
  readonly field?: string | undefined
  readonly window_ms?: DurationMs | undefined
}

type Nouns = readonly [one: string, many: string]
type Counted = Readonly<Record<Language, Nouns>>

const signals: Counted = { es: ['señal', 'señales'], en: ['signal', 'signals'] }

const kinds: Readonly<Record<string, Text>> = {
  count: { es: 'señales contadas', en: 'signals counted' },
  score: { es: 'peso de las señales', en: 'weight of the signals' },
  spike: { es: 'aumento frente a lo habitual', en: 'rise against the usual' },
  sequence: { es: 'cadena de señales', en: 'chain of signals' },
  absent: { es: 'informes que faltan', en: 'missing reports' },
  indicator: { es: 'indicador', en: 'indicator' },
  composite: { es: 'índice compuesto', en: 'composite index' },
}

const distinct: Readonly<Record<string, Counted>> = {
  category: {
    es: ['tipo de hecho distinto', 'tipos de hecho distintos'],
    en: ['distinct category', 'distinct categories'],
  },
  nature: {
    es: ['naturaleza distinta', 'naturalezas distintas'],
    en: ['distinct nature', 'distinct natures'],
  },
  phase: { es: ['fase distinta', 'fases distintas'], en: ['distinct phase', 'distinct phases'] },
  window: {
    es: ['ventana del calendario distinta', 'ventanas del calendario distintas'],
    en: ['distinct calendar window', 'distinct calendar windows'],
  },
  place: { es: ['lugar distinto', 'lugares distintos'], en: ['distinct place', 'distinct places'] },
  department: {
    es: ['departamento distinto', 'departamentos distintos'],
    en: ['distinct department', 'distinct departments'],
  },
  province: {
    es: ['provincia distinta', 'provincias distintas'],
    en: ['distinct province', 'distinct provinces'],
  },
  municipality: {
    es: ['municipio distinto', 'municipios distintos'],
    en: ['distinct municipality', 'distinct municipalities'],
  },
  reliability: {
    es: ['nota de fiabilidad distinta', 'notas de fiabilidad distintas'],
    en: ['distinct grade of reliability', 'distinct grades of reliability'],
  },
  'source.id': { es: ['fuente distinta', 'fuentes distintas'], en: ['distinct source', 'distinct sources'] },
  'source.root': {
    es: ['origen distinto', 'orígenes distintos'],
    en: ['distinct origin', 'distinct origins'],
  },
  'source.kind': {
    es: ['clase de fuente distinta', 'clases de fuente distintas'],
    en: ['distinct kind of source', 'distinct kinds of source'],
  },
  'target.kind': {
    es: ['afectado distinto', 'afectados distintos'],
    en: ['distinct target', 'distinct targets'],
  },
  'target.group': {
    es: ['grupo afectado distinto', 'grupos afectados distintos'],
    en: ['distinct group affected', 'distinct groups affected'],
  },
  station_id: {
    es: ['recinto distinto', 'recintos distintos'],
    en: ['distinct polling place', 'distinct polling places'],
  },
  topic: { es: ['tema distinto', 'temas distintos'], en: ['distinct topic', 'distinct topics'] },
  verification: {
    es: ['estado de verificación distinto', 'estados de verificación distintos'],
    en: ['distinct state of verification', 'distinct states of verification'],
  },
  language: { es: ['idioma distinto', 'idiomas distintos'], en: ['distinct language', 'distinct languages'] },
  marking: { es: ['marca distinta', 'marcas distintas'], en: ['distinct marking', 'distinct markings'] },
  rights: {
    es: ['derecho afectado distinto', 'derechos afectados distintos'],
    en: ['distinct right affected', 'distinct rights affected'],
  },
  populations: {
    es: ['población distinta', 'poblaciones distintas'],
    en: ['distinct population', 'distinct populations'],
  },
  factor: { es: ['factor distinto', 'factores distintos'], en: ['distinct factor', 'distinct factors'] },
}

const quantities: Readonly<Record<string, Text>> = {
  severity: { es: 'severidad', en: 'severity' },
  credibility: { es: 'credibilidad', en: 'credibility' },
  'counts.killed': { es: 'personas muertas', en: 'people killed' },
  'counts.injured': { es: 'personas heridas', en: 'people injured' },
  'counts.arrested': { es: 'personas detenidas', en: 'people arrested' },
  'counts.participants': { es: 'participantes', en: 'participants' },
}

const of = {
  distinct: { es: 'valores distintos de', en: 'distinct values of' },
  sum: { es: 'suma de', en: 'sum of' },
  max: { es: 'valor más alto de', en: 'highest value of' },
} as const

const units = [
  { ms: 86_400_000, es: ['día', 'días'], en: ['day', 'days'] },
  { ms: 3_600_000, es: ['hora', 'horas'], en: ['hour', 'hours'] },
  { ms: 60_000, es: ['minuto', 'minutos'], en: ['minute', 'minutes'] },
  { ms: 1_000, es: ['segundo', 'segundos'], en: ['second', 'seconds'] },
] as const

/** In the greatest unit that it is whole in: «14 días», «36 horas». */
function spanText(span: DurationMs, language: Language): string {
  const unit = units.find(({ ms }) => span % ms === 0) ?? units[3]
  const count = span / unit.ms
  return `${count} ${unit[language][count === 1 ? 0 : 1]}`
}

function subject({ kind, field = '' }: Nature, language: Language): string {
  if (kind === 'distinct') return distinct[field]?.[language][1] ?? `${of.distinct[language]} ${field}`
  if (kind === 'sum' || kind === 'max')
    return `${of[kind][language]} ${quantities[field]?.[language] ?? field}`
  return kinds[kind]?.[language] ?? kind
}

function inBoth(words: (language: Language) => string): Text {
  return { es: words('es'), en: words('en') }
}

/** «señales contadas en 14 días». */
export function measureWords(nature: Nature): Text {
  const span = nature.window_ms
  const over = { es: 'en', en: 'in' }
  return inBoth((language) => {
    const what = subject(nature, language)
    return span === undefined ? what : `${what} ${over[language]} ${spanText(span, language)}`
  })
}

function nounsOf({ kind, field = '' }: Nature): Counted | undefined {
  return kind === 'count' ? signals : kind === 'distinct' ? distinct[field] : undefined
}

/** «2 orígenes distintos menos», «0,4 más en peso de las señales»: a change of a measure; by its name where nothing else is kept of it. */
export function changeWords(
  { measure, change }: { readonly measure: string; readonly change: number },
  nature: Nature | undefined,
  country: string,
): Text {
  const counted = nature === undefined ? undefined : nounsOf(nature)
  const isLess = change < 0
  const amount = Math.abs(change)
  const shown = inBoth((language) => shownNumber(amount, language, country))
  const more = { es: isLess ? 'menos' : 'más', en: isLess ? 'less' : 'more' }
  if (counted === undefined) {
    const what = nature === undefined ? { es: measure, en: measure } : measureWords(nature)
    return { es: `${shown.es} ${more.es} en ${what.es}`, en: `${shown.en} ${more.en} in ${what.en}` }
  }
  const nouns = inBoth((language) => counted[language][amount === 1 ? 0 : 1])
  return {
    es: `${shown.es} ${nouns.es} ${more.es}`,
    en: `${shown.en} ${isLess ? 'fewer' : 'more'} ${nouns.en}`,
  }
}

/** As the console writes numbers. */
function shownNumber(value: number, language: Language, country: string): string {
  const locale = language === 'es' ? `es-${country}` : 'en-GB'
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value)
}
