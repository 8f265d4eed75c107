// What a rule measures, in words: what was counted and over what span, and by how much it would have had to differ.
import type { Why } from '../../api-types.ts'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { measureTexts } from './measure-texts.ts'

type Nature = Why['measured'][string]
type Words = (typeof measureTexts)['es']

const units = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const

/** In the greatest unit that it is whole in: «14 días». */
function spanText(span: number, locale: string): string {
  const { unit, ms } = units.find((one) => span % one.ms === 0) ?? units[3]
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(span / ms)
}

function subject({ kind, field = '' }: Nature, words: Words): string {
  if (kind === 'distinct') return words.distinct[field]?.[1] ?? words.distinctOther(field)
  if (kind === 'sum' || kind === 'max') return words[kind](wordFor(words.quantities, field))
  return wordFor(words.kinds, kind)
}

interface MeasureWords {
  /** «señales contadas en 14 días»; undefined where nothing but the name is known. */
  readonly nameOf: (measure: string) => string | undefined
  /** «2 orígenes distintos menos»: the change of a measure that would have been enough. */
  readonly changeOf: (measure: string, change: number) => string
}

export function useMeasureWords({ measured }: Why): MeasureWords {
  const words = useTexts(measureTexts)
  const { format } = useSession()
  const nameOf = (measure: string): string | undefined => {
    const nature = measured[measure]
    if (nature === undefined) return undefined
    const what = subject(nature, words)
    return nature.window_ms === undefined ? what : words.over(what, spanText(nature.window_ms, format.locale))
  }
  return {
    nameOf,
    changeOf(measure, change) {
      const amount = Math.abs(change)
      const { kind = '', field = '' } = measured[measure] ?? {}
      const nouns = kind === 'count' ? words.signals : kind === 'distinct' ? words.distinct[field] : undefined
      if (nouns !== undefined)
        return (change < 0 ? words.fewer : words.further)(amount, format.number(amount), nouns)
      const what = nameOf(measure) ?? measure
      return (change < 0 ? words.less : words.more)(format.number(amount), what)
    },
  }
}
