// A new bulletin: what it is about and up to which marking it counts. The server counts, as of now.
import type { FormEvent } from 'react'
import { faultAt, NotDone, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { goTo, Link, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { bulletinTexts } from './texts.ts'
import { type Bulletin, makerScope } from './types.ts'
import { useProcesses } from './use-processes.ts'

const markings = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']

export function Compose() {
  const texts = useTexts(bulletinTexts)
  const { texts: common } = useSpeech()
  const { can } = useSession()
  const part = useFocusOnArrival<HTMLElement>('new')
  return (
    <article ref={part} tabIndex={-1} className="narrow">
      <p className="back">
        <Link href="/bulletin">← {texts.back}</Link>
      </p>
      <h1>{texts.compose.title}</h1>
      {can(makerScope) ? (
        <Wanted />
      ) : (
        <p className="notice">
          {common.state.noPermission}. {common.state.noPermissionLine(makerScope)}
        </p>
      )}
    </article>
  )
}

function Wanted() {
  const { compose, acts } = useTexts(bulletinTexts)
  const act = useAct<Bulletin>(({ id }) => goTo(`/bulletin/${id}?part=write`, 'replace'))
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    act.post('/v1/bulletins', {
      process: textOf(data, 'process'),
      kind: textOf(data, 'kind'),
      place: textOf(data, 'place'),
      marking: textOf(data, 'marking'),
    })
  }
  return (
    <form className="bulletin-compose" onSubmit={submit}>
      <p className="soft">{compose.lead}</p>
      <fieldset className="field">
        <legend>{compose.kind}</legend>
        {Object.entries(compose.kinds).map(([value, label]) => (
          <label key={value} className="check">
            <input type="radio" name="kind" value={value} required defaultChecked={value === 'weekly'} />
            {label}
          </label>
        ))}
      </fieldset>
      <ProcessField sending={act.sending} />
      <PlaceField sending={act.sending} />
      <MarkingField sending={act.sending} />
      <NotDone sending={act.sending} refusals={acts.refusals} />
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {compose.submit}
      </button>
    </form>
  )
}

interface FieldProps {
  readonly sending: Sending
}

/** Those that the person answers for, open ones first. */
function ProcessField({ sending }: FieldProps) {
  const { compose } = useTexts(bulletinTexts)
  const { language } = useSpeech()
  const { me } = useSession()
  const { processes } = useProcesses()
  const own = processes
    .filter((one) => me.processes === null || me.processes.includes(one.id))
    .toSorted((a, b) => Number(b.state === 'open') - Number(a.state === 'open'))
  return (
    <Field name="process" label={compose.process} error={faultAt(sending, '/process')}>
      {(field) => (
        <select {...field} required>
          {own.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name[language]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** The country and what lies right below it, as far as the person answers for the whole of it. */
function PlaceField({ sending }: FieldProps) {
  const { compose } = useTexts(bulletinTexts)
  const { me, places } = useSession()
  const country = places.find(({ parent }) => parent === null)?.code
  const isNational = country !== undefined && me.territory.includes(country)
  const offered = places.filter(
    ({ code, parent }) =>
      (code === country || parent === country) && (isNational || me.territory.includes(code)),
  )
  return (
    <Field name="place" label={compose.place} error={faultAt(sending, '/place')}>
      {(field) => (
        <select {...field} required>
          {offered.map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function MarkingField({ sending }: FieldProps) {
  const { compose } = useTexts(bulletinTexts)
  const { me } = useSession()
  const offered = markings.slice(0, markings.indexOf(me.marking) + 1).toReversed()
  return (
    <Field
      name="marking"
      label={compose.marking}
      hint={compose.markingHint}
      error={faultAt(sending, '/marking')}
    >
      {(field) => (
        <select {...field} required>
          {offered.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
