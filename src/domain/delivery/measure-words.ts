// A measured number in words: what was counted, over what span, and the threshold. A rule's own names say nothing to whoever is warned.
import type { Language, Text } from '../text.ts'
import { words } from './message-text.ts'
import type { EventBody } from './situation.ts'

type Nature = EventBody['measured'][string]

const kinds: Readonly<Record<string, Text>> = {
  count: { es: 'señales contadas', en: 'signals counted' },
  score: { es: 'peso de las señales', en: 'weight of the signals' },
  spike: { es: 'aumento frente a lo habitual', en: 'rise against the usual' },
  sequence: { es: 'cadena de señales', en: 'chain of signals' },
  absent: { es: 'informes que faltan', en: 'missing reports' },
  indicator: { es: 'indicador', en: 'indicator' },
  composite: { es: 'índice compuesto', en: 'composite index' },
}

const distinct: Readonly<Record<string, Text>> = {
  'source.root': { es: 'orígenes distintos', en: 'distinct origins' },
  'source.id': { es: 'fuentes distintas', en: 'distinct sources' },
  'source.kind': { es: 'clases de fuente distintas', en: 'distinct kinds of source' },
  'target.kind': { es: 'afectados distintos', en: 'distinct targets' },
  'target.group': { es: 'grupos afectados distintos', en: 'distinct groups affected' },
  category: { es: 'categorías distintas', en: 'distinct categories' },
  department: { es: 'departamentos distintos', en: 'distinct departments' },
  province: { es: 'provincias distintas', en: 'distinct provinces' },
  municipality: { es: 'municipios distintos', en: 'distinct municipalities' },
  place: { es: 'lugares distintos', en: 'distinct places' },
  station_id: { es: 'recintos distintos', en: 'distinct polling places' },
  topic: { es: 'temas distintos', en: 'distinct topics' },
  factor: { es: 'factores distintos', en: 'distinct factors' },
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

const bounds: Readonly<Record<string, Readonly<Record<Language, (than: number) => string>>>> = {
  gt: { es: (than) => `más de ${than}`, en: (than) => `more than ${than}` },
  gte: { es: (than) => `${than} o más`, en: (than) => `${than} or more` },
  lt: { es: (than) => `menos de ${than}`, en: (than) => `less than ${than}` },
  lte: { es: (than) => `${than} o menos`, en: (than) => `${than} or less` },
  eq: { es: (than) => `exactamente ${than}`, en: (than) => `exactly ${than}` },
}

const units = [
  { ms: 86_400_000, es: ['día', 'días'], en: ['day', 'days'] },
  { ms: 3_600_000, es: ['hora', 'horas'], en: ['hour', 'hours'] },
  { ms: 60_000, es: ['minuto', 'minutos'], en: ['minute', 'minutes'] },
  { ms: 1_000, es: ['segundo', 'segundos'], en: ['second', 'seconds'] },
] as const

/** In the greatest unit that it is whole in: «14 días», «36 horas». */
function spanText(span: number, language: Language): string {
  const unit = units.find(({ ms }) => span % ms === 0) ?? units[3]
  const count = span / unit.ms
  return `${count} ${unit[language][count === 1 ? 0 : 1]}`
}

function subject({ kind, field = '' }: Nature, language: Language): string {
  if (kind === 'distinct') return distinct[field]?.[language] ?? `${of.distinct[language]} ${field}`
  if (kind === 'sum' || kind === 'max')
    return `${of[kind][language]} ${quantities[field]?.[language] ?? field}`
  return kinds[kind]?.[language] ?? kind
}

function inWords(nature: Nature | undefined, language: Language): string | undefined {
  if (nature === undefined) return undefined
  const span = nature.window_ms
  const what = subject(nature, language)
  return span === undefined ? what : `${what} ${words.in[language]} ${spanText(span, language)}`
}

/** «señales contadas en 14 días: 3 (umbral: 3 o más)»; the rule's own name besides where two of its measures would read the same. */
export function comparisonTexts({ comparisons, measured }: EventBody, language: Language): string[] {
  const texts = new Map(comparisons.map(({ measure }) => [measure, inWords(measured[measure], language)]))
  const isShared = (text: string) => [...texts.values()].filter((other) => other === text).length > 1
  return comparisons.slice(0, 12).map(({ measure, op, value, threshold }) => {
    const text = texts.get(measure)
    const name = text === undefined ? measure : isShared(text) ? `${text}, «${measure}»` : text
    const bound = bounds[op]?.[language](threshold) ?? `${op} ${threshold}`
    return `${name}: ${value ?? words.notKnown[language]} (${words.threshold[language]}: ${bound})`
  })
}
