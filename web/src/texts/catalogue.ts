// A view's own catalogue: both languages side by side in one value, so that a missing entry does not compile, and so that a view's words
// are loaded with the view. The pseudo-language stretches every word, to find what is too narrow and what comes from no catalogue.
import { useMemo } from 'react'
import { useSpeech } from './texts.tsx'

/** Every entry in Spanish, the source language, and in English. Entries are strings, functions that answer strings, or groups of both. */
export interface Catalogue<Entries> {
  readonly es: Entries
  readonly en: NoInfer<Entries>
}

/** The entries of a view's catalogue in the reader's language. */
export function useTexts<Entries extends object>(catalogue: Catalogue<Entries>): Entries {
  const { language, isPseudo } = useSpeech()
  return useMemo(
    () => (isPseudo ? stretched(catalogue[language]) : catalogue[language]),
    [catalogue, language, isPseudo],
  )
}

/** «Alertas» → «[Áļéŕţáš ···]»: 40 % longer, every letter with a mark, so that a string outside of the catalogues stands out. */
export function stretched<Entries>(entries: Entries): Entries {
  if (typeof entries === 'string') return stretchedText(entries) as Entries
  if (typeof entries === 'function') {
    return ((...given: unknown[]) =>
      stretched((entries as (...of: unknown[]) => unknown)(...given))) as Entries
  }
  if (Array.isArray(entries)) return entries.map((entry) => stretched(entry)) as Entries
  if (typeof entries !== 'object' || entries === null) return entries
  return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, stretched(entry)])) as Entries
}

const marked: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  c: 'ç',
  l: 'ļ',
  n: 'ñ',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
}

function stretchedText(text: string): string {
  const letters = Array.from(text, (letter) => marked[letter] ?? letter).join('')
  return `[${letters} ${'·'.repeat(Math.ceil(text.length * 0.4))}]`
}
