// The audit log: acts with their inclusion proofs, verified on this device, and the signed checkpoints.
import './audit.css'
import type { FormEvent } from 'react'
import type { Page } from '../../api-types.ts'
import { textOf } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Checkpoints } from './checkpoints.tsx'
import { Proof } from './proof.tsx'
import { auditTexts } from './texts.ts'

interface AuditEvent {
  readonly id: number
  readonly at: string
  readonly actor: { readonly token: string | null; readonly person: string | null } | null
  readonly action: string
  readonly object: { readonly kind: string; readonly id: string }
  readonly index: number | null
}

export function AuditView() {
  const texts = useTexts(auditTexts)
  const { query } = useAddress()
  const isCheckpoints = query.get('part') === 'checkpoints'
  return (
    <>
      <h1>{texts.title}</h1>
      <PartLinks
        parts={[
          { href: '/audit', name: texts.parts.events, isHere: !isCheckpoints },
          { href: '/audit?part=checkpoints', name: texts.parts.checkpoints, isHere: isCheckpoints },
        ]}
      />
      {isCheckpoints ? <Checkpoints /> : <Events />}
    </>
  )
}

const kept = ['action', 'object', 'cursor'] as const

function Events() {
  const texts = useTexts(auditTexts)
  const { api } = useSession()
  const { query } = useAddress()
  const asked = new URLSearchParams({ limit: '50' })
  for (const name of kept) {
    const value = query.get(name)
    if (value !== null && value !== '') asked.set(name, value)
  }
  const polled = usePolled<Page<AuditEvent>>(api, `/v1/audit/events?${asked.toString()}`, 15_000)
  function older(next: string): string {
    const address = new URLSearchParams(query)
    address.set('cursor', next)
    return `/audit?${address.toString()}`
  }
  return (
    <>
      <p className="soft narrow">{texts.lead}</p>
      <EventFilter key={query.toString()} />
      <Live polled={polled}>
        {({ items, next }) => (
          <>
            {items.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            {items.length > 0 && <EventTable items={items} />}
            <p className="row-actions">
              {query.get('cursor') !== null && <Link href="/audit">{texts.newest}</Link>}
              {typeof next === 'string' && <Link href={older(next)}>{texts.older}</Link>}
            </p>
          </>
        )}
      </Live>
    </>
  )
}

function filterBy(event: FormEvent<HTMLFormElement>): void {
  event.preventDefault()
  const data = new FormData(event.currentTarget)
  const next = new URLSearchParams()
  for (const name of ['action', 'object']) {
    const value = textOf(data, `audit-${name}`)
    if (value !== '') next.set(name, value)
  }
  goTo(next.size === 0 ? '/audit' : `/audit?${next.toString()}`)
}

function EventFilter() {
  const texts = useTexts(auditTexts)
  const { query } = useAddress()
  return (
    <form className="audit-filter" onSubmit={filterBy}>
      <Field name="audit-action" label={texts.action} hint={texts.actionHint} error={undefined}>
        {(field) => <input {...field} defaultValue={query.get('action') ?? ''} autoComplete="off" />}
      </Field>
      <Field name="audit-object" label={texts.object} hint={texts.objectHint} error={undefined}>
        {(field) => <input {...field} defaultValue={query.get('object') ?? ''} autoComplete="off" />}
      </Field>
      <button type="submit">{texts.apply}</button>
    </form>
  )
}

function EventTable({ items }: { readonly items: readonly AuditEvent[] }) {
  const texts = useTexts(auditTexts)
  const { format } = useSession()
  return (
    <Table
      caption={texts.caption}
      heads={[texts.action, texts.at, texts.who, texts.object, texts.sealed]}
      rows={items.map((one) => ({
        key: String(one.id),
        cells: [
          <code key="action">{one.action}</code>,
          <Moment key="at" at={one.at} withAge={false} />,
          one.actor === null ? (
            texts.engine
          ) : (
            // The end: the first digits are the time, and alike for all who were made together.
            <code key="who">{(one.actor.person ?? one.actor.token ?? '').slice(-8)}</code>
          ),
          <span key="object" className="small">
            <code>
              {one.object.kind} {one.object.id}
            </code>
          </span>,
          one.index === null ? (
            <span key="sealed" className="soft">
              {texts.notSealed}
            </span>
          ) : (
            <Proof key="sealed" event={one.id} name={`${one.action} ${format.number(one.id)}`} />
          ),
        ],
      }))}
    />
  )
}
