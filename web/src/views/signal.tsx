// A signal in seven fields. Errors of the API appear at their field; sending again after silence cannot store it twice.
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { ApiError } from '../api.ts'
import type { AcceptedSignal, ElectoralProcess } from '../api-types.ts'
import { Failure } from '../design/parts.tsx'
import { wallTime, withOffset } from '../format.ts'
import { useOpenProcesses } from '../open-processes.ts'
import { useSession } from '../session.tsx'
import {
  clearDraft,
  emptyDraft,
  type FieldErrors,
  keepDraft,
  readDraft,
  type SignalDraft,
} from '../signal-draft.ts'
import type { Texts } from '../texts/es.ts'
import { useSpeech } from '../texts/texts.tsx'
import { SignalFields } from './signal-fields.tsx'
import { Received } from './signal-received.tsx'

/** JSON pointers of the contract → the field that a person filled in. */
const fieldOf: Readonly<Record<string, keyof FieldErrors>> = {
  '/category': 'category',
  '/place': 'place',
  '/event_time': 'when',
  '/severity': 'severity',
  '/target': 'target',
  '/target/kind': 'target',
  '/source': 'root',
  '/source/root': 'root',
  '/narrative': 'text',
}

type Outcome =
  | { readonly kind: 'none' | 'sending' }
  | { readonly kind: 'received'; readonly signal: AcceptedSignal }
  | { readonly kind: 'failed'; readonly error: ApiError }

/** The draft, its faults and what became of it. `sent` counts, so that the fields start afresh after each signal. */
function useSignalForm(process: string | undefined) {
  const { texts } = useSpeech()
  const { timeZone, api } = useSession()
  const [draft, setDraft] = useState<SignalDraft>(() => readDraft() ?? freshDraft(timeZone))
  const [errors, setErrors] = useState<FieldErrors>({})
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' })
  const [sent, setSent] = useState(0)
  async function send(): Promise<void> {
    setOutcome({ kind: 'sending' })
    try {
      const signal = await api.post<AcceptedSignal>('/v1/signals', bodyOf(draft, process, timeZone))
      clearDraft()
      setDraft(freshDraft(timeZone))
      setSent((count) => count + 1)
      setOutcome({ kind: 'received', signal })
    } catch (error) {
      const failure = error instanceof ApiError ? error : new ApiError(0, undefined)
      setErrors(errorsOf(failure))
      setOutcome({ kind: 'failed', error: failure })
    }
  }
  function change(part: Partial<SignalDraft>): void {
    const next = { ...draft, ...part }
    setDraft(next)
    keepDraft(next)
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (outcome.kind === 'sending') return
    const missing = missingIn(draft, texts)
    setErrors(missing)
    if (Object.keys(missing).length === 0) void send()
    else setOutcome({ kind: 'none' })
  }
  return { draft, errors, outcome, sent, change, submit }
}

export function SignalView() {
  const { texts, language } = useSpeech()
  const process = useProcess()
  const { draft, errors, outcome, sent, change, submit } = useSignalForm(process?.id)
  const form = useRef<HTMLFormElement>(null)
  // The first field at fault takes the focus, so that its error is read aloud.
  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus()
  }, [errors])
  const count = Object.keys(errors).length
  return (
    <div className="narrow">
      <h1>{texts.signal.title}</h1>
      {process !== undefined && (
        <p className="soft">
          {texts.signal.process}: {process.name[language]}
        </p>
      )}
      <p className="notice">{texts.signal.lead}</p>
      {outcome.kind === 'received' && <Received key={outcome.signal.id} signal={outcome.signal} />}
      <form ref={form} onSubmit={submit} noValidate>
        <SignalFields key={sent} draft={draft} errors={errors} onChange={change} />
        <div role="alert">
          {count > 0 && <p className="notice notice-bad">{texts.signal.errors(count)}</p>}
          {outcome.kind === 'failed' && count === 0 && <SendFailure error={outcome.error} />}
        </div>
        <button type="submit" className="primary" aria-disabled={outcome.kind === 'sending'}>
          {outcome.kind === 'sending' ? texts.signal.sending : texts.signal.submit}
        </button>
      </form>
    </div>
  )
}

function SendFailure({ error }: { readonly error: ApiError }) {
  const { texts } = useSpeech()
  if (error.problem === undefined) return <p className="notice notice-bad">{texts.signal.unknownOutcome}</p>
  return (
    <>
      <Failure error={error} />
      {error.fields.map((one) => (
        <p key={one.pointer + one.code} className="field-error">
          <code>{one.pointer}</code> {one.message}
        </p>
      ))}
    </>
  )
}

/** The one process that the token writes to; with several, the engine takes every one that is open at the place and time. */
function useProcess(): ElectoralProcess | undefined {
  const { data: open } = useOpenProcesses()
  return open?.length === 1 ? open[0] : undefined
}

function freshDraft(timeZone: string): SignalDraft {
  return emptyDraft(wallTime(Date.now(), timeZone))
}

function missingIn(draft: SignalDraft, texts: Texts): FieldErrors {
  return {
    ...(draft.category === '' ? { category: texts.signal.choose } : {}),
    ...(draft.place === '' ? { place: texts.signal.choose } : {}),
    ...(draft.when === '' ? { when: texts.signal.badTime } : {}),
    ...(draft.severity === '' ? { severity: texts.signal.required } : {}),
  }
}

function bodyOf(draft: SignalDraft, process: string | undefined, timeZone: string): unknown {
  const root = draft.root.trim()
  const text = draft.text.trim()
  return {
    id: draft.id,
    ...(process === undefined ? {} : { process }),
    category: draft.category,
    place: draft.place,
    event_time: withOffset(draft.when, timeZone),
    severity: Number(draft.severity),
    ...(draft.target === '' ? {} : { target: { kind: draft.target } }),
    ...(root === '' ? {} : { source: { root } }),
    ...(text === '' ? {} : { narrative: text }),
  }
}

function errorsOf(failure: ApiError): FieldErrors {
  const found: FieldErrors = {}
  for (const one of failure.fields) {
    const field = fieldOf[one.pointer]
    if (field !== undefined) found[field] ??= one.message
  }
  return found
}
