// What may be done with a bulletin in its state. What a person may not do stands there with the reason, or, without the right, not at all.
import { type FormEvent, useState } from 'react'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { untranslated } from './merge.ts'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, isOpen, makerScope, pathOf } from './types.ts'

interface Props {
  /** As the person has read it. */
  readonly bulletin: Bulletin
  readonly onDone: (bulletin: Bulletin) => void
}

export function Acts({ bulletin, onDone }: Props) {
  const { can } = useSession()
  if (!can(makerScope) || bulletin.state === 'withdrawn') return null
  return (
    <div className="no-print">
      {bulletin.state === 'proposed' && <Second bulletin={bulletin} onDone={onDone} />}
      <div className="acts">
        {bulletin.state === 'draft' && <Write bulletin={bulletin} />}
        {bulletin.state === 'draft' && <Propose bulletin={bulletin} onDone={onDone} />}
        {bulletin.state === 'published' && <Erratum bulletin={bulletin} onDone={onDone} />}
        <Withdraw bulletin={bulletin} onDone={onDone} />
      </div>
    </div>
  )
}

function Write({ bulletin }: { readonly bulletin: Bulletin }) {
  const { acts } = useTexts(bulletinTexts)
  return (
    <Link className="button-link" href={`/bulletin/${bulletin.id}?part=write`}>
      {acts.write}
    </Link>
  )
}

function Propose({ bulletin, onDone }: Props) {
  const { acts, sections } = useTexts(bulletinTexts)
  const { format } = useSession()
  const missing = untranslated(bulletin.texts)
  if (missing.length > 0) {
    return (
      <>
        <button type="button" disabled aria-describedby="propose-missing">
          {acts.propose}
        </button>
        <p id="propose-missing" className="notice bulletin-why">
          {acts.proposeMissing(format.list(missing.map((one) => sections[one])))}
        </p>
      </>
    )
  }
  return (
    <ReasonForm
      label={acts.propose}
      confirm={acts.proposeConfirm}
      path={`${pathOf(bulletin.id)}:propose`}
      refusals={acts.refusals}
      onDone={(answer) => onDone(answer as Bulletin)}
    />
  )
}

/** Publishing names the hash of what was read, so nothing else can go out. */
function Second({ bulletin, onDone }: Props) {
  const { acts } = useTexts(bulletinTexts)
  const [decision, setDecision] = useState<'approve' | 'reject'>('approve')
  const [isNoteMissing, setNoteMissing] = useState(false)
  const act = useAct<Bulletin>(onDone)
  const isOwn = bulletin.is_maker
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const note = textOf(new FormData(event.currentTarget), 'second-note')
    const isMissing = decision === 'reject' && note.length < 3
    setNoteMissing(isMissing)
    if (isMissing) return
    const { hash } = bulletin
    act.post(`${pathOf(bulletin.id)}:publish`, { hash, decision, ...(note === '' ? {} : { note }) })
  }
  return (
    <section className="panel" aria-labelledby="second">
      <h2 id="second">{acts.second}</h2>
      <p id="second-why" className={isOwn ? 'notice' : undefined}>
        {isOwn ? acts.own : acts.secondLine}
      </p>
      <form onSubmit={submit}>
        <Field
          name="second-note"
          label={acts.note}
          hint={acts.noteHint}
          error={isNoteMissing ? acts.noteMissing : faultAt(act.sending, '/note')}
        >
          {(field) => <textarea {...field} rows={2} maxLength={1_000} />}
        </Field>
        <div className="form-acts">
          <button
            type="submit"
            className="primary"
            disabled={isOwn}
            aria-disabled={act.sending === 'sending'}
            aria-describedby="second-why"
            onClick={() => setDecision('approve')}
          >
            {acts.publish}
          </button>
          <button
            type="submit"
            aria-disabled={act.sending === 'sending'}
            onClick={() => setDecision('reject')}
          >
            {acts.giveBack}
          </button>
        </div>
        <NotDone sending={act.sending} refusals={acts.refusals} />
      </form>
    </section>
  )
}

function Withdraw({ bulletin, onDone }: Props) {
  const { acts } = useTexts(bulletinTexts)
  return (
    <ReasonForm
      label={acts.withdraw}
      confirm={acts.withdrawConfirm}
      path={`${pathOf(bulletin.id)}:withdraw`}
      refusals={acts.refusals}
      onDone={(answer) => onDone(answer as Bulletin)}
    >
      <p>{isOpen(bulletin) ? acts.withdrawLine.open : acts.withdrawLine.published}</p>
    </ReasonForm>
  )
}

function Erratum({ bulletin, onDone }: Props) {
  const { acts } = useTexts(bulletinTexts)
  const [isShown, setShown] = useState(false)
  const act = useAct<Bulletin>((answer) => {
    setShown(false)
    onDone(answer)
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const text = { es: textOf(data, 'erratum-es'), en: textOf(data, 'erratum-en') }
    act.post(`${pathOf(bulletin.id)}/errata`, { text })
  }
  return (
    <Reveal label={acts.erratum} isOpen={isShown} onToggle={setShown}>
      {/* A form of its own for each erratum: what was added does not wait to be added again. */}
      <form key={bulletin.errata} onSubmit={submit}>
        <p>{acts.erratumLine}</p>
        <div className="form-row">
          {(['es', 'en'] as const).map((one) => (
            <Field
              key={one}
              name={`erratum-${one}`}
              label={acts.textIn[one]}
              error={faultAt(act.sending, `/text/${one}`)}
            >
              {(field) => (
                <textarea {...field} lang={one} rows={3} required minLength={3} maxLength={4_000} />
              )}
            </Field>
          ))}
        </div>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {acts.erratumConfirm}
        </button>
        <NotDone sending={act.sending} refusals={acts.refusals} />
      </form>
    </Reveal>
  )
}
