// The frame of every view: skip link, sections that the reader may open, what holds on every page, and the foot with the pipeline's age.
import { type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Announced } from './announced.tsx'
import { ConnectionBanner, CriticalBanner, ExerciseBanner } from './banners.tsx'
import { useKeptFocus } from './kept-focus.ts'
import { PageTitle } from './page-title.tsx'
import { PipelineFoot } from './pipeline-foot.tsx'
import { Reader } from './reader.tsx'
import { Link, useAddress, useFocusOnArrival } from './route.tsx'
import { groups, pagesOf, sectionOf } from './sections.ts'
import { useSession } from './session.tsx'
import { useSpeech } from './texts/texts.tsx'
import { WaitingBanner } from './waiting-banner.tsx'

export function Shell({ children }: { readonly children: ReactNode }) {
  const { texts } = useSpeech()
  const { path } = useAddress()
  const { isOpen, setOpen } = useMenu(path)
  const main = useFocusOnArrival<HTMLElement>(path.split('/').slice(0, 2).join('/'))
  const frame = useRef<HTMLDivElement>(null)
  useKeptFocus(frame)
  return (
    <div className="frame" ref={frame}>
      <a className="skip" href="#content">
        {texts.shell.skip}
      </a>
      <header className={isOpen ? 'side is-open' : 'side'}>
        <p className="brand">
          <Link href="/">Vigía</Link>
        </p>
        <Sections isOpen={isOpen} onOpen={setOpen} />
        <Reader />
      </header>
      <div className="body">
        <ExerciseBanner />
        <CriticalBanner />
        <ConnectionBanner />
        <WaitingBanner />
        <main id="content" ref={main} tabIndex={-1}>
          {children}
        </main>
        <Announced />
        <PipelineFoot />
      </div>
    </div>
  )
}

/** Below 1024 px the sections lie behind a button; a choice closes them again, and so does Escape. */
function useMenu(path: string): { readonly isOpen: boolean; readonly setOpen: (isOpen: boolean) => void } {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => setOpen(false), [path])
  useEffect(() => {
    if (!isOpen) return undefined
    const close = (event: KeyboardEvent): void => {
      if (event.key === 'Escape') setOpen(false)
    }
    addEventListener('keydown', close)
    return () => removeEventListener('keydown', close)
  }, [isOpen])
  return { isOpen, setOpen }
}

function Sections({
  isOpen,
  onOpen,
}: {
  readonly isOpen: boolean
  readonly onOpen: (isOpen: boolean) => void
}) {
  const { texts } = useSpeech()
  const list = useId()
  return (
    <nav aria-label={texts.shell.nav}>
      <button
        type="button"
        className="menu-button"
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => onOpen(!isOpen)}
      >
        {texts.shell.menu}
      </button>
      <div id={list} className="sections">
        {groups.map((group) => (
          <Group key={group} group={group} />
        ))}
      </div>
    </nav>
  )
}

function Group({ group }: { readonly group: (typeof groups)[number] }) {
  const { texts } = useSpeech()
  const { can } = useSession()
  const { path } = useAddress()
  const name = useId()
  const { section: here } = sectionOf(path)
  const own = pagesOf(group, can)
  if (own.length === 0) return null
  return (
    <div className="section-group">
      <p id={name} className="section-group-name">
        {texts.shell.groups[group]}
      </p>
      <ul aria-labelledby={name}>
        {own.map((section) => (
          <li key={section.path}>
            <Link href={section.path} aria-current={section === here ? 'page' : undefined}>
              <PageTitle title={section.title} />
            </Link>
          </li>
        ))}
      </ul>
    </div>
  )
}
