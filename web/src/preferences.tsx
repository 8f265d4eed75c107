// How a reader wants the page: its language and its colours. Both are kept on this device only.
import { useEffect, useState } from 'react'
import { type Language, useSpeech } from './texts/texts.tsx'

const languages: readonly { readonly code: Language; readonly name: string }[] = [
  { code: 'es', name: 'Español' },
  { code: 'en', name: 'English' },
]

export function LanguageSwitch() {
  const { language, setLanguage, texts } = useSpeech()
  return (
    <fieldset className="languages">
      <legend className="visually-hidden">{texts.shell.language}</legend>
      {languages.map(({ code, name }) => (
        <button
          key={code}
          type="button"
          className="quiet"
          lang={code}
          aria-pressed={language === code}
          onClick={() => setLanguage(code)}
        >
          {name}
        </button>
      ))}
    </fieldset>
  )
}

const themes = ['system', 'light', 'dark', 'contrast'] as const
type Theme = (typeof themes)[number]
const kept = 'vigia.theme'

function keptTheme(): Theme {
  return themes.find((theme) => theme === localStorage.getItem(kept)) ?? 'system'
}

/** tokens.css reads the attribute; without it the page follows the device. Whoever asks the device for more contrast gets it. */
export function applyTheme(theme: Theme = keptTheme()): void {
  const { dataset } = document.documentElement
  const wantsContrast = theme === 'system' && matchMedia('(prefers-contrast: more)').matches
  if (theme === 'system' && !wantsContrast) delete dataset['theme']
  else dataset['theme'] = wantsContrast ? 'contrast' : theme
}

export function ThemeSwitch() {
  const { texts } = useSpeech()
  const [theme, setTheme] = useState(keptTheme)
  useEffect(() => {
    applyTheme(theme)
    localStorage.setItem(kept, theme)
  }, [theme])
  return (
    <label className="theme">
      <span>{texts.shell.theme}</span>
      <select value={theme} onChange={(event) => setTheme(event.target.value as Theme)}>
        {themes.map((one) => (
          <option key={one} value={one}>
            {texts.shell.themes[one]}
          </option>
        ))}
      </select>
    </label>
  )
}
