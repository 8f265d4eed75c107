// The reader's language: the catalogue in use, the switch, and what the page says of itself to the browser.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react'
import { en } from './en.ts'
import { es, type Texts } from './es.ts'

export type Language = 'es' | 'en'

interface Speech {
  readonly language: Language
  readonly texts: Texts
  readonly setLanguage: (language: Language) => void
}

const SpeechContext = createContext<Speech>({ language: 'es', texts: es, setLanguage: () => undefined })
const kept = 'vigia.language'

export function SpeechProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState<Language>(() =>
    localStorage.getItem(kept) === 'en' ? 'en' : 'es',
  )
  useEffect(() => {
    document.documentElement.lang = language
    localStorage.setItem(kept, language)
  }, [language])
  const speech = useMemo(() => ({ language, setLanguage, texts: language === 'es' ? es : en }), [language])
  return <SpeechContext value={speech}>{children}</SpeechContext>
}

export function useSpeech(): Speech {
  return useContext(SpeechContext)
}
