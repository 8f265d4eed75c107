// Free text is where sources leak: does it seem to hold a name, a number by which a person is reached or identified, or an exact place?
// Fixed forms of ours; words and lengths of numbers come from the country pack. It misses things, and that is why a person looks as well.

export type FindingKind = 'email' | 'phone' | 'identity_number' | 'name' | 'coordinates'

/** Where in the text, in UTF-16 units; never the text itself. */
export interface Finding {
  readonly kind: FindingKind
  readonly from: number
  readonly to: number
}

/** How people and numbers are written in one country. Words are compared without case and accents. */
export interface PersonalForms {
  readonly phones: {
    /** Digits of the country's own prefix, such as 591. */
    readonly countryPrefix: string
    readonly lengths: readonly number[]
    readonly firstDigits: string
  }
  readonly identityNumbers: {
    readonly words: readonly string[]
    readonly minDigits: number
    readonly maxDigits: number
    /** Letters that follow such a number. */
    readonly suffixes: readonly string[]
  }
  readonly names: {
    readonly titles: readonly string[]
    readonly given: readonly string[]
    readonly surnames: readonly string[]
    /** What follows is a place: «plaza Juan …». */
    readonly notAfter: readonly string[]
  }
}

/** Kinds for which the text is held back until somebody has read it; the others are pointed out. */
const reaches: readonly FindingKind[] = ['email', 'phone', 'identity_number']

export const holdsBack = (findings: readonly Finding[]): boolean =>
  findings.some(({ kind }) => reaches.includes(kind))

interface Word {
  readonly text: string
  readonly folded: string
  readonly from: number
  readonly to: number
}

interface Digits extends Word {
  readonly digits: string
}

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[\p{M}.]/gu, '')
    .toLowerCase()

function wordsIn(text: string, pattern: RegExp): Word[] {
  return [...text.matchAll(pattern)].map((found) => ({
    text: found[0],
    folded: fold(found[0]),
    from: found.index,
    to: found.index + found[0].length,
  }))
}

