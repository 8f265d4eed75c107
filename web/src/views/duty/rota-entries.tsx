// The shifts and absences of one rota, added and taken out.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Live, Moment } from '../../design/parts.tsx'
import { withOffset } from '../../format.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { dutyTexts } from './texts.ts'

interface Entry {
  readonly id: string
  readonly person: string
  readonly name?: string
  readonly cover?: { readonly name: string } | null
  readonly starts_at: string
  readonly ends_at: string
}

const kinds = ['shifts', 'absences'] as const
type Kind = (typeof kinds)[number]

export function RotaEntries({ rota, onDone }: { readonly rota: string; readonly onDone: () => void }) {
  return kinds.map((kind) => <Entries key={kind} rota={rota} kind={kind} onDone={onDone} />)
}

interface Props {
  readonly rota: string
  readonly kind: Kind
  readonly onDone: () => void
}

function Entries({ rota, kind, onDone }: Props) {
  const texts = useTexts(dutyTexts)
  const { api, can } = useSession()
  const path = `/v1/rotas/${encodeURIComponent(rota)}/${kind}`
  const polled = usePolled<Page<Entry>>(api, path, 15_000)
  function changed(): void {
    polled.refresh()
    onDone()
  }
  const remove = useAct(changed)
  return (
    <section aria-label={texts[kind]}>
      <h3>{texts[kind]}</h3>
      <Live polled={polled}>
        {({ items }) => (
          <ul className="events">
            {items.length === 0 && kind === 'shifts' && <li className="soft">{texts.noShifts}</li>}
            {items.map((one) => (
              <li key={one.id}>
                <strong>{one.name ?? one.person}</strong> <Moment at={one.starts_at} withAge={false} /> –{' '}
                <Moment at={one.ends_at} withAge={false} />
                {one.cover !== undefined && one.cover !== null && (
                  <span className="soft"> · {one.cover.name}</span>
                )}{' '}
                {can('delivery:manage') && (
                  <button
                    type="button"
                    className="quiet"
                    aria-label={`${texts.remove}: ${one.name ?? one.person}`}
                    onClick={() => remove.change('DELETE', `${path}/${encodeURIComponent(one.id)}`, {}, '')}
                  >
                    {texts.remove}
                  </button>
                )}
              </li>
            ))}
          </ul>
        )}
      </Live>
      <NotDone sending={remove.sending} />
      {can('delivery:manage') && <NewEntry rota={rota} kind={kind} onDone={changed} />}
    </section>
  )
}

function NewEntry({ rota, kind, onDone }: Props) {
  const texts = useTexts(dutyTexts)
  const { timeZone } = useSession()
  const [isOpen, setOpen] = useState(false)
  const act = useAct(() => {
    setOpen(false)
    onDone()
  })
  const named = (field: string): string => `${kind}-${field}-${rota}`
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const read = (field: string): string => textOf(data, named(field))
    const span = {
      starts_at: withOffset(read('starts'), timeZone),
      ends_at: withOffset(read('ends'), timeZone),
    }
    const path = `/v1/rotas/${encodeURIComponent(rota)}/${kind}`
    if (kind === 'shifts') {
      act.post(path, { shifts: [{ person: read('person'), name: read('name'), ...span }] })
      return
    }
    const cover = read('cover') === '' ? null : { person: read('cover'), name: read('name') || read('cover') }
    act.post(path, { person: read('person'), cover, ...span })
  }
  const at = kind === 'shifts' ? '/shifts/0' : ''
  const input = (field: 'person' | 'name' | 'cover' | 'starts' | 'ends', label: string, isNeeded = true) => (
    <Field
      name={named(field)}
      label={label}
      error={faultAt(act.sending, `${at}/${field === 'starts' || field === 'ends' ? `${field}_at` : field}`)}
    >
      {(control) => (
        <input
          {...control}
          type={field === 'starts' || field === 'ends' ? 'datetime-local' : 'text'}
          required={isNeeded}
          autoComplete="off"
        />
      )}
    </Field>
  )
  return (
    <Reveal label={kind === 'shifts' ? texts.addShift : texts.addAbsence} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        <div className="form-row">
          {input('person', texts.person)}
          {kind === 'shifts' ? input('name', texts.name) : input('cover', texts.cover, false)}
          {kind === 'absences' && input('name', texts.coverName, false)}
          {input('starts', texts.starts)}
          {input('ends', texts.ends)}
        </div>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.save}
        </button>
        <NotDone sending={act.sending} />
      </form>
    </Reveal>
  )
}
