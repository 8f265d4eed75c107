// What happened to an alert: who was told and who was not, and every change in order.
import type { AlertEvent, Delivery, Page } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Live, Moment } from '../design/parts.tsx'
import { Table, type TableRow } from '../design/table.tsx'
import { wordFor } from '../labels.ts'
import { usePolled } from '../live.ts'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'
import { ProofOfActs } from './alert/proof-of-acts.tsx'

export function Deliveries({ path }: { readonly path: string }) {
  const { texts } = useSpeech()
  const { api } = useSession()
  const polled = usePolled<Page<Delivery>>(api, `${path}/deliveries`)
  const deliveryRow = useDeliveryRow()
  return (
    <section aria-labelledby="deliveries">
      <h2 id="deliveries">{texts.alert.deliveries}</h2>
      <Live polled={polled}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="soft">{texts.alert.noDeliveries}</p>
          ) : (
            <Table
              caption={texts.alert.deliveries}
              heads={[
                texts.alert.recipient,
                texts.alert.channel,
                texts.alert.deliveryState,
                texts.alert.when,
                texts.alert.nextTry,
              ]}
              rows={items.map(deliveryRow)}
            />
          )
        }
      </Live>
    </section>
  )
}

/** States from which a delivery goes on by itself. */
const waits = new Set(['planned', 'retry', 'held'])

function useDeliveryRow(): (delivery: Delivery) => TableRow {
  const { texts } = useSpeech()
  const { labels } = useSession()
  const { codes } = texts
  return (one) => {
    const reason = wordFor(codes.deliveryReason, one.reason)
    const at = one.seen_at ?? one.accepted_at ?? one.ended_at ?? one.due_at ?? one.created_at
    return {
      key: one.id,
      cells: [
        <span key="recipient">
          {labels.of('addressees', one.audience)}
          <span className="soft small block">
            {/* One of several of an audience, such as an office. */}
            {one.recipient !== one.audience && <>{labels.recipient(one.recipient)} · </>}
            {wordFor(codes.eventKind, one.event.kind)}
          </span>
        </span>,
        wordFor(codes.channel, one.channel_type),
        <span key="state">
          {wordFor(codes.deliveryState, one.seen_at === null ? one.state : 'seen')}
          {reason !== '' && <span className="soft small block">{reason}</span>}
          {one.attempts > 1 && <span className="soft small block">{texts.alert.attempts(one.attempts)}</span>}
        </span>,
        <Moment key="when" at={at} withAge={false} />,
        waits.has(one.state) && one.due_at !== null ? <Moment key="next" at={one.due_at} /> : null,
      ],
    }
  }
}

export function Timeline({ path }: { readonly path: string }) {
  const { texts } = useSpeech()
  const { api } = useSession()
  const polled = usePolled<Page<AlertEvent>>(api, `${path}/timeline`)
  return (
    <section aria-labelledby="timeline">
      <h2 id="timeline">{texts.alert.timeline}</h2>
      <Live polled={polled}>
        {({ items }) => (
          <ol className="events">
            {items.map((one) => (
              <Event key={one.ordinal} event={one} />
            ))}
          </ol>
        )}
      </Live>
      <ProofOfActs path={path} />
    </section>
  )
}

function Event({ event }: { readonly event: AlertEvent }) {
  const { texts, language } = useSpeech()
  const { codes } = texts
  return (
    <li>
      <strong>{wordFor(codes.eventKind, event.kind)}</strong>{' '}
      {event.level !== null && <LevelMark level={event.level} />}
      <span className="soft small block">
        <Moment at={event.at} /> · {event.actor === null ? texts.alert.byEngine : texts.alert.byPerson}
        {event.late && ` · ${texts.alert.late}`}
      </span>
      {event.explain !== null && <span className="block">{event.explain[language]}</span>}
      {event.reason !== null && <span className="block">{wordFor(codes.eventReason, event.reason)}</span>}
      {event.note !== null && <span className="block">{event.note}</span>}
    </li>
  )
}