/** In the order of the text, none within another. */
export function findPersonalData(text: string, forms: PersonalForms | undefined): Finding[] {
  const found: Finding[] = [
    ...wordsIn(text, /[\p{L}\d._%+-]{1,64}@[\p{L}\d-]{1,63}\.\p{L}{2,}/gu).map(finding('email')),
    ...coordinatesIn(text),
  ]
  const isFree = (one: { readonly from: number; readonly to: number }) =>
    !found.some(({ from, to }) => one.from < to && from < one.to)
  const words = wordsIn(text, /\p{L}[\p{L}\p{M}'’.]{0,60}/gu)
  const numbers = numbersIn(text).filter(isFree)
  for (const number of numbers) if (isFree(number)) found.push(...judgeNumber(number, words, forms))
  if (forms !== undefined) found.push(...namesAmong(words, forms.names).filter(isFree))
  return found.toSorted((a, b) => a.from - b.from)
}

const finding =
  (kind: FindingKind) =>
  ({ from, to }: { readonly from: number; readonly to: number }): Finding => ({ kind, from, to })

/** Two decimal degrees side by side, or degrees with minutes. */
function coordinatesIn(text: string): Finding[] {
  const decimal = /-?\d{1,3}\.\d{3,15}\s{0,3}[,; ]\s{0,3}-?\d{1,3}\.\d{3,15}/g
  const degrees = /\d{1,3}\s?°\s?\d{1,2}\s?['′’]/g
  return [...wordsIn(text, decimal), ...wordsIn(text, degrees)].map(finding('coordinates'))
}

/** Runs of digits with single spaces, points or dashes between them; dates, times and large counts left out. */
function numbersIn(text: string): Digits[] {
  const runs = wordsIn(text, /(?<![\p{L}\d])\+?\d{1,15}(?:[ .-]\d{1,15}){0,6}(?![\p{L}\d])/gu)
  return runs.flatMap((run) => {
    const isDate = /^\d{1,2}[.-]\d{1,2}[.-]\d{2,4}$|^\d{4}-\d{1,2}-\d{1,2}$/.test(run.text)
    const isCount = /^\d{1,3}(?:[. ]\d{3})+$/.test(run.text)
    if (isDate || isCount) return []
    // A number in one piece is one by itself, whatever stands beside it.
    const pieces = wordsIn(run.text, /\d{5,15}/g).map((one) => ({
      ...one,
      from: one.from + run.from,
      to: one.to + run.from,
    }))
    const whole = /^\+|\d[ .-]\d/.test(run.text) ? [run] : []
    return [...whole, ...pieces].map((one) => ({ ...one, digits: one.text.replaceAll(/\D/g, '') }))
  })
}

function judgeNumber(number: Digits, words: readonly Word[], forms: PersonalForms | undefined): Finding[] {
  const isInOnePiece = /^\d+$/.test(number.text)
  if (isInOnePiece && isIdentityNumber(number, words, forms)) return [finding('identity_number')(number)]
  const isLong = isInOnePiece && number.digits.length >= 7 && number.digits.length <= 9
  return isLong || isPhone(number, forms) ? [finding('phone')(number)] : []
}

function isPhone({ text, digits }: Digits, forms: PersonalForms | undefined): boolean {
  if (text.startsWith('+')) return digits.length >= 8
  if (forms === undefined) return false
  const { countryPrefix, lengths, firstDigits } = forms.phones
  const local = digits.startsWith(`00${countryPrefix}`) ? digits.slice(2 + countryPrefix.length) : digits
  return lengths.includes(local.length) && firstDigits.includes(local.charAt(0))
}

// «carnet de identidad n.º 123456»: at most so many words between the word and the number.
const wordsBefore = 4
const charactersBefore = 40

function isIdentityNumber(
  { digits, from, to }: Digits,
  words: readonly Word[],
  forms: PersonalForms | undefined,
): boolean {
  const { words: names, minDigits, maxDigits, suffixes } = forms?.identityNumbers ?? defaultIdentity
  if (digits.length < minDigits || digits.length > maxDigits) return false
  const before = words
    .filter((word) => word.to <= from && word.to > from - charactersBefore)
    .slice(-wordsBefore)
  if (before.some(({ folded }) => names.includes(folded))) return true
  const after = words.find((word) => word.from >= to && word.from <= to + 3)
  return after !== undefined && suffixes.includes(after.text)
}

const defaultIdentity: PersonalForms['identityNumbers'] = {
  words: ['ci', 'id', 'carnet', 'cedula', 'dni'],
  minDigits: 5,
  maxDigits: 8,
  suffixes: [],
}

const isCapital = (word: Word | undefined): word is Word =>
  word !== undefined && /^\p{Lu}\p{Ll}/u.test(word.text)

/** A title or a known given name before a capitalised word, or a known surname after one. */
function namesAmong(words: readonly Word[], names: PersonalForms['names']): Finding[] {
  const found: Finding[] = []
  for (const [at, word] of words.entries()) {
    const next = words[at + 1]
    if (!isCapital(next) || next.from > word.to + 2) continue
    if (isOfPlace([words[at - 1], word], names) || !isNamed(word, next, names)) continue
    const last = found.at(-1)
    if (last !== undefined && word.from <= last.to) found[found.length - 1] = { ...last, to: next.to }
    else found.push({ kind: 'name', from: word.from, to: next.to })
  }
  return found
}

const isOfPlace = (words: readonly (Word | undefined)[], names: PersonalForms['names']): boolean =>
  words.some((word) => word !== undefined && names.notAfter.includes(word.folded))

function isNamed(word: Word, next: Word, names: PersonalForms['names']): boolean {
  if (names.titles.includes(word.folded)) return true
  return isCapital(word) && (names.given.includes(word.folded) || names.surnames.includes(next.folded))
}
