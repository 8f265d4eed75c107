// Keys of machines and field phones: made, shown once, renewed, revoked.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Empty, Moment } from '../../design/parts.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { ShownOnce } from '../../design/shown-once.tsx'
import { Table } from '../../design/table.tsx'
import { UsedDay } from '../../design/used-day.tsx'
import { wordFor } from '../../labels.ts'
import { useNow, usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { PersonOnly } from '../people/person-only.tsx'
import { tokensTexts } from './texts.ts'

interface Token {
  readonly id: string
  readonly label: string
  readonly prefix: string
  readonly role: string
  readonly scopes: readonly string[]
  readonly expires_at: string
  readonly revoked_at: string | null
  readonly last_used_day: string | null
}

interface Issued {
  readonly token: string
}

export function TokensView() {
  const texts = useTexts(tokensTexts)
  const { api } = useSession()
  const [secret, setSecret] = useState<string>()
  const polled = usePolled<Page<Token>>(api, '/v1/tokens', 30_000)
  function issued({ token }: Issued): void {
    setSecret(token)
    polled.refresh()
  }
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      {secret !== undefined && (
        <ShownOnce
          title={texts.shown}
          line={texts.shownLine}
          secret={secret}
          onHide={() => setSecret(undefined)}
        />
      )}
      <PersonOnly polled={polled}>
        {({ items }) => (
          <>
            <NewToken onDone={issued} />
            {items.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            {items.length > 0 && <TokenTable items={items} onIssued={issued} onDone={polled.refresh} />}
          </>
        )}
      </PersonOnly>
    </>
  )
}

function TokenTable({
  items,
  onIssued,
  onDone,
}: {
  readonly items: readonly Token[]
  readonly onIssued: (issued: Issued) => void
  readonly onDone: () => void
}) {
  const texts = useTexts(tokensTexts)
  const { texts: common } = useSpeech()
  const now = useNow()
  const stateOf = (one: Token): string => {
    if (one.revoked_at !== null) return texts.revoked
    return Date.parse(one.expires_at) < now ? texts.expired : texts.live
  }
  return (
    <Table
      caption={texts.caption}
      heads={[texts.label, texts.role, texts.prefix, texts.state, texts.expires, texts.used, '']}
      rows={items.map((one) => ({
        key: one.id,
        cells: [
          one.label,
          <span key="role">
            {wordFor(common.codes.role, one.role)}
            <Rights scopes={one.scopes} />
          </span>,
          <code key="prefix">{one.prefix}…</code>,
          stateOf(one),
          <Moment key="expires" at={one.expires_at} />,
          <UsedDay key="used" day={one.last_used_day} never={texts.never} />,
          one.revoked_at === null ? (
            <TokenActs key="acts" token={one} onIssued={onIssued} onDone={onDone} />
          ) : null,
        ],
      }))}
    />
  )
}

/** As many as are read at a glance; the others are folded away under their number. */
const rightsShown = 3

function Rights({ scopes }: { readonly scopes: readonly string[] }) {
  const texts = useTexts(tokensTexts)
  const list = (
    <ul className="plain soft small">
      {scopes.map((code) => (
        <li key={code}>{wordFor(texts.rights, code)}</li>
      ))}
    </ul>
  )
  if (scopes.length <= rightsShown) return list
  return (
    <details>
      <summary className="soft small">{texts.rightsCount(scopes.length)}</summary>
      {list}
    </details>
  )
}

function TokenActs({
  token,
  onIssued,
  onDone,
}: {
  readonly token: Token
  readonly onIssued: (issued: Issued) => void
  readonly onDone: () => void
}) {
  const texts = useTexts(tokensTexts)
  const act = useAct<Issued>(onIssued)
  const path = `/v1/tokens/${encodeURIComponent(token.id)}`
  return (
    <div className="acts">
      {token.role === 'intake_token' && (
        <button
          type="button"
          aria-label={`${texts.rotate}: ${token.label}`}
          aria-disabled={act.sending === 'sending'}
          onClick={() => act.post(`${path}:rotate`, {})}
        >
          {texts.rotate}
        </button>
      )}
      <ReasonForm
        label={texts.revoke}
        confirm={texts.revokeConfirm}
        path={`${path}:revoke`}
        onDone={onDone}
      />
      <NotDone sending={act.sending} />
    </div>
  )
}

const usualDays = 90
/** What a machine or a telephone may be given here: nothing that reads. */
const offered = ['signals:write', 'indicators:write', 'registry:read', 'admin:health']

function NewToken({ onDone }: { readonly onDone: (issued: Issued) => void }) {
  const texts = useTexts(tokensTexts)
  const { me } = useSession()
  const [isOpen, setOpen] = useState(false)
  const act = useAct<Issued>((issued) => {
    setOpen(false)
    onDone(issued)
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const places = textOf(data, 'token-territory').split(',')
    act.post('/v1/tokens', {
      label: textOf(data, 'token-label'),
      scopes: data.getAll('token-scope').map(String),
      territory: places.map((one) => one.trim()).filter((one) => one !== ''),
      days: Number(textOf(data, 'token-days')),
    })
  }
  return (
    <Reveal isMain label={texts.add} isOpen={isOpen} onToggle={setOpen}>
      <form onSubmit={submit}>
        <Field name="token-label" label={texts.label} error={faultAt(act.sending, '/label')}>
          {(field) => <input {...field} required minLength={2} maxLength={120} autoComplete="off" />}
        </Field>
        <fieldset className="field">
          <legend>{texts.scopes}</legend>
          {offered.map((code, at) => (
            <label key={code} className="check">
              <input type="checkbox" name="token-scope" value={code} defaultChecked={at === 0} />
              {wordFor(texts.rights, code)}
            </label>
          ))}
        </fieldset>
        <div className="form-row">
          <Field name="token-territory" label={texts.territory} error={faultAt(act.sending, '/territory')}>
            {(field) => (
              <input {...field} required defaultValue={me.territory.join(', ')} autoComplete="off" />
            )}
          </Field>
          <Field name="token-days" label={texts.days} error={faultAt(act.sending, '/days')}>
            {(field) => <input {...field} type="number" min={1} defaultValue={usualDays} required />}
          </Field>
        </div>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.issue}
        </button>
        <NotDone sending={act.sending} />
      </form>
    </Reveal>
  )
}
