// The frame of every view: skip link, sections that the reader may open, language, who is signed in, exercise banner, critical alerts.
import { type ReactNode, useEffect } from 'react'
import type { Alert, ElectoralProcess, Page } from './api-types.ts'
import { wordFor } from './labels.ts'
import { usePolled } from './live.ts'
import { Link, useAddress, useFocusOnArrival } from './route.tsx'
import { sectionOf, sections } from './sections.tsx'
import { useSession } from './session.tsx'
import { stretched } from './texts/catalogue.ts'
import { type Language, useSpeech } from './texts/texts.tsx'

const groups = ['watch', 'act', 'desk'] as const

export function Shell({ children }: { readonly children: ReactNode }) {
  const { texts } = useSpeech()
  const { me, signOut } = useSession()
  const { path } = useAddress()
  const main = useFocusOnArrival<HTMLElement>(path.split('/').slice(0, 2).join('/'))
  return (
    <>
      <a className="skip" href="#content">
        {texts.shell.skip}
      </a>
      <header className="top">
        <p className="brand">Vigía</p>
        <Sections />
        <div className="who">
          <LanguageSwitch />
          <span className="soft small">
            <span className="visually-hidden">{texts.shell.role}: </span>
            {wordFor(texts.codes.role, me.role)}
          </span>
          <button type="button" className="quiet" onClick={signOut}>
            {texts.shell.signOut}
          </button>
        </div>
      </header>
      <ExerciseBanner />
      <CriticalBanner />
      <main id="content" ref={main} tabIndex={-1}>
        {children}
      </main>
    </>
  )
}

function Sections() {
  const { texts, language, isPseudo } = useSpeech()
  const { can } = useSession()
  const { path } = useAddress()
  const { section: here } = sectionOf(path)
  return (
    <nav aria-label={texts.shell.nav}>
      <ul>
        {groups.flatMap((group) =>
          sections
            .filter((section) => section.group === group && section.scopes.some(can))
            .map((section) => (
              <li key={section.path} className={`nav-${group}`}>
                <Link href={section.path} aria-current={section === here ? 'page' : undefined}>
                  {isPseudo ? stretched(section.title[language]) : section.title[language]}
                </Link>
              </li>
            )),
        )}
      </ul>
    </nav>
  )
}

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

/** On every page while all that the reader can see is an exercise. */
function ExerciseBanner() {
  const { texts } = useSpeech()
  const { api, can, me } = useSession()
  const { data } = usePolled<Page<ElectoralProcess>>(api, can('registry:read') ? '/v1/processes' : undefined)
  const open = data?.items.filter(
    (one) => one.state === 'open' && (me.processes === null || me.processes.includes(one.id)),
  )
  if (open === undefined || open.length === 0 || !open.every((one) => one.exercise)) return null
  return (
    <div className="exercise-banner">
      <p>
        <strong>{texts.shell.exercise}</strong> {texts.shell.exerciseLine}
      </p>
    </div>
  )
}

/** A critical alert that nobody has taken is announced on every page, and in the title of the tab. */
function CriticalBanner() {
  const { texts } = useSpeech()
  const { api, can } = useSession()
  const path = '/v1/alerts?level=critical&state=firing&limit=200'
  const { data } = usePolled<Page<Alert>>(api, can('alerts:read') ? path : undefined)
  const count = data?.items.length ?? 0
  useEffect(() => {
    document.title = count === 0 ? 'Vigía' : `(${count}) Vigía`
  }, [count])
  return (
    <div role="alert">
      {count > 0 && (
        <p className="critical-banner">
          <Link href="/alerts?level=critical">{texts.shell.critical(count)}</Link>
        </p>
      )}
    </div>
  )
}
