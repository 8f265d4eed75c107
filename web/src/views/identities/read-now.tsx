// Reading while it is open: on record first, shown on this page only, and gone from it when the time is over.
import { useEffect, useRef, useState } from 'react'
import type { IdentityAccess, OpenedIdentity } from '../../api-types.ts'
import { NotDone, useAct } from '../../design/act.tsx'
import { Fact } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { saveFile } from '../../save-file.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'

interface Answer {
  readonly items: readonly OpenedIdentity[]
}

export function ReadNow({ access, onDone }: { readonly access: IdentityAccess; readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  const [opened, setOpened] = useState<Answer>()
  const act = useAct<Answer>((answer) => {
    setOpened(answer)
    onDone()
  })
  if (opened !== undefined) {
    return <Opened answer={opened} endsAt={access.ends_at} onHide={() => setOpened(undefined)} />
  }
  return (
    <>
      <div className="acts">
        <button
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

interface OpenedProps {
  readonly answer: Answer
  readonly endsAt: string | null
  readonly onHide: () => void
}

function Opened({ answer, endsAt, onHide }: OpenedProps) {
  const texts = useTexts(identitiesTexts)
  const part = useRef<HTMLElement>(null)
  const hide = useRef(onHide)
  hide.current = onHide
  useEffect(() => part.current?.focus(), [])
  useEffect(() => {
    if (endsAt === null) return undefined
    const timer = setTimeout(() => hide.current(), Math.max(0, Date.parse(endsAt) - Date.now()))
    return () => clearTimeout(timer)
  }, [endsAt])
  const sealed = answer.items.filter((one) => one.sealed !== undefined)
  return (
    <section ref={part} tabIndex={-1} className="notice identities-opened" aria-label={texts.opened}>
      <p className="soft small">{texts.openedLine}</p>
      {answer.items.map((one) => (
        <One key={one.id} identity={one} />
      ))}
      <div className="form-acts">
        {sealed.length > 0 && (
          <button
            type="button"
            onClick={() => saveFile('identities-sealed.json', 'application/json', JSON.stringify({ items: sealed }))}
          >
            {texts.sealedSave}
          </button>
        )}
        <button type="button" onClick={onHide}>
          {texts.hide}
        </button>
      </div>
    </section>
  )
}

function One({ identity }: { readonly identity: OpenedIdentity }) {
  const texts = useTexts(identitiesTexts)
  if (identity.shredded !== undefined) return <p>{texts.shreddedLine}</p>
  if (identity.sealed !== undefined) return <p>{texts.sealedLine}</p>
  const fields = Object.entries(identity.fields ?? {})
  if (fields.length === 0) return <p>{texts.noFields}</p>
  return (
    <dl className="facts" translate="no">
      {fields.map(([name, value]) => (
        <Fact key={name} term={wordFor(texts.fields, name)}>
          {value}
        </Fact>
      ))}
    </dl>
  )
}
