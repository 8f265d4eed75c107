// The reader's language: the catalogue in use, the switch, and what the page says of itself to the browser.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { en } from './en.ts'
import { es, type Texts } from './es.ts'
import { type Language, languageFor } from './language.ts'
import { stretched } from './stretched.ts'

export type { Language } from './language.ts'

interface Speech {
  readonly language: Language
  readonly texts: Texts
  /** Words are stretched, to see what does not fit: `?pseudo` in the address, for as long as the tab lives. */
  readonly isPseudo: boolean
  readonly setLanguage: (language: Language) => void
}

const SpeechContext = createContext<Speech>({
  language: 'es',
  texts: es,
  isPseudo: false,
  setLanguage: () => undefined,
})
const kept = 'vigia.language'
const pseudo = 'vigia.pseudo'

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() => languageFor(localStorage.getItem(kept)))
  const [isPseudo] = useState(() => {
    if (new URLSearchParams(location.search).has('pseudo')) sessionStorage.setItem(pseudo, 'yes')
    return sessionStorage.getItem(pseudo) !== null
  })
  useEffect(() => {
    document.documentElement.lang = language
    localStorage.setItem(kept, language)
  }, [language])
  const speech = useMemo(() => {
    const texts = language === 'es' ? es : en
    return { language, setLanguage, isPseudo, texts: isPseudo ? stretched(texts) : texts }
  }, [language, isPseudo])
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

export function useSpeech(): Speech {
  return useContext(SpeechContext)
}
