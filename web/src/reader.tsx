// Who is signed in, with which role, how they want the page, and the way out.
import { useState } from 'react'
import { Refused, useAttempt } from './access/attempt.tsx'
import { accessTexts } from './access/texts.ts'
import { SoundSwitch } from './alarm-sound.tsx'
import type { Person } from './api-types.ts'
import { wordFor } from './labels.ts'
import { LanguageSwitch, ThemeSwitch } from './preferences.tsx'
import { Link } from './route.tsx'
import { useSession } from './session.tsx'
import { useTexts } from './texts/catalogue.ts'
import { useSpeech } from './texts/texts.tsx'

export function Reader() {
  const { texts } = useSpeech()
  const { me, person, can, labels } = useSession()
  return (
    <div className="reader">
      <p className="reader-role">
        {person !== undefined && (
          <span className="block strong">
            <Link href="/account">{person.name}</Link>
          </span>
        )}
        <span className="visually-hidden">{texts.shell.role}: </span>
        {(person?.grants.length ?? 0) < 2 && wordFor(texts.codes.role, me.role)}
        {me.office !== null && <span className="soft small block">{labels.recipient(me.office)}</span>}
      </p>
      {person !== undefined && person.grants.length > 1 && <GrantSwitch person={person} />}
      <LanguageSwitch />
      <ThemeSwitch />
      {can('alerts:read') && <SoundSwitch />}
      <SignOut />
    </div>
  )
}

/** On every page, those without the frame too. */
export function SignOut() {
  const { texts } = useSpeech()
  const { signOut, couldNotLeave } = useSession()
  const words = useTexts(accessTexts)
  return (
    <>
      <button type="button" className="quiet sign-out" onClick={signOut}>
        {texts.shell.signOut}
      </button>
      <Refused fault={couldNotLeave ? words.notLeft : undefined} />
    </>
  )
}

/** A person acts with one grant at a time. */
function GrantSwitch({ person }: { readonly person: Person }) {
  const { texts } = useSpeech()
  const { actAs, labels, format } = useSession()
  const attempt = useAttempt()
  const [wanted, setWanted] = useState<string>()
  function change(grant: string): void {
    setWanted(grant)
    void attempt.run(() => actAs(grant)).finally(() => setWanted(undefined))
  }
  return (
    <label className="theme">
      <span className="visually-hidden">{texts.shell.role}</span>
      <select
        value={wanted ?? person.grant}
        disabled={attempt.isBusy}
        onChange={(event) => change(event.target.value)}
      >
        {person.grants.map((grant) => (
          <option key={grant.id} value={grant.id}>
            {wordFor(texts.codes.role, grant.role)} ·{' '}
            {format.list(grant.territory.map((code) => labels.place(code)))}
          </option>
        ))}
      </select>
      <Refused fault={attempt.fault} />
    </label>
  )
}
