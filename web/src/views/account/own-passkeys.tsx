// The own passkeys: listed, one of this device added, one taken away.
import { type FormEvent, useState } from 'react'
import { Refused, useAttempt } from '../../access/attempt.tsx'
import { type KeyOptions, makePasskey } from '../../access/passkey.ts'
import type { Answers } from '../../api-schema.ts'
import { Field } from '../../design/field.tsx'
import { Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { UsedDay } from '../../design/used-day.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { accountTexts } from './texts.ts'

interface Props {
  readonly passkeys: Answers['GET /v1/auth/credentials']['passkeys']
  readonly onDone: () => void
}

export function OwnPasskeys({ passkeys, onDone }: Props) {
  const texts = useTexts(accountTexts)
  const { api } = useSession()
  const attempt = useAttempt()
  const [done, setDone] = useState('')
  async function act(work: () => Promise<unknown>, said: string): Promise<void> {
    setDone('')
    const isDone = await attempt.run(async () => void (await work()))
    if (!isDone) return
    setDone(said)
    onDone()
  }
  function add(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const form = event.currentTarget
    const typed = new FormData(form).get('passkey-label')
    const label = typeof typed === 'string' && typed.trim() !== '' ? typed.trim() : texts.labelDefault
    void act(async () => {
      const options = await api.post<KeyOptions>('/v1/auth/passkeys:options', {})
      await api.post('/v1/auth/passkeys', { response: await makePasskey(options), label })
      form.reset()
    }, texts.added)
  }
  const remove = (id: string): void =>
    void act(() => api.post(`/v1/auth/passkeys/${encodeURIComponent(id)}:remove`, {}), texts.removed)
  return (
    <section className="access-way" aria-labelledby="own-passkeys">
      <h2 id="own-passkeys">{texts.passkeys}</h2>
      <p className="soft">{texts.passkeysLine}</p>
      {passkeys.length === 0 && <p>{texts.noPasskeys}</p>}
      {passkeys.length > 0 && <Passkeys passkeys={passkeys} isBusy={attempt.isBusy} onRemove={remove} />}
      <form onSubmit={add} noValidate className="narrow">
        <Field name="passkey-label" label={texts.label} error={undefined}>
          {(field) => <input {...field} maxLength={60} autoComplete="off" placeholder={texts.labelDefault} />}
        </Field>
        <button type="submit" className="primary" aria-disabled={attempt.isBusy}>
          {texts.add}
        </button>
      </form>
      <p role="status">{done}</p>
      <Refused fault={attempt.fault} />
    </section>
  )
}

interface ListProps extends Pick<Props, 'passkeys'> {
  readonly isBusy: boolean
  readonly onRemove: (id: string) => void
}

function Passkeys({ passkeys, isBusy, onRemove }: ListProps) {
  const texts = useTexts(accountTexts)
  return (
    <Table
      caption={texts.passkeys}
      heads={[texts.key, texts.made, texts.used, '']}
      rows={passkeys.map((one) => ({
        key: one.id,
        cells: [
          <span key="label">
            {one.label}
            {one.is_synced && <span className="soft small block">{texts.synced}</span>}
          </span>,
          <Moment key="made" at={one.created_at} withAge={false} />,
          <UsedDay key="used" day={one.last_used_day} never={texts.never} />,
          <button
            key="remove"
            type="button"
            aria-label={`${texts.remove}: ${one.label}`}
            aria-disabled={isBusy}
            onClick={() => onRemove(one.id)}
          >
            {texts.remove}
          </button>,
        ],
      }))}
    />
  )
}
