// The person who is called when nobody else is on duty: named, changed, or taken out.
import { type FormEvent, useState } from 'react'
import { faultAt, NotDone, Reveal, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { dutyTexts } from './texts.ts'

interface Props {
  readonly rota: string
  readonly fallback: string | null
  readonly onDone: () => void
}

export function Fallback({ rota, fallback, onDone }: Props) {
  const texts = useTexts(dutyTexts)
  const { can } = useSession()
  const [isOpen, setOpen] = useState(false)
  const act = useAct(() => {
    setOpen(false)
    onDone()
  })
  const path = `/v1/rotas/${encodeURIComponent(rota)}`
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    act.change('PATCH', path, { fallback: fallbackFrom(new FormData(event.currentTarget), rota) }, '')
  }
  return (
    <>
      <p className="soft">{fallback === null ? texts.noFallback : texts.fallbackIs(fallback)}</p>
      {can('delivery:manage') && (
        <Reveal
          label={fallback === null ? texts.nameFallback : texts.changeFallback}
          isOpen={isOpen}
          onToggle={setOpen}
        >
          <form onSubmit={submit}>
            <FallbackFields id={rota} sending={act.sending} isNeeded />
            <div className="form-acts">
              <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
                {texts.save}
              </button>
              {fallback !== null && (
                <button type="button" onClick={() => act.change('PATCH', path, { fallback: null }, '')}>
                  {texts.removeFallback}
                </button>
              )}
            </div>
          </form>
        </Reveal>
      )}
      <NotDone sending={act.sending} />
    </>
  )
}

/** null: nobody was named. */
export function fallbackFrom(data: FormData, id: string): { person: string; name: string } | null {
  const person = textOf(data, `fallback-person-${id}`)
  return person === '' ? null : { person, name: textOf(data, `fallback-name-${id}`) || person }
}

export function FallbackFields({
  id,
  sending,
  isNeeded,
}: {
  readonly id: string
  readonly sending: Sending
  readonly isNeeded: boolean
}) {
  const texts = useTexts(dutyTexts)
  return (
    <div className="form-row">
      {(['person', 'name'] as const).map((part) => (
        <Field
          key={part}
          name={`fallback-${part}-${id}`}
          label={part === 'person' ? texts.fallbackPerson : texts.fallbackName}
          error={faultAt(sending, `/fallback/${part}`)}
        >
          {(field) => (
            <input
              {...field}
              required={isNeeded}
              maxLength={part === 'person' ? 64 : 200}
              autoComplete="off"
            />
          )}
        </Field>
      ))}
    </div>
  )
}
