// A rota for an office or a group that receives messages, chosen by its name.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { FallbackFields, fallbackFrom } from './fallback.tsx'
import { dutyTexts } from './texts.ts'

const newRota = 'new'

export function NewRota({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts(dutyTexts)
  const [isOpen, setOpen] = useState(false)
  const act = useAct(() => {
    setOpen(false)
    onDone()
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const role = textOf(data, 'rota-role')
    act.post('/v1/rotas', {
      owner: textOf(data, 'rota-owner'),
      role: role === '' ? null : role,
      fallback: fallbackFrom(data, newRota),
    })
  }
  return (
    <Reveal isMain label={texts.addRota} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        <p className="notice narrow">{texts.newRotaLine}</p>
        <div className="form-row">
          {isOpen && <OwnerField error={faultAt(act.sending, '/owner')} />}
          <Field
            name="rota-role"
            label={texts.role}
            hint={texts.roleHint}
            error={faultAt(act.sending, '/role')}
          >
            {(field) => <input {...field} autoComplete="off" />}
          </Field>
        </div>
        <FallbackFields id={newRota} sending={act.sending} isNeeded={false} />
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.create}
        </button>
        <NotDone sending={act.sending} refusals={texts.refusals} />
      </form>
    </Reveal>
  )
}

function OwnerField({ error }: { readonly error: string | undefined }) {
  const texts = useTexts(dutyTexts)
  const { language } = useSpeech()
  const { api, labels, me } = useSession()
  const polled = usePolled<Page<{ readonly id: string }>>(api, '/v1/recipients', 600_000)
  const owners = [...new Set(polled.data?.items.map(({ id }) => id))]
    .map((code) => ({ code, name: labels.recipient(code) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, language))
  const own = owners.find(({ code }) => code === me.office)?.code
  return (
    <Field name="rota-owner" label={texts.owner} error={error}>
      {(field) => (
        <select {...field} key={owners.length} required defaultValue={own ?? ''}>
          <option value="">{texts.choose}</option>
          {owners.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
