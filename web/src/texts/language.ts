// The languages of the console; Spanish is the source. Other languages of the country stand on Spanish until somebody who speaks them has
// written their words: said here one by one, because Intl answers for a language that it does not know (Aymara, Guaraní) with that of the device.
export type Language = 'es' | 'en'

/** Each language of a reader that has no catalogue of its own → the one that it stands on. */
const standsOn: Readonly<Record<string, Language>> = { ay: 'es', gn: 'es', qu: 'es' }

/** The catalogue, and with it the numbers and dates, for a language tag such as `ay-BO`; Spanish where nothing is known. */
export function languageFor(tag: string | null): Language {
  const [base = ''] = (tag ?? '').toLowerCase().split(/[-_]/)
  return base === 'en' ? 'en' : (standsOn[base] ?? 'es')
}
