// Why an alert stands where it stands: numbers against thresholds, what would have prevented it, graded evidence, measures to take.
import type { Comparison, Evidence, Level, Why } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Fact, Moment } from '../design/parts.tsx'
import { Table, type TableRow } from '../design/table.tsx'
import { wordFor } from '../labels.ts'
import { Link } from '../route.tsx'
import { definitionOf } from '../rule-text.ts'
import { useSession } from '../session.tsx'
import { useTexts } from '../texts/catalogue.ts'
import { useSpeech } from '../texts/texts.tsx'
import { Excluded, Factors } from './alert/basis.tsx'
import { RuleSince, useRuleThen } from './alert/rule-since.tsx'
import { alertTexts } from './alert/texts.ts'

const signs: Readonly<Record<string, string>> = { gt: '>', gte: '≥', lt: '<', lte: '≤', eq: '=' }

export function WhyPart({ why, level }: { readonly why: Why; readonly level: Level }) {
  const { texts } = useSpeech()
  const comparisonRow = useComparisonRow(why)
  const yaml = useRuleThen(why)
  return (
    <section aria-labelledby="why">
      <h2 id="why">{texts.alert.why}</h2>
      <Table
        caption={texts.alert.comparisons}
        heads={[
          texts.alert.measure,
          texts.alert.observed,
          texts.alert.threshold,
          texts.alert.margin,
          texts.alert.holds,
        ]}
        rows={why.comparisons.map((one) => comparisonRow(one, yaml))}
      />
      <Factors why={why} />
      <Prevention why={why} level={level} />
      <WhyFacts why={why} />
      <RuleSince why={why} then={yaml} />
    </section>
  )
}

/** Rows of the comparisons, each measure in words above its name in the rule, which is defined where the reader may read rules. */
function useComparisonRow(why: Why): (comparison: Comparison, yaml: string | undefined) => TableRow {
  const { texts, language } = useSpeech()
  const { format } = useSession()
  return ({ measure, value, op, threshold, margin, holds }, yaml) => {
    const definition = yaml === undefined ? undefined : definitionOf(yaml, measure)
    return {
      key: `${measure} ${op} ${threshold}`,
      cells: [
        <span key="measure">
          <span className="block measure-name">{why.measured[measure]?.words[language]}</span>
          <code className="soft definition">
            <span>{measure}</span>
            {definition !== undefined && ` ${definition}`}
          </code>
        </span>,
        value === null ? texts.alert.notKnown : format.number(value),
        `${signs[op] ?? op} ${format.number(threshold)}`,
        margin === null ? '–' : format.number(margin),
        holds === null ? texts.alert.notKnown : holds ? texts.alert.yes : texts.alert.no,
      ],
    }
  }
}

function Prevention({ why, level }: { readonly why: Why; readonly level: Level }) {
  const { texts, language } = useSpeech()
  if (why.prevention.length === 0) return null
  return (
    <>
      <h3>
        {texts.alert.prevention}: <LevelMark level={level} />
      </h3>
      <p>{texts.alert.preventionLead}</p>
      <ul>
        {why.prevention.map(({ measure, words }) => (
          <li key={measure}>
            {words[language]}{' '}
            <span className="soft">
              (<code>{measure}</code>)
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

function WhyFacts({ why }: { readonly why: Why }) {
  const { texts } = useSpeech()
  const words = useTexts(alertTexts)
  const { labels, format, can } = useSession()
  const rule = <code>{why.rule}</code>
  return (
    <dl className="facts">
      <Fact term={texts.alert.certainty}>{wordFor(texts.codes.certainty, why.certainty.toLowerCase())}</Fact>
      {why.phase !== null && <Fact term={texts.alert.phase}>{labels.of('phases', why.phase)}</Fact>}
      {why.phase_weight !== null && <Fact term={words.phaseWeight}>× {format.number(why.phase_weight)}</Fact>}
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

export function EvidencePart({ why }: { readonly why: Why }) {
  const { texts } = useSpeech()
  const evidenceRow = useEvidenceRow()
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
        rows={why.evidence.map(evidenceRow)}
      />
      <Excluded why={why} />
    </section>
  )
}

/** Opens the signal at the desk of verification, for whoever works there. */
function EvidenceName({ evidence }: { readonly evidence: Evidence }) {
  const { labels, can } = useSession()
  const name = evidence.category === undefined ? '–' : labels.of('eventTypes', evidence.category)
  return can('signals:grade') ? <Link href={`/triage/${evidence.signal}`}>{name}</Link> : name
}

/** «B · Casi siempre acertada»: the grade, and what it means. */
function graded(words: Readonly<Record<string, string>>, grade: string | number | undefined): string {
  return grade === undefined ? '–' : `${grade} · ${wordFor(words, grade)}`
}

function useEvidenceRow(): (evidence: Evidence) => TableRow {
  const { texts } = useSpeech()
  const { labels } = useSession()
  const { codes } = texts
  return (one) => {
    if (one.redacted !== undefined) {
      return {
        key: one.signal,
        cells: [<code key="signal">{one.signal.slice(-8)}</code>],
        withheld: `${texts.alert.hidden}: ${wordFor(codes.redacted, one.redacted)}`,
      }
    }
    return {
      key: one.signal,
      cells: [
        <span key="signal">
          <EvidenceName evidence={one} />
          <span className="soft small block">
            {one.verification === undefined ? '' : wordFor(codes.verification, one.verification)}
          </span>
        </span>,
        one.place === undefined ? '–' : labels.place(one.place),
        one.event_time === undefined ? '–' : <Moment key="when" at={one.event_time} withAge={false} />,
        graded(codes.severity, one.severity),
        graded(codes.reliability, one.reliability),
        graded(codes.credibility, one.credibility),
        one.source_root ?? texts.alert.hidden,
      ],
    }
  }
}
