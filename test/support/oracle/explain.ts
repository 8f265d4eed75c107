// The explanation at an instant (rule language §11): ICU MessageFormat with `–` for whatever is unknown.
import { IntlMessageFormat } from 'intl-messageformat'
import type { LevelName } from '#domain/rules/rule.ts'
import type { Key, Scene } from './scene.ts'

type Elements = ReturnType<IntlMessageFormat['getAst']>
const dash = '–'
// Type 0 of a parsed message element is a literal.
const literal = (value: string): Elements[number] => ({ type: 0, value })

const isLiteral = (element: Elements[number]): boolean => JSON.stringify(element.type) === '0'

/** The message with a dash wherever an unknown value would be shown, and the general form where it would choose one. */
function withDashes(elements: Elements, unknown: ReadonlySet<string>, isPoundUnknown: boolean): Elements {
  return elements.flatMap((element): Elements => {
    if (!('value' in element)) return [isPoundUnknown ? literal(dash) : element]
    if (!('options' in element))
      return !isLiteral(element) && unknown.has(element.value) ? [literal(dash)] : [element]
    const isPlural = 'offset' in element
    if (unknown.has(element.value)) {
      return withDashes(element.options['other']?.value ?? [], unknown, isPlural || isPoundUnknown)
    }
    const options = Object.fromEntries(
      Object.entries(element.options).map(([name, option]) => [
        name,
        { ...option, value: withDashes(option.value, unknown, isPoundUnknown && !isPlural) },
      ]),
    )
    return [{ ...element, options }]
  })
}

interface Said {
  readonly level: LevelName | null
  readonly measures: Readonly<Record<string, number | null>>
  readonly evidence: number
}

/** Texts in both languages; codes stand for their own labels. */
export function explain(scene: Scene, key: Key, at: number, said: Said): { es: string; en: string } {
  const spans = scene.spans(key, at)
  const values: Record<string, string | number | null> = {
    ...said.measures,
    ...Object.fromEntries(scene.rule.groupBy.map((field, i) => [field.replaceAll('.', '_'), key[i] ?? null])),
    level: said.level,
    phase: spans.find((s) => s.type === 'phase')?.code ?? null,
    window: spans.find((s) => s.type === 'window')?.code ?? null,
    process: scene.setting.process,
    evidence: said.evidence,
  }
  const unknown = new Set(Object.keys(values).filter((name) => values[name] === null))
  const write = (template: string, locale: string): string => {
    const parsed = withDashes(new IntlMessageFormat(template, locale).getAst(), unknown, false)
    return String(new IntlMessageFormat(parsed, locale).format(values))
  }
  return { es: write(scene.rule.explain.es, 'es'), en: write(scene.rule.explain.en, 'en') }
}
