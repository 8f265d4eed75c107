// Who would get what, by which way and when; and why the others would not.
import { Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { trialTexts } from './trial-texts.ts'

export interface Tried {
  readonly items: readonly {
    readonly audience: string
    readonly recipient: string
    readonly channel: string
    readonly channel_type: string
    readonly state: string
    readonly reason: string
    readonly view: string | null
    readonly at: string | null
  }[]
  readonly silenced_by: string | null
  readonly inhibited_by: string | null
  readonly do_not_broadcast: boolean
}

export function TrialResult({ result }: { readonly result: Tried }) {
  const texts = useTexts(trialTexts)
  return (
    <section className="panel route-result" aria-label={texts.result}>
      {result.silenced_by !== null && <p className="notice notice-bad">{texts.silenced}</p>}
      {result.inhibited_by !== null && <p className="notice notice-bad">{texts.inhibited}</p>}
      {result.do_not_broadcast && <p className="notice">{texts.quiet}</p>}
      {result.items.length === 0 ? (
        <p className="notice notice-bad">{texts.nobody}</p>
      ) : (
        <Recipients items={result.items} />
      )}
    </section>
  )
}

function Recipients({ items }: Pick<Tried, 'items'>) {
  const texts = useTexts(trialTexts)
  const { texts: common } = useSpeech()
  const { labels } = useSession()
  return (
    <Table
      caption={texts.result}
      heads={[texts.who, texts.channel, texts.verdict, texts.why, texts.view, texts.when]}
      rows={items.map((one) => ({
        key: `${one.recipient} ${one.channel} ${one.audience}`,
        cells: [
          labels.recipient(one.recipient),
          <span key="channel">
            {wordFor(common.codes.channel, one.channel_type)}{' '}
            <code className="soft small">{one.channel}</code>
          </span>,
          wordFor(common.codes.deliveryState, one.state),
          wordFor(common.codes.deliveryReason, one.reason) || '–',
          one.view === null ? '–' : wordFor(texts.views, one.view),
          one.at === null ? texts.notSent : <Moment key="at" at={one.at} />,
        ],
      }))}
    />
  )
}
