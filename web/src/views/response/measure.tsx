// One measure: what is asked of whom by when, what may be done with it now, its evidence, ratings and history.
import { LevelMark } from '../../design/level-mark.tsx'
import { Empty, ExerciseTag, Fact, Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { Link, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { Due } from './due.tsx'
import { MeasureActs } from './measure-acts.tsx'
import { responseTexts } from './texts.ts'
import type { MeasureDetail } from './types.ts'
import { useFilters } from './use-filters.ts'

export function MeasureDetailPart({ id }: { readonly id: string }) {
  const texts = useTexts(responseTexts)
  const { api } = useSession()
  const { search } = useFilters()
  const part = useFocusOnArrival<HTMLElement>(id)
  const polled = usePolled<MeasureDetail>(api, `/v1/actions/${encodeURIComponent(id)}`)
  const status = polled.error?.status ?? 0
  return (
    <article ref={part} tabIndex={-1}>
      <p className="back">
        <Link href={`/response${search}`}>← {texts.back}</Link>
      </p>
      {[400, 404, 422].includes(status) ? (
        <Empty title={texts.unknown} />
      ) : (
        <Live polled={polled}>
          {(measure) => (
            <>
              <Head measure={measure} />
              <MeasureActs measure={measure} onDone={polled.refresh} />
              <Proofs measure={measure} />
              <History measure={measure} />
            </>
          )}
        </Live>
      )}
    </article>
  )
}

function Head({ measure }: { readonly measure: MeasureDetail }) {
  const texts = useTexts(responseTexts)
  const { language } = useSpeech()
  return (
    <header>
      <p className="row-top">
        <Due measure={measure} />
        {measure.exercise && <ExerciseTag />}
      </p>
      <h1>{measure.text[language]}</h1>
      {measure.held_back !== null && <p className="notice notice-bad">{texts.held}</p>}
      <Facts measure={measure} />
    </header>
  )
}

function Facts({ measure }: { readonly measure: MeasureDetail }) {
  const texts = useTexts(responseTexts)
  const { labels } = useSession()
  const { facts } = texts
  return (
    <dl className="facts">
      <Fact term={facts.addressee}>{labels.of('addressees', measure.addressee)}</Fact>
      <Fact term={facts.due}>
        {measure.due_at === null ? texts.noDue : <Moment at={measure.due_at} withAge={false} />}
      </Fact>
      <Fact term={facts.state}>{wordFor(texts.states, measure.state)}</Fact>
      <Fact term={facts.class}>
        {measure.class === null ? texts.notSaid : wordFor(texts.classes, measure.class)}
      </Fact>
      {measure.line !== null && <Fact term={facts.line}>{labels.of('responseLines', measure.line)}</Fact>}
      {measure.rating !== null && <Fact term={facts.rating}>{wordFor(texts.ratings, measure.rating)}</Fact>}
      <Fact term={facts.place}>{labels.place(measure.place)}</Fact>
      <Fact term={facts.level}>
        <LevelMark level={measure.level} /> ·{' '}
        <Link href={`/alerts/${measure.alert_id}`}>{texts.openAlert}</Link>
      </Fact>
      <Fact term={facts.origin}>{measure.rule_action === null ? facts.person : facts.rule}</Fact>
    </dl>
  )
}

function Proofs({ measure }: { readonly measure: MeasureDetail }) {
  const texts = useTexts(responseTexts)
  return (
    <section aria-labelledby="measure-evidence">
      <h2 id="measure-evidence">{texts.evidence}</h2>
      {measure.evidence.length === 0 && <p className="soft">{texts.noEvidence}</p>}
      <ul className="events">
        {measure.evidence.map((one) => (
          <li key={one.id}>
            <Moment at={one.at} /> <strong>{wordFor(texts.evidenceKinds, one.kind)}</strong>
            <span className="block">{one.ref}</span>
            {one.note !== null && <span className="block">{one.note}</span>}
            <code className="soft small">SHA-256 {one.sha256.slice(0, 16)}…</code>
          </li>
        ))}
      </ul>
      <h3>{texts.ratingsTitle}</h3>
      {measure.ratings.length === 0 && <p className="soft">{texts.noRatings}</p>}
      <ul className="events">
        {measure.ratings.map((one) => (
          <li key={one.id}>
            <Moment at={one.at} />{' '}
            <strong>
              {one.rating} · {wordFor(texts.ratings, one.rating)}
            </strong>
            <span className="block">{one.reason}</span>
          </li>
        ))}
      </ul>
    </section>
  )
}

function History({ measure }: { readonly measure: MeasureDetail }) {
  const texts = useTexts(responseTexts)
  return (
    <section aria-labelledby="measure-history">
      <h2 id="measure-history">{texts.history}</h2>
      <ol className="events">
        {measure.history.map((one) => (
          <li key={one.ordinal}>
            <Moment at={one.at} /> <strong>{wordFor(texts.events, one.kind)}</strong>
            {typeof one.body.reason === 'string' && one.body.reason !== '' && (
              <span className="block">{one.body.reason}</span>
            )}
          </li>
        ))}
      </ol>
    </section>
  )
}
