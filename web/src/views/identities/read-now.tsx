// Reading while it is open: on record first, shown on this page only, and gone from it by itself.
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { IdentityAccess, OpenedIdentities } from '../../api-types.ts'
import { NotDone, useAct } from '../../design/act.tsx'
import { Fact } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { saveFile } from '../../save-file.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'
import { useTakenAway, type WhyAway } from './use-taken-away.ts'

export function ReadNow({
  access,
  onDone,
}: {
  readonly access: IdentityAccess
  readonly onDone: () => void
}) {
  const texts = useTexts(identitiesTexts)
  const [opened, setOpened] = useState<OpenedIdentities>()
  const [away, setAway] = useState<WhyAway>()
  const isHere = useRef(false)
  const button = useRef<HTMLButtonElement>(null)
  const act = useAct<OpenedIdentities>((answer) => {
    // What comes after its page was left is for nobody.
    if (!isHere.current || document.hidden) setAway('left')
    else setOpened(answer)
    onDone()
  })
  // A page that is kept for its writer when a session ends is hidden, not taken down; what was opened does not stay in it.
  useLayoutEffect(() => {
    isHere.current = true
    return () => {
      isHere.current = false
      setOpened(undefined)
    }
  }, [])
  useEffect(() => {
    if (away === 'hidden') button.current?.focus()
  }, [away])
  function takeAway(why: WhyAway): void {
    setOpened(undefined)
    setAway(why)
  }
  if (opened !== undefined) return <Opened answer={opened} onAway={takeAway} />
  return (
    <>
      <div role="status">{away !== undefined && <p className="soft small">{texts.away[away]}</p>}</div>
      <div className="acts identities-read">
        <button
          ref={button}
          type="button"
          className="primary"
          aria-disabled={act.sending === 'sending'}
          onClick={() => act.post(`/v1/identity-access/${encodeURIComponent(access.id)}/reads`, {})}
        >
          {texts.read}
        </button>
        <span className="soft small">{texts.readHint}</span>
      </div>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </>
  )
}

function Opened({
  answer,
  onAway,
}: {
  readonly answer: OpenedIdentities
  readonly onAway: (why: WhyAway) => void
}) {
  const texts = useTexts(identitiesTexts)
  const part = useRef<HTMLElement>(null)
  useTakenAway(answer.seconds_left, onAway)
  useEffect(() => part.current?.focus(), [])
  const sealed = answer.items.filter((one) => one.sealed !== undefined)
  return (
    <section ref={part} tabIndex={-1} className="notice identities-opened" aria-label={texts.opened}>
      {answer.items.map((one) => (
        <One key={one.id} identity={one} />
      ))}
      <p className="soft small">{texts.openedLine}</p>
      <div className="form-acts">
        {sealed.length > 0 && (
          <button
            type="button"
            onClick={() =>
              saveFile('identities-sealed.json', 'application/json', JSON.stringify({ items: sealed }))
            }
          >
            {texts.sealedSave}
          </button>
        )}
        <button type="button" onClick={() => onAway('hidden')}>
          {texts.hide}
        </button>
      </div>
    </section>
  )
}

function One({ identity }: { readonly identity: OpenedIdentities['items'][number] }) {
  const texts = useTexts(identitiesTexts)
  if (identity.shredded !== undefined) return <p>{texts.shreddedLine}</p>
  if (identity.sealed !== undefined) return <p>{texts.sealedLine}</p>
  const fields = Object.entries(identity.fields ?? {})
  if (fields.length === 0) return <p>{texts.noFields}</p>
  return (
    // No translator of the browser sends it away.
    <dl className="facts" translate="no">
      {fields.map(([name, value]) => (
        <Fact key={name} term={wordFor(texts.fields, name)}>
          {value}
        </Fact>
      ))}
    </dl>
  )
}
