// Was it received: dead letters with what a named person does about them, every delivery, and who was left out.
import type { Page } from '../../api-types.ts'
import { PartLinks } from '../../design/part-links.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { type Polled, usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { deliveriesTexts } from './texts.ts'

interface DeskDelivery {
  readonly id: string
  readonly alert_id: string
  readonly recipient: string
  readonly channel_type: string
  readonly state: string
  readonly reason: string
  readonly attempts: number
  readonly created_at: string
  readonly ended_at: string | null
  readonly last_detail: string | null
}

const parts = ['dead', 'all', 'exclusions'] as const

export function DeliveriesView() {
  const texts = useTexts(deliveriesTexts)
  const { query } = useAddress()
  const part = parts.find((one) => one === query.get('part')) ?? 'dead'
  return (
    <>
      <h1>{texts.title}</h1>
      <PartLinks
        parts={parts.map((one) => ({
          href: one === 'dead' ? '/deliveries' : `/deliveries?part=${one}`,
          name: texts.parts[one],
          isHere: one === part,
        }))}
      />
      {part === 'dead' && <DeadLetters />}
      {part === 'all' && <AllDeliveries />}
      {part === 'exclusions' && <Exclusions />}
    </>
  )
}

function DeadLetters() {
  const texts = useTexts(deliveriesTexts)
  const { api } = useSession()
  const polled = usePolled<Page<DeskDelivery>>(api, '/v1/dead-letters?limit=200')
  return (
    <>
      <p className="soft narrow">{texts.deadLead}</p>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? <Empty title={texts.none} /> : <Deliveries items={items} polled={polled} />
        }
      </Live>
    </>
  )
}

function AllDeliveries() {
  const texts = useTexts(deliveriesTexts)
  const { texts: common } = useSpeech()
  const { api } = useSession()
  const { query } = useAddress()
  const state = query.get('state') ?? ''
  const path = `/v1/deliveries?limit=100${state === '' ? '' : `&state=${encodeURIComponent(state)}`}`
  const polled = usePolled<Page<DeskDelivery>>(api, path)
  return (
    <>
      <form className="filters">
        <label>
          {texts.result}
          <select
            value={state}
            onChange={(event) =>
              goTo(
                event.target.value === ''
                  ? '/deliveries?part=all'
                  : `/deliveries?part=all&state=${event.target.value}`,
                'replace',
              )
            }
          >
            <option value="">{texts.all}</option>
            {Object.entries(common.codes.deliveryState).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </form>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={texts.noneAll}>{texts.noneAllLine}</Empty>
          ) : (
            <Deliveries items={items} polled={polled} />
          )
        }
      </Live>
    </>
  )
}

const dead = new Set(['failed', 'exhausted'])

function Deliveries({
  items,
  polled,
}: {
  readonly items: readonly DeskDelivery[]
  readonly polled: Polled<unknown>
}) {
  const texts = useTexts(deliveriesTexts)
  const { texts: common } = useSpeech()
  const { can, labels } = useSession()
  return (
    <Table
      caption={texts.caption}
      heads={[texts.who, texts.channel, texts.result, texts.detail, texts.when, texts.alert, '']}
      rows={items.map((one) => ({
        key: one.id,
        cells: [
          labels.recipient(one.recipient),
          wordFor(common.codes.channel, one.channel_type),
          <span key="state" className={dead.has(one.state) ? 'late' : undefined}>
            {wordFor(common.codes.deliveryState, one.state)}
            <span className="soft small block">{wordFor(common.codes.deliveryReason, one.reason)}</span>
          </span>,
          <span key="detail" className="small">
            {texts.attempts(one.attempts)}
            <Detail of={one} />
          </span>,
          <Moment key="when" at={one.ended_at ?? one.created_at} />,
          can('alerts:read') ? (
            <Link key="alert" href={`/alerts/${one.alert_id}`} aria-label={`${texts.open} ${one.alert_id}`}>
              {texts.open}
            </Link>
          ) : (
            <code key="alert">{one.alert_id.slice(0, 8)}</code>
          ),
          dead.has(one.state) && can('delivery:manage') ? (
            <Acts key="acts" delivery={one} onDone={polled.refresh} />
          ) : null,
        ],
      }))}
    />
  )
}

/** Before the first message an endpoint has to send a challenge back. */
const challenge = 'challenge: '

/** How the last try ended: what the product says of it in words, what the other side said as it said it. */
function Detail({ of: { last_detail: detail, reason } }: { readonly of: DeskDelivery }) {
  const texts = useTexts(deliveriesTexts)
  const { texts: common } = useSpeech()
  // Why it was not sent stands beside its state already.
  if (detail === null || detail === reason) return null
  const isChallenge = detail.startsWith(challenge)
  const said = isChallenge ? detail.slice(challenge.length) : detail
  const word = texts.details[said] ?? common.codes.deliveryReason[said]
  if (word === undefined) {
    return (
      <span className="soft block" lang="en">
        {detail}
      </span>
    )
  }
  return <span className="soft block">{isChallenge ? texts.challenge(word) : word}</span>
}

function Acts({ delivery, onDone }: { readonly delivery: DeskDelivery; readonly onDone: () => void }) {
  const texts = useTexts(deliveriesTexts)
  const id = encodeURIComponent(delivery.id)
  return (
    <div className="acts">
      <ReasonForm
        label={texts.retry}
        confirm={texts.retryConfirm}
        path={`/v1/deliveries/${id}:retry`}
        refusals={texts.refusals}
        onDone={onDone}
      />
      <ReasonForm
        label={texts.clear}
        confirm={texts.clearConfirm}
        path={`/v1/dead-letters/${id}:clear`}
        refusals={texts.refusals}
        onDone={onDone}
      />
    </div>
  )
}

interface Exclusion {
  readonly alert: string
  readonly event: number
  readonly recipient: string
  readonly institution: string
  readonly form: string
  readonly at: string
}

function Exclusions() {
  const texts = useTexts(deliveriesTexts)
  const { api, labels } = useSession()
  const polled = usePolled<Page<Exclusion>>(api, '/v1/exclusions?limit=200')
  return (
    <>
      <p className="soft narrow">{texts.exclusionsLead}</p>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={texts.noneExcluded}>{texts.noneExcludedLine}</Empty>
          ) : (
            <Table
              caption={texts.parts.exclusions}
              heads={[texts.who, texts.institution, texts.form, texts.when, texts.alert]}
              rows={items.map((one) => ({
                key: `${one.alert} ${one.event} ${one.recipient}`,
                cells: [
                  labels.recipient(one.recipient),
                  labels.of('actors', one.institution),
                  wordFor(texts.forms, one.form),
                  <Moment key="at" at={one.at} />,
                  <code key="alert">{one.alert.slice(0, 8)}</code>,
                ],
              }))}
            />
          )
        }
      </Live>
    </>
  )
}
