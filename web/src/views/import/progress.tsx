// How far a run is, and a run that stopped: why, and the way on.
import type { ReactNode } from 'react'
import type { ApiError } from '../../api.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { importTexts } from './texts.ts'

/** A bar, and the same in words, told politely. */
export function Progress({
  done,
  all,
  text,
}: {
  readonly done: number
  readonly all: number
  readonly text: string
}) {
  return (
    <div className="import-progress">
      <progress max={Math.max(all, 1)} value={done} aria-label={text} />
      <p role="status">{text}</p>
    </div>
  )
}

interface StoppedProps {
  readonly title: string
  /** Absent when nothing failed: whoever left the view stopped the run. */
  readonly error: ApiError | undefined
  readonly onGoOn: () => void
  readonly children?: ReactNode
}

export function Stopped({ title, error, onGoOn, children }: StoppedProps) {
  const texts = useTexts(importTexts)
  const { texts: common } = useSpeech()
  const problem = error?.problem
  return (
    <div role="alert">
      <div className="notice notice-bad">
        <p>
          <strong>{title}.</strong> {error !== undefined && (problem?.title ?? texts.noAnswer)}
        </p>
        {error !== undefined && error.fields.length > 0 && (
          <ul>
            {error.fields.map((one) => (
              <li key={`${one.pointer} ${one.message}`}>{one.message}</li>
            ))}
          </ul>
        )}
        {children !== undefined && <p>{children}</p>}
        {problem !== undefined && (
          <p className="soft small">
            {common.state.request}: <code>{problem.request_id}</code>
          </p>
        )}
        <button type="button" className="primary" onClick={onGoOn}>
          {texts.goOn}
        </button>
      </div>
    </div>
  )
}
