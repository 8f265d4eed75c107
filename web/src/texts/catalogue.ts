// A view's own catalogue: both languages side by side in one value, so that a missing entry does not compile, and so that a view's words
// are loaded with the view. The pseudo-language stretches every word, to find what is too narrow and what comes from no catalogue.
import { useMemo } from 'react'
import { stretched } from './stretched.ts'
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
