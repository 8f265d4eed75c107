// What a text seems to hold that could lead to a person: told before it is kept. The server looks again, with the forms of the country.
export type Warning = 'email' | 'number' | 'coordinates' | 'name'

const forms: readonly (readonly [kind: Warning, form: RegExp])[] = [
  ['email', /[^\s@]+@[^\s@]+\.[^\s@]+/u],
  ['coordinates', /-?\d{1,3}[.,]\d{3,}\s*[,;/ ]\s*-?\d{1,3}[.,]\d{3,}/u],
  // Telephone and identity numbers alike: seven digits or more, whatever stands between them.
  ['number', /(?:\d[\s.-]?){7,}/u],
  // Two capitalised words in a row, not at the beginning of a sentence.
  ['name', /(?<![.!?:]\s|^)\b\p{Lu}\p{Ll}+\s+\p{Lu}\p{Ll}+/mu],
]

export function warningsIn(text: string): Warning[] {
  const found = forms.filter(([, form]) => form.test(text)).map(([kind]) => kind)
  // A pair of coordinates is made of digits as well.
  return found.includes('coordinates') ? found.filter((kind) => kind !== 'number') : found
}
