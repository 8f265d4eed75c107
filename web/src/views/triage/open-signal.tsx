// One signal at the desk: what was reported, how good it is, what is like it, what was decided.
import type { ReactNode } from 'react'
import { Fact, MarkingLabel, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useNow } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { AlikeLine } from './alike.tsx'
import { IdentityLink } from './identity-link.tsx'
import { Clock, SeverityMark } from './queue-list.tsx'
import { triageTexts } from './texts.ts'
import type { TriageTexts } from './texts-es.ts'
import type { TriageSignal } from './triage-types.ts'

interface Props {
  readonly open: TriageSignal
  readonly search: string
  /** The acts, and the form of one of them. */
  readonly children: ReactNode
}

export function OpenSignal({ open, search, children }: Props) {
  const texts = useTexts(triageTexts)
  const { labels } = useSession()
  const now = useNow()
  const { signal } = open
  const isDecided = signal.verification !== 'unverified'
  return (
    <article className="open-signal" data-signal={signal.id} aria-labelledby="open-signal-title">
      <p className="queue-line">
        {isDecided ? (
          <span className="strong">{texts.decided[signal.verification]}</span>
        ) : (
          <Clock due={open.due_at} now={now} />
        )}
        <SeverityMark severity={signal.severity} withWord />
        <MarkingLabel marking={signal.marking} />
        {open.held_by !== null && <span className="queue-tag">{texts.held[open.held_by]}</span>}
      </p>
      <h1 id="open-signal-title">
        {labels.of('eventTypes', signal.category)} – {labels.place(signal.place)}
      </h1>
      {open.merged_into !== null && (
        <p className="notice">
          {texts.mergedInto} <Link href={`/triage/${open.merged_into}${search}`}>{texts.openOther}</Link>
        </p>
      )}
      {open.own && <p className="notice">{texts.own}</p>}
      {children}
      <Reported open={open} />
      <Facts open={open} />
      <AlikeList open={open} search={search} />
      <History open={open} />
    </article>
  )
}

function Reported({ open }: { readonly open: TriageSignal }) {
  const texts = useTexts(triageTexts)
  const { title, narrative, language } = open.signal.body
  const hasText = (title ?? '') !== '' || (narrative ?? '') !== ''
  return (
    <section aria-labelledby="reported">
      <h2 id="reported">{texts.text}</h2>
      {title !== undefined && (
        <p className="strong" lang={language}>
          {title}
        </p>
      )}
      {narrative !== undefined && (
        <p className="reported-text" lang={language}>
          {narrative}
        </p>
      )}
      {!hasText && <p className="soft">{texts.noText}</p>}
    </section>
  )
}

function Facts({ open }: { readonly open: TriageSignal }) {
  const texts = useTexts(triageTexts)
  const { texts: common } = useSpeech()
  const { signal } = open
  return (
    <>
      <dl className="facts">
        <Fact term={texts.when}>
          <Moment at={signal.event_time} />
        </Fact>
        <Fact term={texts.received}>
          <Moment at={signal.received_at} />
        </Fact>
        <Fact term={texts.source}>
          <code>{signal.source.id}</code> · {open.reliability} ·{' '}
          {wordFor(common.codes.reliability, open.reliability)}
          <IdentityLink signal={signal.id} />
        </Fact>
        <Fact term={texts.contentGrade}>
          {open.credibility} · {wordFor(common.codes.credibility, open.credibility)}
        </Fact>
        <ReportedFacts open={open} />
      </dl>
      <Flags flags={signal.flags} />
    </>
  )
}

/** What the report says beside its text; what it does not say has no line. */
function ReportedFacts({ open }: { readonly open: TriageSignal }) {
  const texts = useTexts(triageTexts)
  const { labels, format } = useSession()
  const { processes, body, redacted } = open.signal
  const { target, source, rights = [], populations = [] } = body
  const phases = [...new Set(Object.values(processes).flatMap((one) => one.phases))]
  // Several fields may have one word: both halves of a point are its coordinates.
  const held = new Set(
    redacted.map(
      ({ field, reason }) => `${texts.fieldNames[field] ?? field} (${texts.redacted[reason] ?? reason})`,
    ),
  )
  const lines: readonly (readonly [term: string, values: readonly string[]])[] = [
    [texts.root, source?.root === undefined ? [] : [source.root]],
    [texts.target, target?.kind === undefined ? [] : [labels.of('targets', target.kind)]],
    [texts.phases, phases.map((one) => labels.of('phases', one))],
    [texts.rights, rights.map((one) => labels.of('rights', one))],
    [texts.populations, populations.map((one) => labels.of('populations', one))],
    [texts.consent, consentWords(body.consent, texts)],
    [texts.hidden, [...held]],
  ]
  return lines.map(
    ([term, values]) =>
      values.length > 0 && (
        <Fact key={term} term={term}>
          {format.list(values)}
        </Fact>
      ),
  )
}

/** Where the four answers were not given, the server takes those of `consentNotAsked`. */
function consentWords(consent: TriageSignal['signal']['body']['consent'], texts: TriageTexts): string[] {
  if (consent === undefined) return [texts.consentNotAsked]
  const granted = Object.keys(consent).filter((one) => consent[one] === true)
  return granted.length === 0 ? [texts.noConsent] : granted.map((one) => texts.consents[one] ?? one)
}

function Flags({ flags }: { readonly flags: readonly string[] }) {
  const texts = useTexts(triageTexts)
  const { texts: common } = useSpeech()
  const words = flags.flatMap((flag) => common.codes.warning[flag] ?? [])
  if (words.length === 0) return null
  return (
    <section aria-labelledby="flags">
      <h2 id="flags">{texts.flags}</h2>
      <ul>
        {words.map((word) => (
          <li key={word}>{word}</li>
        ))}
      </ul>
    </section>
  )
}

function AlikeList({ open, search }: { readonly open: TriageSignal; readonly search: string }) {
  const texts = useTexts(triageTexts)
  return (
    <section aria-labelledby="alike">
      <h2 id="alike">{texts.alike}</h2>
      {open.repeats.length > 0 && <p>{texts.repeats(open.repeats.length)}</p>}
      {open.alike.length === 0 && <p className="soft">{texts.noAlike}</p>}
      <ol className="alike-list">
        {open.alike.map((one) => (
          <li key={one.signal}>
            <Link href={`/triage/${one.signal}${search}`}>
              <AlikeLine alike={one} />
            </Link>
          </li>
        ))}
      </ol>
    </section>
  )
}

function History({ open }: { readonly open: TriageSignal }) {
  const texts = useTexts(triageTexts)
  if (open.decisions.length === 0) return null
  return (
    <section aria-labelledby="decisions">
      <h2 id="decisions">{texts.history}</h2>
      <ul className="plain">
        {open.decisions.map((one) => (
          <li key={one.id}>
            <strong>{texts.decided[one.decision]}</strong>{' '}
            {one.undone_at !== null && <span className="soft">({texts.undone}) </span>}
            {one.reliability}
            {one.credibility} · {one.mine ? texts.byMe : texts.byOther} · <Moment at={one.at} />
            {one.reason !== null && <span className="block">{one.reason}</span>}
          </li>
        ))}
      </ul>
    </section>
  )
}
