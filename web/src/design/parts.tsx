// Small parts of every view: states of a list, labels, times, facts.
import type { ReactNode } from 'react'
import type { ApiError } from '../api.ts'
import { isStale, type Polled, useNow } from '../live.ts'
import { useSession } from '../session.tsx'
import { useSpeech } from '../texts/texts.tsx'

/** «sáb, 21 nov 2026, 18:40 · hace 2 horas»; the relative part only where it helps. */
export function Moment({ at, withAge = true }: { readonly at: string; readonly withAge?: boolean }) {
  const { format } = useSession()
  const now = useNow()
  return (
    <time dateTime={at} className="moment">
      <span>
        {format.moment(at)}
        {withAge && <span className="soft"> ·</span>}
      </span>
      {withAge && (
        <>
          {' '}
          <span className="soft">{format.relative(at, now)}</span>
        </>
      )}
    </time>
  )
}

export function MarkingLabel({ marking }: { readonly marking: string }) {
  return (
    <span className={`tlp tlp-${marking.replace('TLP:', '').replace('+', '-').toLowerCase()}`}>
      {marking}
    </span>
  )
}

export function ExerciseTag() {
  const { texts } = useSpeech()
  return <span className="exercise-tag">{texts.shell.exercise}</span>
}

export function Empty({ title, children }: { readonly title: string; readonly children?: ReactNode }) {
  return (
    <div className="empty">
      <p className="empty-title">{title}</p>
      {children !== undefined && <p className="soft">{children}</p>}
    </div>
  )
}

export function Failure({
  error,
  onRetry,
}: {
  readonly error: ApiError | undefined
  readonly onRetry?: () => void
}) {
  const { texts } = useSpeech()
  return (
    <div className="notice notice-bad" role="alert">
      <p>
        <strong>{texts.state.failed}.</strong> {error?.problem?.title ?? texts.state.noAnswer}
      </p>
      {error?.problem !== undefined && (
        <p className="soft small">
          {texts.state.request}: <code>{error.problem.request_id}</code>
        </p>
      )}
      {onRetry !== undefined && (
        <button type="button" onClick={onRetry}>
          {texts.state.retry}
        </button>
      )}
    </div>
  )
}

export function Loading() {
  const { texts } = useSpeech()
  return (
    <p className="soft loading" role="status">
      {texts.state.loading}
    </p>
  )
}

/** A polled resource in each of its states: loading, failed, stale, or what the view makes of it. */
export function Live<Answer>({
  polled,
  children,
}: {
  readonly polled: Polled<Answer>
  readonly children: (data: Answer) => ReactNode
}) {
  const { data, error } = polled
  if (data === undefined)
    return error === undefined ? <Loading /> : <Failure error={error} onRetry={polled.refresh} />
  return (
    <>
      <StaleBand polled={polled} />
      {children(data)}
    </>
  )
}

function StaleBand({ polled }: { readonly polled: Polled<unknown> }) {
  const { texts } = useSpeech()
  const { format } = useSession()
  const now = useNow()
  const { answeredAt, error } = polled
  if (isStale(answeredAt, now)) {
    const age = format.relative(new Date(answeredAt).toISOString(), now)
    return (
      <p className="notice stale" role="status">
        {texts.state.stale(age)}
      </p>
    )
  }
  if (error === undefined) return null
  return (
    <p className="notice" role="status">
      {error.problem?.title ?? texts.state.noAnswer} {texts.state.stillShown}
    </p>
  )
}

/** New rows wait here, so that nothing moves what the reader is reading. */
export function NewRows({ count, onShow }: { readonly count: number; readonly onShow: () => void }) {
  const { texts } = useSpeech()
  return (
    <div role="status">
      {count > 0 && (
        <button type="button" className="new-rows" onClick={onShow}>
          {texts.state.newRows(count)}
        </button>
      )}
    </div>
  )
}

/** A term with its value, in a list of facts. */
export function Fact({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  )
}
