// What a password may be: long, and not made of words that anybody at hand would try. No rules of composition.
import type { Text } from '../text.ts'

export const PASSWORD_LEAST = 15
export const PASSWORD_MOST = 256

/** Words of the product itself; those of the person, the office and the country come from the caller. */
const ownWords: readonly string[] = ['vigia', 'password', 'contrasena', 'qwerty', 'elecciones', 'elections']
/** Of one that stands in the list of leaked passwords. */
export const leakedFault: Text = {
  es: 'está en listas de contraseñas robadas: es de las primeras que se prueban',
  en: 'it is in lists of stolen passwords: it is among the first that are tried',
}
/** Shorter ones occur in ordinary sentences. */
const WORD_LEAST = 4

/** Why it is refused, or undefined. `context`: names and handles of the person, office and country. */
export function passwordFault(password: string, context: readonly string[]): Text | undefined {
  const length = Array.from(password).length
  if (length < PASSWORD_LEAST || length > PASSWORD_MOST) {
    return {
      es: `de ${PASSWORD_LEAST} a ${PASSWORD_MOST} caracteres; se leyeron ${length}. Sirve una frase de varias palabras`,
      en: `${PASSWORD_LEAST} to ${PASSWORD_MOST} characters; ${length} were read. A sentence of several words is good`,
    }
  }
  const plain = plainOf(password)
  const words = [...ownWords, ...context.flatMap((one) => plainOf(one, ' ').split(' '))]
  if (words.some((word) => word.length >= WORD_LEAST && plain.includes(word))) {
    return {
      es: 'contiene el nombre de la persona, de la oficina, del país o una palabra que cualquiera probaría',
      en: 'it contains the name of the person, the office or the country, or a word that anybody would try',
    }
  }
  if (isMonotonous(plain)) {
    return {
      es: 'repite o enumera caracteres: se adivina en pocos intentos',
      en: 'it repeats or counts characters: a few guesses find it',
    }
  }
  return undefined
}

/** Letters and digits in lower case without accents; `gap` stands where something else stood. */
function plainOf(text: string, gap = ''): string {
  return text
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, gap)
}

/** Fewer than five different characters, or more than half of the steps like 1-2-3, a-a-a or z-y-x. */
function isMonotonous(plain: string): boolean {
  const codes = Array.from(plain, (one) => one.codePointAt(0) ?? 0)
  const steps = codes.slice(1).filter((code, at) => Math.abs(code - (codes[at] ?? 0)) <= 1)
  return new Set(codes).size < 5 || steps.length > codes.length / 2
}
