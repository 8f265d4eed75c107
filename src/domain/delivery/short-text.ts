// Texts for small screens: one text message holds 160 characters of the GSM-7 alphabet, or 70 of anything else. Pure and total.

const basic =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà'
/** These take two places each. */
const extended = '^{}\\[~]|€'
const weights = new Map<string, number>([
  ...Array.from(basic, (sign) => [sign, 1] as const),
  ...Array.from(extended, (sign) => [sign, 2] as const),
])

const GSM7_LIMIT = 160
const UCS2_LIMIT = 70

/** Signs that texts of ours hold and the alphabet lacks. */
const replacements: Readonly<Record<string, string>> = {
  '–': '-',
  '—': '-',
  '·': '-',
  '…': '...',
  '«': '"',
  '»': '"',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  '≥': '>=',
  '≤': '<=',
  '×': 'x',
  ' ': ' ',
  '\t': ' ',
  ç: 'c',
}

/** Into the GSM-7 alphabet as far as a reader does not lose by it: an accent goes where the letter stays (`í` → `i`), `ñ` and `é` remain. */
export function transliterate(text: string): string {
  return Array.from(text.normalize('NFC'), inAlphabet).join('')
}

function inAlphabet(sign: string): string {
  if (weights.has(sign)) return sign
  const replaced = replacements[sign]
  if (replaced !== undefined) return replaced
  const bare = sign.normalize('NFD').replaceAll(/\p{M}/gu, '')
  return bare !== '' && Array.from(bare).every((one) => weights.has(one)) ? bare : sign
}

interface ShortText {
  readonly text: string
  readonly encoding: 'gsm7' | 'ucs2'
}

/** Places that a text takes in GSM-7; undefined = it holds a sign that the alphabet lacks. */
export function gsm7Length(text: string): number | undefined {
  let length = 0
  for (const sign of text) {
    const weight = weights.get(sign)
    if (weight === undefined) return undefined
    length += weight
  }
  return length
}

/** One text message: `head` and `tail` stay whole, `middle` is cut to what room is left. */
export function smsText(head: string, middle: string, tail: string): ShortText {
  const parts = [head, middle, tail].map((part) => oneLine(transliterate(part)))
  const [first = '', between = '', last = ''] = parts
  const encoding = gsm7Length(parts.join('')) === undefined ? 'ucs2' : 'gsm7'
  const measure = (text: string) => (encoding === 'gsm7' ? (gsm7Length(text) ?? 0) : text.length)
  const limit = encoding === 'gsm7' ? GSM7_LIMIT : UCS2_LIMIT
  const joined = (text: string) => [first, text, last].filter((part) => part !== '').join(' ')
  if (measure(joined(between)) <= limit) return { text: joined(between), encoding }
  const signs = Array.from(between)
  for (let count = signs.length; count > 0; count -= 1) {
    const cut = joined(`${signs.slice(0, count).join('').trimEnd()}...`)
    if (measure(cut) <= limit) return { text: cut, encoding }
  }
  return { text: clipped(joined(''), limit, measure), encoding }
}

/** Only where head and tail alone are too long, which no text of ours is. */
function clipped(text: string, limit: number, measure: (text: string) => number): string {
  const signs = Array.from(text)
  while (signs.length > 0 && measure(signs.join('')) > limit) signs.pop()
  return signs.join('')
}

function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Z}]+/gu, ' ').trim()
}
