// Closed alerts that wait for their outcome, and what became of the alerts of each rule.
import type { Alert, Page } from '../../api-types.ts'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { ShareBar, usePercent } from '../../design/share-bar.tsx'
import { Table } from '../../design/table.tsx'
import { usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { responseTexts } from './texts.ts'
import type { OutcomeTask, RuleOutcomes } from './types.ts'

export function OutcomesPart() {
  const texts = useTexts(responseTexts)
  const { api } = useSession()
  const tasks = usePolled<Page<OutcomeTask>>(api, '/v1/outcome-tasks')
  const rules = usePolled<Page<RuleOutcomes>>(api, '/v1/outcomes')
  return (
    <>
      <p className="soft narrow">{texts.outcomes.lead}</p>
      <Live polled={tasks}>{({ items }) => <Tasks items={items} />}</Live>
      <h2>{texts.outcomes.byRule}</h2>
      <Live polled={rules}>{({ items }) => <ByRule items={items} />}</Live>
    </>
  )
}

function Tasks({ items }: { readonly items: readonly OutcomeTask[] }) {
  const { outcomes: words } = useTexts(responseTexts)
  if (items.length === 0) return <Empty title={words.none}>{words.noneLine}</Empty>
  return (
    <Table
      caption={words.caption}
      heads={[words.alert, words.due]}
      rows={items.map((one) => ({
        key: one.alert_id,
        cells: [
          <AlertName key="alert" id={one.alert_id} />,
          <span key="due" className={one.overdue ? 'late' : undefined}>
            <Moment at={one.due_at} />
          </span>,
        ],
      }))}
    />
  )
}

function AlertName({ id }: { readonly id: string }) {
  const { language } = useSpeech()
  const { api, labels } = useSession()
  const { data } = usePolled<Alert>(api, `/v1/alerts/${encodeURIComponent(id)}`, 60_000)
  return (
    <Link href={`/alerts/${id}`}>
      {data === undefined ? id.slice(0, 8) : `${data.title[language]} – ${labels.place(data.place)}`}
    </Link>
  )
}

function ByRule({ items }: { readonly items: readonly RuleOutcomes[] }) {
  const { outcomes: words, index } = useTexts(responseTexts)
  const percent = usePercent()
  if (items.length === 0) return <p className="soft">{words.noJudged}</p>
  return (
    <Table
      caption={words.byRule}
      heads={[
        words.rule,
        words.judged,
        words.labels['confirmed'] ?? '',
        words.labels['false_alarm'] ?? '',
        words.labels['averted'] ?? '',
        words.labels['undetermined'] ?? '',
        words.labels['missed'] ?? '',
      ]}
      rows={items.map((one) => ({
        key: one.rule,
        cells: [
          <code key="rule">{one.rule}</code>,
          one.n,
          one.confirmed.value === null ? (
            '–'
          ) : (
            <ShareBar
              key="confirmed"
              share={{ ...one.confirmed, value: one.confirmed.value }}
              label={index.chart(
                one.rule,
                percent(one.confirmed.value),
                percent(one.confirmed.low),
                percent(one.confirmed.high),
              )}
            />
          ),
          one.false_alarm.count,
          one.averted.count,
          one.undetermined.count,
          one.missed,
        ],
      }))}
    />
  )
}
