// What a person does from a page: sent once under one key per content, never «done» before the server said so, refused in words.
import './act.css'
import { type ReactNode, useId, useRef, useState } from 'react'
import { announce } from '../announced.tsx'
import { ApiError } from '../api.ts'
import { useSession } from '../session.tsx'
import { newId } from '../signal-draft.ts'
import { useTexts } from '../texts/catalogue.ts'
import { useSpeech } from '../texts/texts.tsx'
import { actTexts } from './act-texts.ts'

export type Sending = 'idle' | 'sending' | 'done' | ApiError

export interface Act {
  readonly sending: Sending
  readonly post: (path: string, body: unknown) => void
  readonly change: (method: 'PATCH' | 'PUT' | 'DELETE', path: string, body: unknown, etag: string) => void
  readonly reset: () => void
}

/** The same content sent again has the same key, so that a lost answer cannot make two of it; other content has its own. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what the API answers is known to the caller only
export function useAct<Answer = unknown>(onDone: (answer: Answer) => void): Act {
  const { api } = useSession()
  const [sending, setSending] = useState<Sending>('idle')
  const kept = useRef({ said: '', key: '' })
  async function run(work: () => Promise<Answer>): Promise<void> {
    if (sending === 'sending') return
    setSending('sending')
    announce(false)
    try {
      const answer = await work()
      kept.current = { said: '', key: '' }
      setSending('done')
      announce(true)
      onDone(answer)
    } catch (error) {
      setSending(error instanceof ApiError ? error : new ApiError(0, undefined))
    }
  }
  return {
    sending,
    post(path, body) {
      const said = `${path} ${JSON.stringify(body)}`
      if (kept.current.said !== said) kept.current = { said, key: newId() }
      const { key } = kept.current
      void run(() => api.post<Answer>(path, body, key))
    },
    change: (method, path, body, etag) => void run(() => api.change<Answer>(method, path, body, etag)),
    reset: () => setSending('idle'),
  }
}

/** What the API found wrong with one field of what was sent. */
export function faultAt(sending: Sending, pointer: string): string | undefined {
  if (!(sending instanceof ApiError)) return undefined
  return sending.fields.find((one) => one.pointer === pointer)?.message
}

/** Why an act was not done. `refusals`: what a code means here, and what to do; without one the API speaks for itself. */
export function NotDone({
  sending,
  refusals = {},
}: {
  readonly sending: Sending
  readonly refusals?: Readonly<Record<string, string>>
}) {
  const texts = useTexts(actTexts)
  if (!(sending instanceof ApiError)) return <div role="alert" />
  const { problem } = sending
  const known = problem === undefined ? undefined : refusals[problem.code]
  return (
    <div role="alert">
      <div className="notice notice-bad">
        <p>
          <strong>{texts.notDone}.</strong>{' '}
          {problem === undefined ? texts.unknownOutcome : (known ?? problem.title)}
        </p>
        {problem !== undefined && known === undefined && <Faults error={sending} />}
        {problem !== undefined && (
          <p className="soft small">
            {texts.request}: <code>{problem.request_id}</code>
          </p>
        )}
      </div>
    </div>
  )
}

function Faults({ error }: { readonly error: ApiError }) {
  const { texts } = useSpeech()
  // Without faults the detail is in English, the language of the codes.
  if (error.fields.length === 0) return <p lang="en">{error.problem?.detail}</p>
  return (
    <ul>
      {error.fields.map((one) => (
        <li key={`${one.pointer} ${one.message}`}>
          <code>{one.pointer}</code> {one.message}
          {one.nearest !== undefined && one.nearest.length > 0 && (
            <>
              {' '}
              {texts.signal.nearest}: {one.nearest.join(', ')}
            </>
          )}
        </li>
      ))}
    </ul>
  )
}

/** A button that opens the form of an act below it; the form keeps what was typed while it is closed. */
export function Reveal({
  label,
  isOpen,
  isMain = false,
  onToggle,
  children,
}: {
  readonly label: string
  readonly isOpen: boolean
  /** What the page is there to begin: it looks like the link that begins something elsewhere. */
  readonly isMain?: boolean
  readonly onToggle: (isOpen: boolean) => void
  readonly children: ReactNode
}) {
  const id = useId()
  return (
    <div className="reveal">
      <button
        type="button"
        className={isMain ? 'begins' : undefined}
        aria-expanded={isOpen}
        aria-controls={id}
        onClick={() => onToggle(!isOpen)}
      >
        {label}
      </button>
      <div id={id} hidden={!isOpen} className="reveal-part">
        {children}
      </div>
    </div>
  )
}

/** The text of a field that stands once in the form; an empty one is «». */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name)
  return typeof value === 'string' ? value.trim() : ''
}
