// Texts that leave only after a person has approved them: exactly what would go, to whom, who is left out, what changed since.
import { useEffect, useRef, useState } from 'react'
import type { Draft, Page } from '../../api-types.ts'
import { useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Fact, Live, MarkingLabel, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { ActOutcome } from './act-outcome.tsx'
import { alertTexts } from './texts.ts'

export function DraftsPart({ path }: { readonly path: string }) {
  const words = useTexts(alertTexts)
  const { api, can } = useSession()
  const polled = usePolled<Page<Draft>>(api, can('delivery:manage') ? `${path}/drafts` : undefined)
  if (!can('delivery:manage') || polled.data?.items.length === 0) return null
  return (
    <section aria-labelledby="drafts" className="no-print">
      <h2 id="drafts">{words.drafts}</h2>
      <Live polled={polled}>
        {({ items }) =>
          items.map((one) => (
            <OneDraft
              key={`${one.audience} ${placeOf(one, items)}`}
              draft={one}
              path={path}
              onDone={polled.refresh}
            />
          ))
        }
      </Live>
    </section>
  )
}

/** Which draft of its audience it is, the first one first: the same before and after its decision. */
function placeOf(draft: Draft, all: readonly Draft[]): number {
  const decided = all.filter((one) => one.audience === draft.audience && one.state !== 'open')
  return draft.state === 'open' ? decided.length : decided.indexOf(draft)
}

interface Props {
  readonly draft: Draft
  readonly path: string
  readonly onDone: () => void
}

function OneDraft({ draft, path, onDone }: Props) {
  const words = useTexts(alertTexts)
  const { labels, format } = useSession()
  const [hasDecided, setDecided] = useState(false)
  const answer = useRef<HTMLParagraphElement>(null)
  const isOpen = draft.state === 'open'
  // The buttons are gone then, and with them the focus.
  useEffect(() => {
    if (hasDecided && !isOpen) answer.current?.focus()
  }, [hasDecided, isOpen])
  const excluded = draft.exclusions.map((one) => labels.of('addressees', one.audience))
  return (
    <article className="draft">
      <h3>
        {words.draftFor(labels.of('addressees', draft.audience))} <MarkingLabel marking={draft.marking} />
      </h3>
      <dl className="facts">
        <Fact term={words.recipients}>
          {format.list([...new Set(draft.texts.map((one) => labels.recipient(one.recipient)))])}
        </Fact>
        {excluded.length > 0 && <Fact term={words.exclusions}>{format.list(excluded)}</Fact>}
        <Fact term={words.due}>
          <Moment at={draft.due_at} />
        </Fact>
      </dl>
      <Differences draft={draft} />
      {draft.texts.map((one) => (
        <DraftText key={`${one.recipient} ${one.channel}`} text={one} />
      ))}
      {isOpen ? (
        <Decide
          draft={draft}
          path={path}
          onDone={() => {
            setDecided(true)
            onDone()
          }}
        />
      ) : (
        <p ref={answer} tabIndex={-1} role="status" className="soft">
          {wordFor(words.decided, draft.state)}
          {draft.decided_at !== null && (
            <>
              {' '}
              · <Moment at={draft.decided_at} />
            </>
          )}
        </p>
      )}
    </article>
  )
}

function Differences({ draft: { differences } }: Pick<Props, 'draft'>) {
  const words = useTexts(alertTexts)
  const { texts } = useSpeech()
  const { level, certainty } = texts.codes
  const inWords = (what: string, value: string): string => {
    if (what === 'level') return wordFor(level, value)
    return what === 'certainty' ? wordFor(certainty, value.toLowerCase()) : value
  }
  if (differences.length === 0) return null
  return (
    <>
      <p className="strong">{words.differences}</p>
      <ul>
        {differences.map((one) => (
          <li key={one.what}>
            {wordFor(words.differenceOf, one.what)}: <del>{inWords(one.what, one.before)}</del>{' '}
            <ins>{inWords(one.what, one.now)}</ins>
          </li>
        ))}
      </ul>
    </>
  )
}

function DraftText({ text: { channel, recipient, message } }: { readonly text: Draft['texts'][number] }) {
  const { texts, language } = useSpeech()
  const { labels } = useSession()
  const body =
    message.type === 'email' || message.type === 'adapter'
      ? message.text
      : message.type === 'webhook'
        ? message.body
        : message.type === 'inbox'
          ? [message.title[language], ...message.lines[language]].join('\n')
          : message.identifier
  return (
    <details>
      <summary>
        {wordFor(texts.codes.channel, channel)} · {labels.recipient(recipient)}
      </summary>
      {message.type === 'email' && <p className="strong">{message.subject}</p>}
      <pre className="draft-text" lang={'language' in message ? message.language : undefined}>
        {body}
      </pre>
    </details>
  )
}

function Decide({ draft, path, onDone }: Props) {
  const words = useTexts(alertTexts)
  const base = `${path}/drafts/${encodeURIComponent(draft.audience)}`
  const approve = useAct(onDone)
  const withhold = useAct(onDone)
  const [reason, setReason] = useState('')
  return (
    <>
      <p className="soft">
        {draft.waits_for_second ? words.waitsSecond : words.needs(draft.approvals_needed)}
      </p>
      <div className="row-actions">
        <button
          type="button"
          className="primary"
          disabled={draft.refused !== null}
          aria-describedby={draft.refused === null ? undefined : `refused-${draft.audience}`}
          aria-disabled={approve.sending === 'sending'}
          onClick={() => approve.post(`${base}:approve`, { seen: draft.seen })}
        >
          {approve.sending === 'sending' ? words.sending : words.approve}
        </button>
      </div>
      {draft.refused !== null && (
        <p id={`refused-${draft.audience}`} className="notice">
          {words.refused[draft.refused]}
        </p>
      )}
      <ActOutcome state={approve.sending} done={words.approved} />
      <form
        className="acknowledge"
        onSubmit={(event) => {
          event.preventDefault()
          if (reason.trim().length >= 3) withhold.post(`${base}:withhold`, { reason: reason.trim() })
        }}
      >
        <Field name={`withhold-${draft.audience}`} label={words.withholdReason} error={undefined}>
          {(field) => (
            <input
              {...field}
              type="text"
              required
              minLength={3}
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <button type="submit">{words.withhold}</button>
      </form>
      <ActOutcome state={withhold.sending} done={wordFor(words.decided, 'withheld')} />
    </>
  )
}
