// One account: its grants, and what an administrator does with it.
import { useState } from 'react'
import { textOf } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { MarkingLabel, Moment } from '../../design/parts.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { ShownOnce } from '../../design/shown-once.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { peopleTexts } from './texts.ts'
import type { Account, Grant } from './types.ts'

interface Props {
  readonly account: Account
  readonly onDone: () => void
}

export function AccountPart({ account, onDone }: Props) {
  const texts = useTexts(peopleTexts)
  const { labels } = useSession()
  return (
    <section className="panel" aria-label={account.handle}>
      <h2>
        {account.name} <code className="soft small">{account.handle}</code>
      </h2>
      <p className="soft small">
        <strong>{wordFor(texts.states, account.state)}</strong>
        {account.office !== null && <> · {labels.recipient(account.office)}</>} ·{' '}
        {texts.passkeys(account.passkeys)}
        {account.has_password && <> · {texts.password}</>}
      </p>
      <Grants account={account} onDone={onDone} />
      <AccountActs account={account} onDone={onDone} />
    </section>
  )
}

function Grants({ account, onDone }: Props) {
  const texts = useTexts(peopleTexts)
  const live = account.grants.filter(({ state }) => state === 'in_force')
  return (
    <>
      <h3>{texts.grants}</h3>
      {live.length === 0 && <p className="soft">{texts.noGrants}</p>}
      <ul className="events">
        {live.map((one) => (
          <GrantRow key={one.id} grant={one} onDone={onDone} />
        ))}
      </ul>
    </>
  )
}

function GrantRow({ grant, onDone }: { readonly grant: Grant; readonly onDone: () => void }) {
  const texts = useTexts(peopleTexts)
  const { texts: common } = useSpeech()
  const { labels, format } = useSession()
  return (
    <li>
      <strong>{wordFor(common.codes.role, grant.role)}</strong> <MarkingLabel marking={grant.marking} />{' '}
      {format.list(grant.territory.map((code) => labels.place(code)))}{' '}
      <p className="soft small">
        {texts.until} <Moment at={grant.expires_at} />
      </p>
      <ReasonForm
        label={texts.revoke}
        confirm={texts.revokeConfirm}
        path={`/v1/grants/${encodeURIComponent(grant.id)}:revoke`}
        refusals={texts.refusals}
        onDone={onDone}
      />
    </li>
  )
}

/** What each state of an account allows. */
const verbs = {
  invited: ['reinvite', 'disable'],
  active: ['reinvite', 'freeze', 'disable'],
  frozen: ['unfreeze', 'disable'],
  disabled: [],
} as const

function AccountActs({ account, onDone }: Props) {
  const texts = useTexts(peopleTexts)
  const [invitation, setInvitation] = useState<string>()
  const path = `/v1/accounts/${encodeURIComponent(account.id)}`
  const allowed = verbs[account.state as keyof typeof verbs] ?? []
  function done(answer: unknown): void {
    const made = (answer as { readonly invitation?: string } | undefined)?.invitation
    if (made !== undefined) setInvitation(made)
    onDone()
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
      <div className="acts">
        {account.state !== 'disabled' && <GiveGrant account={account} onDone={onDone} />}
        {allowed.map((verb) => (
          <ReasonForm
            key={verb}
            label={texts[verb]}
            confirm={texts[`${verb}Confirm`]}
            path={`${path}:${verb}`}
            refusals={texts.refusals}
            onDone={done}
          />
        ))}
      </div>
    </>
  )
}

const markings = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']
const usualDays = 90

function GiveGrant({ account, onDone }: Props) {
  const texts = useTexts(peopleTexts)
  const { texts: common } = useSpeech()
  const named = (field: string): string => `${field}-${account.id}`
  function wanted(data: FormData): object {
    const places = textOf(data, named('territory')).split(',')
    return {
      role: textOf(data, named('role')),
      territory: places.map((one) => one.trim()).filter((one) => one !== ''),
      marking: textOf(data, named('marking')),
      office: account.office,
      days: Number(textOf(data, named('days'))),
    }
  }
  return (
    <ReasonForm
      label={texts.grant}
      confirm={texts.give}
      path={`/v1/accounts/${encodeURIComponent(account.id)}/grants`}
      more={wanted}
      refusals={texts.refusals}
      onDone={onDone}
    >
      <div className="form-row">
        <Field name={named('role')} label={texts.role} error={undefined}>
          {(field) => (
            <select {...field}>
              {Object.entries(common.codes.role)
                .filter(([code]) => code !== 'intake_token')
                .map(([code, label]) => (
                  <option key={code} value={code}>
                    {label}
                  </option>
                ))}
            </select>
          )}
        </Field>
        <Field name={named('marking')} label={texts.marking} error={undefined}>
          {(field) => (
            <select {...field} defaultValue="TLP:GREEN">
              {markings.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
        <Field name={named('territory')} label={texts.territory} hint={texts.territoryHint} error={undefined}>
          {(field) => <input {...field} autoComplete="off" />}
        </Field>
        <Field name={named('days')} label={texts.days} error={undefined}>
          {(field) => <input {...field} type="number" min={1} defaultValue={usualDays} required />}
        </Field>
      </div>
    </ReasonForm>
  )
}
