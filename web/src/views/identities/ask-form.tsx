// Asking to read the identities behind a signal: what came with it is shown first, and why they are needed is forced.
import { type FormEvent, useState } from 'react'
import type { IdentityAccess, KnownIdentity, Page } from '../../api-types.ts'
import { faultAt, NotDone, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Failure } from '../../design/parts.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { identitiesTexts } from './texts.ts'

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/iu

interface Props {
  readonly signal: string
  readonly onDone: (access: IdentityAccess) => void
}

export function AskForm({ signal, onDone }: Props) {
  const texts = useTexts(identitiesTexts)
  const [id, setId] = useState(signal)
  const [isEmergency, setEmergency] = useState(false)
  const act = useAct<IdentityAccess>(onDone)
  const trimmed = id.trim()
  const isId = uuid.test(trimmed)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    if (!isId) return
    const data = new FormData(event.currentTarget)
    act.post(`/v1/signals/${trimmed}/identity-access`, {
      purpose: textOf(data, 'identity-purpose'),
      explanation: textOf(data, 'identity-explanation'),
      emergency: isEmergency,
    })
  }
  return (
    <form onSubmit={submit}>
      <Field
        name="identity-signal"
        label={texts.askSignal}
        hint={texts.askSignalHint}
        error={trimmed !== '' && !isId ? texts.notId : undefined}
      >
        {(field) => (
          <input
            {...field}
            required
            autoComplete="off"
            value={id}
            onChange={({ target }) => setId(target.value)}
          />
        )}
      </Field>
      {isId && <WhatCame signal={trimmed} />}
      <Reasons sending={act.sending} />
      <EmergencyBox isEmergency={isEmergency} onChange={setEmergency} />
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {isEmergency ? texts.askOpen : texts.askSend}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}

function Reasons({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(identitiesTexts)
  return (
    <>
      <Field name="identity-purpose" label={texts.purpose} error={faultAt(sending, '/purpose')}>
        {(field) => (
          <select {...field} required>
            {Object.entries(texts.purposes).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        name="identity-explanation"
        label={texts.explanation}
        hint={texts.explanationHint}
        error={faultAt(sending, '/explanation')}
      >
        {(field) => (
          <textarea {...field} rows={2} required autoComplete="off" minLength={10} maxLength={1_000} />
        )}
      </Field>
    </>
  )
}

function EmergencyBox({
  isEmergency,
  onChange,
}: {
  readonly isEmergency: boolean
  readonly onChange: (isEmergency: boolean) => void
}) {
  const texts = useTexts(identitiesTexts)
  return (
    <div className="field">
      <label className="check">
        <input
          type="checkbox"
          checked={isEmergency}
          aria-describedby="identity-emergency-hint"
          onChange={({ target }) => onChange(target.checked)}
        />
        {texts.emergency}
      </label>
      <p className="field-hint" id="identity-emergency-hint">
        {texts.emergencyHint}
      </p>
    </div>
  )
}

/** How many identities came with the signal; never whose. */
function WhatCame({ signal }: { readonly signal: string }) {
  const texts = useTexts(identitiesTexts)
  const { api } = useSession()
  const { data, error, refresh } = usePolled<Page<KnownIdentity>>(
    api,
    `/v1/signals/${signal}/identities`,
    60_000,
  )
  if (data === undefined && error?.status === 404)
    return <p className="notice">{texts.refusals['SIGNAL_UNKNOWN']}</p>
  if (data === undefined) return error === undefined ? null : <Failure error={error} onRetry={refresh} />
  const gone = data.items.filter((one) => one.shredded !== null).length
  return (
    <p className="notice" role="status">
      {texts.known(data.items.length)} {gone > 0 && texts.knownShredded(gone)}{' '}
      {data.items.some((one) => one.held) && texts.knownHeld}
    </p>
  )
}
