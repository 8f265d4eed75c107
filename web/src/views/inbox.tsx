// The messages to the reader's office, and marking them as seen.
import '../design/act.css'
import './inbox.css'
import { useEffect, useRef, useState } from 'react'
import type { InboxMessage, Page } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Empty, Live, Moment, NewRows } from '../design/parts.tsx'
import { wordFor } from '../labels.ts'
import { useHeldRows, useNow, usePolled } from '../live.ts'
import { goTo, Link, useAddress } from '../route.tsx'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'
import { MessageLines } from './inbox-lines.tsx'

export function InboxView() {
  const { texts } = useSpeech()
  const { api } = useSession()
  const { query } = useAddress()
  const isUnseenOnly = query.get('unseen') === 'true'
  const polled = usePolled<Page<InboxMessage>>(api, `/v1/inbox?limit=200&unseen=${isUnseenOnly}`)
  const { shown, waiting, letIn } = useHeldRows(polled.data?.items, String(isUnseenOnly))
  return (
    <>
      <h1>{texts.inbox.title}</h1>
      <form className="filters">
        <label className="check">
          <input
            type="checkbox"
            checked={isUnseenOnly}
            onChange={(event) => goTo(event.target.checked ? '/inbox?unseen=true' : '/inbox', 'replace')}
          />
          {texts.inbox.unseenOnly}
        </label>
      </form>
      <Live polled={polled}>
        {() => (
          <>
            <NewRows count={waiting} onShow={letIn} />
            {shown?.length === 0 && <Empty title={texts.inbox.none}>{texts.inbox.noneLine}</Empty>}
            <ul className="rows messages">
              {shown?.map((message) => (
                <Message key={message.id} message={message} onSeen={polled.refresh} />
              ))}
            </ul>
          </>
        )}
      </Live>
    </>
  )
}

function Message({ message, onSeen }: { readonly message: InboxMessage; readonly onSeen: () => void }) {
  const { texts, language } = useSpeech()
  return (
    <li className={message.seen_at === null ? 'row row-unseen' : 'row'}>
      <article aria-labelledby={`message-${message.id}`}>
        <p className="row-top">
          <LevelMark level={message.level} />
          {message.seen_at === null && <span className="strong">{texts.inbox.unseen}</span>}
          <span className="soft small">
            <Moment at={message.delivered_at} />
          </span>
        </p>
        <h2 className="row-title" id={`message-${message.id}`}>
          {message.title[language]}
        </h2>
        <MessageLines lines={message.lines[language]} />
        <p className="small">
          <span className="soft">{texts.inbox.now}:</span>{' '}
          {wordFor(texts.codes.alertState, message.alert_state)}
        </p>
        <div className="message-acts">
          <Link
            className="button-link"
            href={`/alerts/${message.alert_id}`}
            aria-describedby={`message-${message.id}`}
          >
            {texts.inbox.open}
          </Link>
          <Seen message={message} onSeen={onSeen} />
        </div>
      </article>
    </li>
  )
}

function Seen({ message, onSeen }: { readonly message: InboxMessage; readonly onSeen: () => void }) {
  const { texts } = useSpeech()
  const { api, format } = useSession()
  const now = useNow()
  const [state, setState] = useState<'idle' | 'sending' | 'done' | 'failed'>('idle')
  const answer = useRef<HTMLSpanElement>(null)
  const isSeen = message.seen_at !== null
  // The button is gone then, and with it the focus.
  useEffect(() => {
    if (isSeen && state === 'done') answer.current?.focus()
  }, [isSeen, state])
  async function mark(): Promise<void> {
    setState('sending')
    try {
      await api.post(`/v1/inbox/${encodeURIComponent(message.id)}/seen`, {})
      setState('done')
      onSeen()
    } catch {
      setState('failed')
    }
  }
  if (message.seen_at !== null) {
    return (
      <span ref={answer} tabIndex={-1} className="soft small">
        {texts.inbox.seen(format.relative(message.seen_at, now))}
      </span>
    )
  }
  return (
    <>
      <button
        type="button"
        className="quiet"
        aria-describedby={`message-${message.id}`}
        aria-disabled={state === 'sending'}
        onClick={() => {
          if (state !== 'sending') void mark()
        }}
      >
        {texts.inbox.markSeen}
      </button>
      {state === 'failed' && <span role="alert">{texts.inbox.markFailed}</span>}
    </>
  )
}
