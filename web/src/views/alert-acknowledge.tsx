// A person takes an alert: one button, a note if wanted, and never «sent» before the server said so.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiError } from '../api.ts'
import type { Alert, AlertAnswers } from '../api-types.ts'
import { Field } from '../design/field.tsx'
import { Failure, Live, Moment } from '../design/parts.tsx'
import type { Polled } from '../live.ts'
import { useSession } from '../session.tsx'
import { newId } from '../signal-draft.ts'
import { useTexts } from '../texts/catalogue.ts'
import { useSpeech } from '../texts/texts.tsx'
import { forgetAnswer, keepAnswer, postAnswer, useWaitingAnswers } from '../waiting-answers.ts'
import { Countdown } from './alert/countdown.tsx'
import { alertTexts } from './alert/texts.ts'

/** `waiting`: there is no line; the frame sends it when the line is back, also from another view. */
type Sending = 'idle' | 'waiting' | 'sending' | 'done' | ApiError

/** Sends the answer under one key per text, so that sending it again cannot count twice. */
function useAnswer(alert: Alert, onAnswered: () => void) {
  const { api, me } = useSession()
  const [note, setNote] = useState('')
  const [own, setOwn] = useState<Sending>('idle')
  const key = useRef(newId())
  const kept = useWaitingAnswers(me.person).find((one) => one.alert === alert.id)
  const sending = kept?.state ?? own
  async function send(): Promise<void> {
    const answer = { person: me.person, alert: alert.id, note: note.trim(), key: key.current }
    // Words of an earlier refusal make way.
    forgetAnswer(alert.id)
    if (!navigator.onLine) {
      keepAnswer(answer)
      return
    }
    setOwn('sending')
    try {
      await postAnswer(api, answer)
      setOwn('done')
      onAnswered()
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError(0, undefined)
      // The key is kept: an answer that did arrive is not recorded a second time.
      const isCut = known.problem === undefined && !navigator.onLine
      if (isCut) keepAnswer(answer)
      setOwn(isCut ? 'idle' : known)
    }
  }
  const onSent = useRef(onAnswered)
  onSent.current = onAnswered
  const before = useRef(kept)
  useEffect(() => {
    // It waited, and left: the frame has sent it.
    if (before.current?.state === 'sending' && kept === undefined) {
      setOwn('done')
      onSent.current()
    }
    before.current = kept
  }, [kept])
  return {
    note,
    sending,
    /** Another text is another answer; the old key belongs to the old one. */
    write: (text: string): void => {
      setNote(text)
      key.current = newId()
    },
    submit: (event: FormEvent): void => {
      event.preventDefault()
      if (sending !== 'sending' && sending !== 'waiting' && sending !== 'done') void send()
    },
  }
}

export function Acknowledge({
  alert,
  answers,
  onAnswered,
}: {
  readonly alert: Alert
  readonly answers: Polled<AlertAnswers>
  readonly onAnswered: () => void
}) {
  const { texts } = useSpeech()
  const { me } = useSession()
  const own = useAnswer(alert, onAnswered)
  const { sending } = own
  const answer = useRef<HTMLParagraphElement>(null)
  // The button is gone then, and with it the focus.
  useEffect(() => {
    if (sending === 'done') answer.current?.focus()
  }, [sending])
  const isOffered = alert.state === 'firing' || (me.role === 'un_liaison' && alert.state === 'acknowledged')
  return (
    <>
      <p
        ref={answer}
        tabIndex={-1}
        role="status"
        className={sending === 'done' ? 'notice notice-good' : 'visually-hidden'}
      >
        {sending === 'done' ? texts.alert.acknowledged : ''}
      </p>
      <div role="status">{sending === 'waiting' && <p className="notice">{texts.alert.pending}</p>}</div>
      {isOffered && sending !== 'done' && (
        <>
          <Asked answers={answers.data} />
          <AnswerForm own={own} />
        </>
      )}
      {sending instanceof ApiError && <NotSent error={sending} />}
    </>
  )
}

function AnswerForm({ own }: { readonly own: ReturnType<typeof useAnswer> }) {
  const { texts } = useSpeech()
  const { me } = useSession()
  const { note, sending, write, submit } = own
  // A liaison's answer does not stop the clock of those who must act, and is not called the same.
  const verb = me.role === 'un_liaison' ? texts.alert.confirm : texts.alert.acknowledge
  return (
    <form className="acknowledge" onSubmit={submit}>
      <Field name="note" label={texts.alert.note} error={undefined}>
        {(field) => (
          <input
            {...field}
            type="text"
            maxLength={2_000}
            autoComplete="off"
            value={note}
            onChange={(event) => write(event.target.value)}
          />
        )}
      </Field>
      <button
        type="submit"
        className="primary"
        aria-disabled={sending === 'sending' || sending === 'waiting'}
      >
        {sending === 'sending' ? texts.alert.sending : verb}
      </button>
    </form>
  )
}

function NotSent({ error }: { readonly error: ApiError }) {
  const { texts } = useSpeech()
  if (error.problem !== undefined) return <Failure error={error} />
  return (
    <p className="notice notice-bad" role="alert">
      {texts.alert.unknownOutcome}
    </p>
  )
}

/** By when the reader's own offices are asked; an office that has answered is asked no more. */
function Asked({ answers }: { readonly answers: AlertAnswers | undefined }) {
  const words = useTexts(alertTexts)
  const { labels, me } = useSession()
  const answered = new Set(
    answers?.items.filter((one) => one.withdrawn_at === null).map((one) => one.audience),
  )
  const asked = (answers?.asked ?? []).filter(({ recipient }) => !answered.has(recipient))
  return asked.map((one) => (
    <p key={one.recipient} className="asked">
      {one.recipient === me.office
        ? words.yourAnswer
        : words.answerOf(labels.of('addressees', one.recipient))}{' '}
      <Moment at={one.acknowledge_by} withAge={false} /> · <Countdown until={one.acknowledge_by} />
    </p>
  ))
}

export function Acknowledgements({ polled }: { readonly polled: Polled<AlertAnswers> }) {
  const { texts } = useSpeech()
  const { labels } = useSession()
  return (
    <section aria-labelledby="acknowledgements">
      <h2 id="acknowledgements">{texts.alert.acknowledgements}</h2>
      <Live polled={polled}>
        {({ items }) => (
          <>
            {items.length === 0 && <p className="soft">{texts.alert.noAcknowledgements}</p>}
            <ul className="events">
              {items.map((one) => (
                <li key={one.id}>
                  <strong>
                    {one.audience === null ? texts.alert.byPerson : labels.of('addressees', one.audience)}
                  </strong>
                  {one.is_first && <span className="soft"> · {texts.alert.firstAnswer}</span>}
                  <span className="soft small block">
                    <Moment at={one.at} />
                  </span>
                  {one.note !== null && <span className="block">{one.note}</span>}
                </li>
              ))}
            </ul>
          </>
        )}
      </Live>
    </section>
  )
}
