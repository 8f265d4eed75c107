// The texts of people beside the numbers, in both languages. Whoever is second sees both versions and loses nothing of what was typed.
import { type FormEvent, useEffect } from 'react'
import { NotDone } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Clash } from './clash.tsx'
import { SectionNumbers } from './numbers.tsx'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, type BulletinTexts, isOpen, type SectionName, sections } from './types.ts'
import { type DraftWork, useDraft } from './use-draft.ts'

// As the API takes it.
const textLength = 4_000

interface Props {
  readonly newest: Bulletin
  readonly onSaved: (bulletin: Bulletin) => void
  readonly onStale: () => void
}

export function WriteTexts({ newest, onSaved, onStale }: Props) {
  const { write } = useTexts(bulletinTexts)
  const work = useDraft(newest, onSaved, onStale)
  useWarningBeforeLeaving(work.unsaved.length > 0)
  const isTooLong = sections.some((one) => overOf(work.draft.texts[one]) > 0)
  const cannot = work.unsaved.length === 0 || isTooLong || !isOpen(newest)
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (!cannot) work.save()
  }
  return (
    <form className="bulletin-write" onSubmit={submit}>
      <p className="soft">{write.lead}</p>
      <Standing newest={newest} work={work} />
      {sections.map((one) => (
        <Section key={one} section={one} newest={newest} work={work} />
      ))}
      <SaveBar work={work} cannot={cannot} />
    </form>
  )
}

/** How many characters too many, in the language that has most. */
function overOf({ es, en }: BulletinTexts[SectionName]): number {
  return Math.max(es.trim().length, en.trim().length) - textLength
}

/** A closed tab would take what was typed along. */
function useWarningBeforeLeaving(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return undefined
    const warn = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', warn)
    return () => removeEventListener('beforeunload', warn)
  }, [isNeeded])
}

function Standing({ newest, work }: { readonly newest: Bulletin; readonly work: DraftWork }) {
  const { write } = useTexts(bulletinTexts)
  if (!isOpen(newest)) return <p className="notice notice-bad">{write.closed}</p>
  return (
    <>
      {newest.state === 'proposed' && <p className="notice">{write.proposed}</p>}
      <div role="alert">
        {work.isBehind && work.unsaved.length > 0 && <p className="notice notice-bad">{write.behind}</p>}
      </div>
      <div role="status">{work.isOvertaken && <p className="notice">{write.meanwhile}</p>}</div>
    </>
  )
}

interface SectionProps {
  readonly section: SectionName
  readonly newest: Bulletin
  readonly work: DraftWork
}

function Section({ section, newest, work }: SectionProps) {
  const texts = useTexts(bulletinTexts)
  const clash = work.draft.clashes[section]
  return (
    <section className="panel" aria-labelledby={`w-${section}`}>
      <h2 id={`w-${section}`}>{texts.sections[section]}</h2>
      <div className="form-row">
        {(['es', 'en'] as const).map((one) => (
          <TextField key={one} section={section} language={one} newest={newest} work={work} />
        ))}
      </div>
      {clash !== undefined && <Clash clash={clash} onChoose={(choice) => work.choose(section, choice)} />}
      <details open={section === 'summary'}>
        <summary>{texts.write.numbers}</summary>
        <SectionNumbers section={section} numbers={newest.numbers} />
      </details>
    </section>
  )
}

function TextField({ section, language, newest, work }: SectionProps & { readonly language: 'es' | 'en' }) {
  const { write, languageNames, findingKinds } = useTexts(bulletinTexts)
  const { format } = useSession()
  const text = work.draft.texts[section][language]
  const over = text.trim().length - textLength
  const found = newest.findings
    .filter((one) => one.section === section && one.language === language)
    .map(({ kind }) => wordFor(findingKinds, kind))
  const hint: { readonly hint?: string } =
    found.length === 0 ? {} : { hint: write.finding(format.list(found)) }
  return (
    <Field
      name={`${section}-${language}`}
      label={languageNames[language]}
      error={over > 0 ? write.tooLong(over) : undefined}
      {...hint}
    >
      {(field) => (
        <textarea
          {...field}
          lang={language}
          rows={4}
          value={text}
          onChange={(event) => work.write(section, language, event.target.value)}
        />
      )}
    </Field>
  )
}

/** Stays in sight while the page scrolls: what is not saved yet, and the button that saves it. */
function SaveBar({ work, cannot }: { readonly work: DraftWork; readonly cannot: boolean }) {
  const { write, sections: names, acts } = useTexts(bulletinTexts)
  const { format } = useSession()
  const isSending = work.act.sending === 'sending'
  const nothing = work.act.sending === 'done' || work.isBehind ? write.savedAll : write.nothing
  const unsaved = write.unsaved(format.list(work.unsaved.map((one) => names[one])))
  return (
    <div className="bulletin-save">
      <div className="form-acts">
        <button type="submit" className="primary" disabled={cannot} aria-disabled={isSending}>
          {isSending ? write.saving : work.isBehind ? write.saveOver : write.save}
        </button>
        <span role="status" className={work.unsaved.length === 0 ? 'soft' : undefined}>
          {work.unsaved.length === 0 ? nothing : unsaved}
        </span>
      </div>
      {!work.isBehind && <NotDone sending={work.act.sending} refusals={acts.refusals} />}
    </div>
  )
}
