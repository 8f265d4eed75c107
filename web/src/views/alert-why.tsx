// Why an alert stands where it stands: numbers against thresholds, what would have prevented it, graded evidence, measures to take.
import type { Comparison, Evidence, Level, Page, RuleInForce, Why } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Fact, Moment, Table } from '../design/parts.tsx'
import { wordFor } from '../labels.ts'
import { usePolled } from '../live.ts'
import { Link } from '../route.tsx'
import { definitionOf } from '../rule-text.ts'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=' }
// Rules change rarely; the text of one only explains its measures here.
const rulesEveryMs = 300_000

export function WhyPart({ why, level }: { readonly why: Why; readonly level: Level }) {
  const { texts } = useSpeech()
  const { api, can } = useSession()
  const rules = usePolled<Page<RuleInForce>>(api, can('rules:read') ? '/v1/rules' : undefined, rulesEveryMs)
  const yaml = rules.data?.items.find((one) => one.revision === why.rule_revision)?.yaml
  return (
    <section aria-labelledby="why">
      <h2 id="why">{texts.alert.why}</h2>
      {why.withdrawn.length > 0 && <p className="notice">{texts.alert.withdrawn(why.withdrawn.length)}</p>}
      <Table
        caption={texts.alert.comparisons}
        heads={[
          texts.alert.measure,
          texts.alert.observed,
          texts.alert.threshold,
          texts.alert.margin,
          texts.alert.holds,
        ]}
      >
        {why.comparisons.map((one) => (
          <ComparisonRow key={`${one.measure} ${one.op} ${one.threshold}`} comparison={one} yaml={yaml} />
        ))}
      </Table>
      <Prevention why={why} level={level} />
      <WhyFacts why={why} />
    </section>
  )
}

function ComparisonRow({
  comparison,
  yaml,
}: {
  readonly comparison: Comparison
  readonly yaml: string | undefined
}) {
  const { texts } = useSpeech()
  const { format } = useSession()
  const { measure, value, op, threshold, margin, holds } = comparison
  const definition = yaml === undefined ? undefined : definitionOf(yaml, measure)
  return (
    <tr>
      <th scope="row">
        <code>{measure}</code>
        {definition !== undefined && <code className="soft definition">{definition}</code>}
      </th>
      <td className="number">{value === null ? texts.alert.notKnown : format.number(value)}</td>
      <td className="number">
        {signs[op] ?? op} {format.number(threshold)}
      </td>
      <td className="number">{margin === null ? '–' : format.number(margin)}</td>
      <td>{holds === null ? texts.alert.notKnown : holds ? texts.alert.yes : texts.alert.no}</td>
    </tr>
  )
}

function Prevention({ why, level }: { readonly why: Why; readonly level: Level }) {
  const { texts } = useSpeech()
  const { format } = useSession()
  if (why.prevention.length === 0) return null
  return (
    <>
      <h3>
        {texts.alert.prevention}: <LevelMark level={level} />
      </h3>
      <p>{texts.alert.preventionLead}</p>
      <ul>
        {why.prevention.map(({ measure, change }) => {
          const amount = format.number(Math.abs(change))
          return (
            <li key={measure}>
              {change < 0 ? texts.alert.less(amount) : texts.alert.more(amount)} <code>{measure}</code>
            </li>
          )
        })}
      </ul>
    </>
  )
}

function WhyFacts({ why }: { readonly why: Why }) {
  const { texts } = useSpeech()
  const { labels, can } = useSession()
  const rule = <code>{why.rule}</code>
  return (
    <dl className="facts">
      <Fact term={texts.alert.certainty}>{wordFor(texts.codes.certainty, why.certainty.toLowerCase())}</Fact>
      {why.phase !== null && <Fact term={texts.alert.phase}>{labels.of('phases', why.phase)}</Fact>}
      {why.window !== null && <Fact term={texts.alert.window}>{labels.of('windows', why.window)}</Fact>}
      {why.reason !== null && (
        <Fact term={texts.alert.reason}>{wordFor(texts.codes.eventReason, why.reason)}</Fact>
      )}
      <Fact term={texts.alert.rule}>
        {can('rules:read') ? <Link href={`/rules/${why.rule}`}>{rule}</Link> : rule}{' '}
        <span className="soft small">
          {texts.alert.revision} <code>{why.rule_revision.slice(0, 8)}</code>
        </span>
      </Fact>
    </dl>
  )
}

export function Recommended({ why }: { readonly why: Why }) {
  const { texts, language } = useSpeech()
  const { labels } = useSession()
  return (
    <section aria-labelledby="recommended">
      <h2 id="recommended">{texts.alert.recommended}</h2>
      {why.recommended.length === 0 && <p className="soft">{texts.alert.noRecommended}</p>}
      <ul className="measures">
        {why.recommended.map((one) => (
          <li key={one.id}>
            <p>{one.text[language]}</p>
            <p className="small">
              <span className="soft">{texts.alert.to}:</span> {labels.of('addressees', one.to)} ·{' '}
              <span className="soft">{texts.alert.due}:</span> <Moment at={one.due_at} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  )
}

export function EvidencePart({ why }: { readonly why: Why }) {
  const { texts } = useSpeech()
  return (
    <section aria-labelledby="evidence">
      <h2 id="evidence">{texts.alert.evidence}</h2>
      <Table
        caption={texts.alert.evidenceCount(why.evidence.length, why.evidence_count)}
        heads={[
          texts.alert.signal,
          texts.alert.where,
          texts.alert.when,
          texts.alert.severity,
          texts.alert.reliability,
          texts.alert.credibility,
          texts.alert.origin,
        ]}
      >
        {why.evidence.map((one) =>
          one.redacted === undefined ? (
            <EvidenceRow key={one.signal} evidence={one} />
          ) : (
            <tr key={one.signal} className="redacted">
              <th scope="row">
                <code>{one.signal.slice(-8)}</code>
              </th>
              <td colSpan={6}>
                {texts.alert.hidden}: {wordFor(texts.codes.redacted, one.redacted)}
              </td>
            </tr>
          ),
        )}
      </Table>
    </section>
  )
}

function EvidenceRow({ evidence }: { readonly evidence: Evidence }) {
  const { texts } = useSpeech()
  const { labels } = useSession()
  const { category, place, event_time: at, severity, reliability, credibility, source_root: root } = evidence
  const words = texts.codes
  return (
    <tr>
      <th scope="row">
        {category === undefined ? '–' : labels.of('eventTypes', category)}
        <span className="soft small block">
          {evidence.verification === undefined ? '' : wordFor(words.verification, evidence.verification)}
        </span>
      </th>
      <td>{place === undefined ? '–' : labels.place(place)}</td>
      <td>{at === undefined ? '–' : <Moment at={at} withAge={false} />}</td>
      <td>{severity === undefined ? '–' : `${severity} · ${wordFor(words.severity, severity)}`}</td>
      <td>
        {reliability === undefined ? '–' : `${reliability} · ${wordFor(words.reliability, reliability)}`}
      </td>
      <td>
        {credibility === undefined ? '–' : `${credibility} · ${wordFor(words.credibility, credibility)}`}
      </td>
      <td>{root ?? <span className="soft">{texts.alert.hidden}</span>}</td>
    </tr>
  )
}
