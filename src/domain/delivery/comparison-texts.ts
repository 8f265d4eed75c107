// What was measured against its threshold, as a message says it.
import { measureWords } from '../rules/measure-words.ts'
import type { Language } from '../text.ts'
import { words } from './message-text.ts'
import type { EventBody } from './situation.ts'

const bounds: Readonly<Record<string, Readonly<Record<Language, (than: number) => string>>>> = {
  gt: { es: (than) => `más de ${than}`, en: (than) => `more than ${than}` },
  gte: { es: (than) => `${than} o más`, en: (than) => `${than} or more` },
  lt: { es: (than) => `menos de ${than}`, en: (than) => `less than ${than}` },
  lte: { es: (than) => `${than} o menos`, en: (than) => `${than} or less` },
  eq: { es: (than) => `exactamente ${than}`, en: (than) => `exactly ${than}` },
}

/** «señales contadas en 14 días: 3 (umbral: 3 o más)»; the rule's own name besides where two of its measures would read the same. */
export function comparisonTexts({ comparisons, measured }: EventBody, language: Language): string[] {
  const texts = new Map(
    comparisons.map(({ measure }) => {
      const nature = measured[measure]
      return [measure, nature === undefined ? undefined : measureWords(nature)[language]]
    }),
  )
  const isShared = (text: string) => [...texts.values()].filter((other) => other === text).length > 1
  return comparisons.slice(0, 12).map(({ measure, op, value, threshold }) => {
    const text = texts.get(measure)
    const name = text === undefined ? measure : isShared(text) ? `${text}, «${measure}»` : text
    const bound = bounds[op]?.[language](threshold) ?? `${op} ${threshold}`
    return `${name}: ${value ?? words.notKnown[language]} (${words.threshold[language]}: ${bound})`
  })
}
