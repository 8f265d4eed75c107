// One alert: what, where, since when and who must act above the fold; then why, evidence, measures, deliveries and history.
import type { Alert, AlertAnswers, AlertInFull, Why } from '../api-types.ts'
import { LevelMark } from '../design/level-mark.tsx'
import { Empty, ExerciseTag, Fact, Live, MarkingLabel, Moment } from '../design/parts.tsx'
import { wordFor } from '../labels.ts'
import { type Polled, usePolled } from '../live.ts'
import { Link, useAddress, useFocusOnArrival } from '../route.tsx'
import { useSession } from '../session.tsx'
import { useTexts } from '../texts/catalogue.ts'
import { useSpeech } from '../texts/texts.tsx'
import { CloseAlert } from './alert/close.tsx'
import { DraftsPart } from './alert/drafts.tsx'
import { EscalationPart, useNames } from './alert/escalation.tsx'
import { OutcomePart } from './alert/outcome.tsx'
import { PrintMarking } from './alert/print-marking.tsx'
import { CommentsPart, MeasuresPart } from './alert/response.tsx'
import { alertTexts } from './alert/texts.ts'
import { WithdrawnBanner } from './alert/withdrawn.tsx'
import './alert/alert.css'
import { Acknowledge, Acknowledgements } from './alert-acknowledge.tsx'
import { Deliveries, Timeline } from './alert-history.tsx'
import { EvidencePart, WhyPart } from './alert-why.tsx'

export function AlertDetail({ id }: { readonly id: string }) {
  const { texts } = useSpeech()
  const { api } = useSession()
  const { query } = useAddress()
  const part = useFocusOnArrival<HTMLElement>(id)
  const path = `/v1/alerts/${encodeURIComponent(id)}`
  const alert = usePolled<AlertInFull>(api, path)
  const why = usePolled<Why>(api, alert.data === undefined ? undefined : `${path}/why`)
  const answers = usePolled<AlertAnswers>(
    api,
    alert.data === undefined ? undefined : `${path}/acknowledgements`,
  )
  const isUnknown = alert.error?.status === 404 || alert.error?.status === 400 || alert.error?.status === 422
  return (
    <article ref={part} tabIndex={-1} className="alert-paper">
      <p className="back">
        <Link href={`/alerts${query.size === 0 ? '' : `?${query.toString()}`}`}>← {texts.alerts.back}</Link>
      </p>
      {isUnknown ? (
        <Empty title={texts.alert.unknown} />
      ) : (
        <Live polled={alert}>
          {(data) => (
            <>
              <PrintMarking marking={data.marking} id={data.id} isExercise={data.exercise} />
              {why.data !== undefined && <WithdrawnBanner why={why.data} />}
              <Head alert={data} why={why.data} answers={answers} onAnswered={alert.refresh} />
              <EscalationPart alert={data} onChanged={alert.refresh} />
              <DraftsPart path={path} />
              <Parts alert={data} path={path} why={why} answers={answers} onChanged={alert.refresh} />
            </>
          )}
        </Live>
      )}
    </article>
  )
}

interface HeadProps {
  readonly alert: AlertInFull
  /** On its way while it is undefined. */
  readonly why: Why | undefined
  readonly answers: Polled<AlertAnswers>
  readonly onAnswered: () => void
}

function Head({ alert, why, answers, onAnswered }: HeadProps) {
  const { texts, language } = useSpeech()
  const words = useTexts(alertTexts)
  const { labels, can } = useSession()
  const namesOf = useNames()
  const level = alert.level ?? alert.max_level
  const turn = alert.escalation?.running_step ?? null
  return (
    <header className="alert-head">
      <p className="row-top">
        <LevelMark level={level} />
        <MarkingLabel marking={alert.marking} />
        {alert.exercise && <ExerciseTag />}
        <button type="button" className="quiet" onClick={() => print()}>
          {words.print}
        </button>
      </p>
      <h1>
        {alert.title[language]} – {labels.place(alert.place)}
      </h1>
      <p className="lead">{alert.explain[language]}</p>
      <dl className="facts">
        <Fact term={texts.alert.state}>{wordFor(texts.codes.alertState, alert.state)}</Fact>
        <Fact term={texts.alert.since}>
          <Moment at={alert.fired_at} />
        </Fact>
      </dl>
      {can('alerts:act') && <Acknowledge alert={alert} answers={answers} onAnswered={onAnswered} />}
      <dl className="facts more-facts no-print">
        <Fact term={texts.alert.evidence}>
          {why === undefined
            ? '…'
            : `${texts.alert.evidenceCount(why.evidence_count, why.evidence_count)} · ${words.certainty(wordFor(texts.codes.certainty, why.certainty.toLowerCase()))}`}
        </Fact>
        {turn !== null && <Fact term={words.turn}>{namesOf(turn)}</Fact>}
      </dl>
      <p className="row-actions no-print">
        {alert.escalation !== null && <a href="#escalation">{words.toEscalation}</a>}
        <a href="#measures">{words.toMeasures}</a>
      </p>
      <MoreFacts alert={alert} />
    </header>
  )
}

function MoreFacts({ alert }: { readonly alert: Alert }) {
  const { texts } = useSpeech()
  const { labels, format } = useSession()
  return (
    <dl className="facts more-facts">
      <Fact term={texts.alert.dataUntil}>
        <Moment at={alert.as_of} withAge={false} />
        {alert.late && ` (${texts.alert.late})`}
      </Fact>
      {alert.closed_at !== null && (
        <Fact term={texts.alert.closed}>
          <Moment at={alert.closed_at} />
        </Fact>
      )}
      {alert.level !== null && alert.max_level !== alert.level && (
        <Fact term={texts.alert.maxLevel}>
          <LevelMark level={alert.max_level} />
        </Fact>
      )}
      {alert.rights.length > 0 && (
        <Fact term={texts.alert.rights}>
          {format.list(alert.rights.map((code) => labels.of('rights', code)))}
        </Fact>
      )}
      {alert.populations.length > 0 && (
        <Fact term={texts.alert.populations}>
          {format.list(alert.populations.map((code) => labels.of('populations', code)))}
        </Fact>
      )}
    </dl>
  )
}

/** What stands below the fold, each part asked for by itself, so that one that fails hides no other. */
function Parts({
  alert,
  path,
  why,
  answers,
  onChanged,
}: {
  readonly alert: AlertInFull
  readonly path: string
  readonly why: Polled<Why>
  readonly answers: Polled<AlertAnswers>
  readonly onChanged: () => void
}) {
  return (
    <>
      <Live polled={why}>
        {(data) => (
          <>
            <WhyPart why={data} level={alert.level ?? alert.max_level} />
            <EvidencePart why={data} />
          </>
        )}
      </Live>
      <MeasuresPart path={path} />
      <Deliveries path={path} />
      <Acknowledgements polled={answers} />
      <CommentsPart path={path} />
      <CloseAlert alert={alert} path={path} onClosed={onChanged} />
      <OutcomePart alert={alert} path={path} />
      <Timeline path={path} />
    </>
  )
}
