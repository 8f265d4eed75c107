// Who asked to read identities: what waits for another person, what is open now, and what was.
import { useState } from 'react'
import type { IdentityAccess, Page } from '../../api-types.ts'
import { NotDone, Reveal, useAct } from '../../design/act.tsx'
import { Empty, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useNow, usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { AskForm } from './ask-form.tsx'
import { ReadNow } from './read-now.tsx'
import { identitiesTexts } from './texts.ts'
import { HoldLink, Reviewed, SignalLink, Who } from './who.tsx'

export function Requests({ signal }: { readonly signal: string }) {
  const texts = useTexts(identitiesTexts)
  const { api, can } = useSession()
  const [isOpen, setOpen] = useState(signal !== '')
  const [told, setTold] = useState('')
  const [asked, setAsked] = useState(0)
  const path = can('identity:review') ? '/v1/identity-access?limit=200' : undefined
  const polled = usePolled<Page<IdentityAccess>>(api, path)
  return (
    <>
      {can('identity:open') && (
        <Reveal isMain label={texts.ask} isOpen={isOpen} onToggle={setOpen}>
          <AskForm
            // What was written for one request is not there for the next.
            key={asked}
            signal={signal}
            onDone={({ emergency }) => {
              setOpen(false)
              setAsked(asked + 1)
              setTold(emergency ? texts.askedOpen : texts.asked)
              polled.refresh()
            }}
          />
        </Reveal>
      )}
      <div role="status">{told !== '' && <p className="notice notice-good">{told}</p>}</div>
      <Reviewed polled={polled}>
        {({ items }) => (
          <>
            {items.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            <Group title={texts.waiting} items={items} states={['waiting']} onDone={polled.refresh} />
            <Group title={texts.open} items={items} states={['open']} onDone={polled.refresh} />
            <Group
              title={texts.past}
              items={items}
              states={['ended', 'refused', 'lapsed']}
              onDone={polled.refresh}
            />
          </>
        )}
      </Reviewed>
    </>
  )
}

function Group({
  title,
  items,
  states,
  onDone,
}: {
  readonly title: string
  readonly items: readonly IdentityAccess[]
  readonly states: readonly IdentityAccess['state'][]
  readonly onDone: () => void
}) {
  const own = items.filter((one) => states.includes(one.state))
  if (own.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="group-title">{title}</h2>
      <ul className="rows messages">
        {own.map((one) => (
          <AccessRow key={one.id} access={one} onDone={onDone} />
        ))}
      </ul>
    </section>
  )
}

function AccessRow({ access, onDone }: { readonly access: IdentityAccess; readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  // The title of its group says it of the others.
  const isPast = access.state !== 'waiting' && access.state !== 'open'
  return (
    <li className="row">
      <p className="row-top">
        <strong>{wordFor(texts.purposes, access.purpose)}</strong>
        {isPast && <span>{wordFor(texts.states, access.state)}</span>}
        {access.emergency && <span className="late">{texts.emergencyTag}</span>}
      </p>
      <p>{access.explanation}</p>
      <p className="soft small">
        <SignalLink id={access.signal} /> · {texts.askedBy}: <Who person={access.person} />,{' '}
        <Moment at={access.asked_at} /> <HoldLink signal={access.signal} />
      </p>
      {access.state === 'open' && access.ends_at !== null && <OpenUntil at={access.ends_at} />}
      {(access.approver !== null || access.ends_at !== null) && (
        <p className="soft small">
          {access.approver !== null && (
            <>
              {texts.approvedBy}: <Who person={access.approver} /> ·{' '}
            </>
          )}
          <WasOpen access={access} />
          {texts.reads(access.reads)}
        </p>
      )}
      <Acts access={access} onDone={onDone} />
    </li>
  )
}

/** What whoever looks at it may do: decide on what another asked for, read what they asked for themselves. */
function Acts({ access, onDone }: { readonly access: IdentityAccess; readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  const { can, me } = useSession()
  const isOwn = access.person === me.person
  if (access.state === 'waiting') {
    if (isOwn) return <p className="soft small">{texts.own}</p>
    return can('identity:approve') ? <Decide access={access} onDone={onDone} /> : null
  }
  const mayRead = access.state === 'open' && isOwn && can('identity:open')
  return mayRead ? <ReadNow access={access} onDone={onDone} /> : null
}

/** On a line of its own: for whoever reads, it is the fact that runs out. */
function OpenUntil({ at }: { readonly at: string }) {
  const texts = useTexts(identitiesTexts)
  const left = Date.parse(at) - useNow()
  return (
    <p>
      {left > 0 && (
        <>
          <strong>{texts.left(Math.floor(left / 60_000))}</strong> ·{' '}
        </>
      )}
      {texts.until} <Moment at={at} withAge={false} />
    </p>
  )
}

function WasOpen({ access }: { readonly access: IdentityAccess }) {
  const texts = useTexts(identitiesTexts)
  const { opened_at: from, ends_at: to, state } = access
  if (from === null || to === null || state === 'open') return null
  return (
    <>
      {texts.wasOpen} <Moment at={from} withAge={false} /> – <Moment at={to} withAge={false} /> ·{' '}
    </>
  )
}

function Decide({ access, onDone }: { readonly access: IdentityAccess; readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  const act = useAct(onDone)
  const [note, setNote] = useState('')
  function decide(decision: 'approve' | 'reject'): void {
    const said = note.trim()
    act.post(`/v1/identity-access/${encodeURIComponent(access.id)}/decisions`, {
      decision,
      ...(said === '' ? {} : { note: said }),
    })
  }
  return (
    <>
      <div className="field identities-note">
        <label htmlFor={`note-${access.id}`}>{texts.note}</label>
        <input
          id={`note-${access.id}`}
          autoComplete="off"
          maxLength={500}
          value={note}
          onChange={({ target }) => setNote(target.value)}
        />
      </div>
      <div className="acts">
        <button
          type="button"
          className="primary"
          aria-disabled={act.sending === 'sending'}
          onClick={() => decide('approve')}
        >
          {texts.approve}
        </button>
        <button type="button" aria-disabled={act.sending === 'sending'} onClick={() => decide('reject')}>
          {texts.reject}
        </button>
      </div>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </>
  )
}
