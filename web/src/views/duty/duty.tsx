// Who must act now, per office; gaps of the next days; rotas with their shifts and absences.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { RotaEntries } from './rota-entries.tsx'
import { dutyTexts } from './texts.ts'

interface Duty {
  readonly rota: string
  readonly owner: string
  readonly role: string | null
  readonly territory: readonly string[]
  readonly on_duty: readonly { readonly person: string; readonly name: string; readonly because: string }[]
  readonly status: 'covered' | 'warning' | 'alarm'
  readonly gaps: readonly { readonly from: string; readonly to: string; readonly urgency: string }[]
}

const order = { alarm: 0, warning: 1, covered: 2 } as const

export function DutyView() {
  const texts = useTexts(dutyTexts)
  const { api, can } = useSession()
  const polled = usePolled<Page<Duty>>(api, '/v1/on-duty', 15_000)
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      {can('delivery:manage') && <NewRota onDone={polled.refresh} />}
      <Live polled={polled}>
        {({ items }) => (
          <>
            {items.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            {items
              .toSorted((a, b) => order[a.status] - order[b.status] || a.owner.localeCompare(b.owner))
              .map((one) => (
                <DutyPart key={one.rota} duty={one} onDone={polled.refresh} />
              ))}
          </>
        )}
      </Live>
    </>
  )
}

function DutyPart({ duty, onDone }: { readonly duty: Duty; readonly onDone: () => void }) {
  const texts = useTexts(dutyTexts)
  const { labels } = useSession()
  const [isOpen, setOpen] = useState(false)
  const name = labels.of('addressees', duty.owner)
  return (
    <section className="panel" aria-label={name}>
      <h2>
        {name} <span className="soft small">{duty.role ?? texts.everybody}</span>
      </h2>
      <p className={duty.status === 'alarm' ? 'late' : 'soft'}>{wordFor(texts.status, duty.status)}</p>
      {duty.on_duty.length === 0 ? (
        <p className="late">{texts.nobody}</p>
      ) : (
        <ul className="plain">
          {duty.on_duty.map((one) => (
            <li key={one.person}>
              <strong>{one.name}</strong>{' '}
              <span className="soft">· {wordFor(texts.because, one.because)}</span>
            </li>
          ))}
        </ul>
      )}
      {duty.gaps.length > 0 && (
        <>
          <h3>{texts.gaps}</h3>
          <ul className="plain">
            {duty.gaps.slice(0, 6).map((gap) => (
              <li key={gap.from} className={gap.urgency === 'alarm' ? 'late' : undefined}>
                <Moment at={gap.from} withAge={false} /> – <Moment at={gap.to} withAge={false} />
              </li>
            ))}
          </ul>
        </>
      )}
      <Reveal label={texts.details} isOpen={isOpen} onToggle={setOpen}>
        {isOpen && <RotaEntries rota={duty.rota} onDone={onDone} />}
      </Reveal>
    </section>
  )
}

function NewRota({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts(dutyTexts)
  const { labels, me } = useSession()
  const [isOpen, setOpen] = useState(false)
  const act = useAct(() => {
    setOpen(false)
    onDone()
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const role = textOf(data, 'rota-role')
    act.post('/v1/rotas', { owner: textOf(data, 'rota-owner'), role: role === '' ? null : role })
  }
  return (
    <Reveal isMain label={texts.addRota} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        <Field
          name="rota-owner"
          label={texts.owner}
          hint={texts.ownerHint}
          error={faultAt(act.sending, '/owner')}
        >
          {(field) => (
            <>
              <input
                {...field}
                required
                list="rota-owners"
                defaultValue={me.office ?? ''}
                autoComplete="off"
              />
              <datalist id="rota-owners">
                {labels.options('addressees').map(({ code, label }) => (
                  <option key={code} value={code}>
                    {label}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field
          name="rota-role"
          label={texts.role}
          hint={texts.roleHint}
          error={faultAt(act.sending, '/role')}
        >
          {(field) => <input {...field} autoComplete="off" />}
        </Field>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.create}
        </button>
        <NotDone sending={act.sending} refusals={texts.refusals} />
      </form>
    </Reveal>
  )
}
