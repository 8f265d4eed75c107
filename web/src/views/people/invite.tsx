// Invites a person: the invitation is shown once.
import { type FormEvent, useState } from 'react'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { ShownOnce } from '../../design/shown-once.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { peopleTexts } from './texts.ts'

export function Invite({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts(peopleTexts)
  const [isOpen, setOpen] = useState(false)
  const [invitation, setInvitation] = useState<string>()
  const act = useAct<{ readonly invitation: string }>((made) => {
    setInvitation(made.invitation)
    setOpen(false)
    onDone()
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const office = textOf(data, 'invite-office')
    act.post('/v1/accounts', {
      name: textOf(data, 'invite-name'),
      handle: textOf(data, 'invite-handle').toLowerCase(),
      office: office === '' ? null : office,
    })
  }
  return (
    <>
      {invitation !== undefined && (
        <ShownOnce
          title={texts.invitation}
          line={texts.invitationLine}
          secret={invitation}
          onHide={() => setInvitation(undefined)}
        />
      )}
      <Reveal isMain label={texts.invite} isOpen={isOpen} onToggle={setOpen}>
        <form onSubmit={submit}>
          <Field name="invite-name" label={texts.name} error={faultAt(act.sending, '/name')}>
            {(field) => <input {...field} required minLength={2} maxLength={120} autoComplete="off" />}
          </Field>
          <Field
            name="invite-handle"
            label={texts.handle}
            hint={texts.handleHint}
            error={faultAt(act.sending, '/handle')}
          >
            {(field) => <input {...field} required minLength={3} maxLength={40} autoComplete="off" />}
          </Field>
          <Field name="invite-office" label={texts.office} error={faultAt(act.sending, '/office')}>
            {(field) => <input {...field} maxLength={64} autoComplete="off" />}
          </Field>
          <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
            {texts.send}
          </button>
          <NotDone sending={act.sending} refusals={texts.refusals} />
        </form>
      </Reveal>
    </>
  )
}
