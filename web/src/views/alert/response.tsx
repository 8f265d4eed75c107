// What was done about an alert: its measures, what people said of it, and what came of it.
import { type FormEvent, useState } from 'react'
import type { AlertComment, Page, ResponseAction } from '../../api-types.ts'
import { useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Live, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { ActOutcome } from './act-outcome.tsx'
import { alertTexts } from './texts.ts'

export function MeasuresPart({ path }: { readonly path: string }) {
  const words = useTexts(alertTexts)
  const { language } = useSpeech()
  const { api, labels } = useSession()
  const polled = usePolled<Page<ResponseAction>>(api, `${path}/actions`)
  return (
    <section aria-labelledby="measures">
      <h2 id="measures">{words.measures}</h2>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{words.noMeasures}</p>
          ) : (
            <Table
              caption={words.measures}
              heads={[words.measure, words.to, words.due, words.state]}
              rows={items.map((one) => ({
                key: one.id,
                cells: [
                  one.text[language],
                  labels.of('addressees', one.addressee),
                  one.due_at === null ? '–' : <Moment key="due" at={one.due_at} />,
                  <span key="state" className={one.overdue ? 'strong' : undefined}>
                    {wordFor(words.states, one.state)}
                    {one.overdue && ` · ${words.overdue}`}
                  </span>,
                ],
              }))}
            />
          )
        }
      </Live>
      <p className="no-print">
        <Link href="/response">{words.toResponse}</Link>
      </p>
    </section>
  )
}

export function CommentsPart({ path }: { readonly path: string }) {
  const words = useTexts(alertTexts)
  const { api, can, labels } = useSession()
  const polled = usePolled<Page<AlertComment>>(api, `${path}/comments`)
  return (
    <section aria-labelledby="comments">
      <h2 id="comments">{words.comments}</h2>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{words.noComments}</p>
          ) : (
            <ol className="events">
              {items.map((one) => (
                <li key={one.id} lang={one.language}>
                  {one.office !== null && (
                    <>
                      <strong>{labels.recipient(one.office)}</strong> ·{' '}
                    </>
                  )}
                  <Moment at={one.at} />
                  <span className="block">{one.text}</span>
                </li>
              ))}
            </ol>
          )
        }
      </Live>
      {can('alerts:act') && <CommentForm path={path} onDone={polled.refresh} />}
    </section>
  )
}

function CommentForm({ path, onDone }: { readonly path: string; readonly onDone: () => void }) {
  const words = useTexts(alertTexts)
  const { language } = useSpeech()
  const [text, setText] = useState('')
  const act = useAct(() => {
    setText('')
    onDone()
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (text.trim() === '') return
    act.post(`${path}/comments`, { text: text.trim(), language })
  }
  return (
    <form onSubmit={submit}>
      <Field name="comment" label={words.comment} hint={words.commentHint} error={undefined}>
        {(field) => (
          <textarea
            {...field}
            rows={2}
            maxLength={2_000}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <button type="submit" aria-disabled={act.sending === 'sending'}>
        {act.sending === 'sending' ? words.sending : words.addComment}
      </button>
      <ActOutcome state={act.sending} done={words.commented} />
    </form>
  )
}
