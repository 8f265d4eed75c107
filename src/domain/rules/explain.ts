// The explanation of an alert: ICU MessageFormat in Spanish and English, parsed once per rule. What is unknown is shown as a dash.
import { IntlMessageFormat } from 'intl-messageformat'
import type { Language, Text } from '../text.ts'

type Syntax = ReturnType<IntlMessageFormat['getAst']>
type Piece = Syntax[number]

/** A parsed template, or the text as it is when it cannot be parsed: the fold never throws on data. */
export type Template = Readonly<Record<Language, Syntax | string>>
export type Values = Readonly<Record<string, string | number | null>>

const dash = '–'
/** Kinds of syntax without a value to show: plain text, # and tags. */
const [literal, pound, tag] = [0, 7, 8]

function parseOne(text: string, language: Language): Syntax | string {
  try {
    return new IntlMessageFormat(text, language).getAst()
  } catch {
    return text
  }
}

export function parseTemplate(text: Text): Template {
  return { es: parseOne(text.es, 'es'), en: parseOne(text.en, 'en') }
}

function withDashes(pieces: Syntax, values: Values): Syntax {
  return pieces.map((piece): Piece => {
    const { type: kind }: { readonly type: number } = piece
    if (kind === literal || kind === pound || !('value' in piece)) return piece
    if (kind === tag) {
      return 'children' in piece ? { ...piece, children: withDashes(piece.children, values) } : piece
    }
    if ((values[piece.value] ?? null) === null) return { type: literal, value: dash }
    if (!('options' in piece)) return piece
    const options = Object.fromEntries(
      Object.entries(piece.options).map(([name, option]) => [
        name,
        { ...option, value: withDashes(option.value, values) },
      ]),
    )
    return { ...piece, options }
  })
}

function formatOne(template: Syntax | string, language: Language, values: Values): string {
  if (typeof template === 'string') return template
  try {
    const text: unknown = new IntlMessageFormat(withDashes(template, values), language).format({ ...values })
    return String(text)
  } catch {
    return dash
  }
}

/** Both languages; `valuesIn` gives numbers, labels in the language, and null for unknown. */
export function formatTemplate(template: Template, valuesIn: (language: Language) => Values): Text {
  return {
    es: formatOne(template.es, 'es', valuesIn('es')),
    en: formatOne(template.en, 'en', valuesIn('en')),
  }
}
