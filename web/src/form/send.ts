// Sends what waits, in the order of filing, each report once: «received» is said only after our own answer that names the report.
import type { FieldFault, QueueRow, Store } from './store.ts'

// Doubled after each try that nobody of ours answered; a minute is as long as somebody with a returning line should wait.
const firstPauseMs = 1_000
const longestPauseMs = 60_000
const answerWithinMs = 30_000

export type Link = 'unknown' | 'sending' | 'waiting' | 'signed_out'

interface Problem {
  readonly title: string
  readonly detail: string
  readonly code: string
  readonly errors?: readonly FieldFault[]
}

type Outcome =
  | { readonly kind: 'received'; readonly at: string }
  | { readonly kind: 'refused'; readonly problem: Problem }
  | { readonly kind: 'later'; readonly seconds: number | undefined }
  | { readonly kind: 'signed_out' }

export interface Sender {
  /** Something waits, or the line may be back. */
  wake(): void
  readonly link: () => Link
}

export function createSender(
  store: Store,
  token: () => string | undefined,
  language: () => string,
  onChange: () => void,
): Sender {
  let link: Link = 'unknown'
  let pause = firstPauseMs
  let timer: ReturnType<typeof setTimeout> | undefined
  let isRunning = false
  let isWanted = false
  function say(next: Link): void {
    link = next
    onChange()
  }

  async function sendAll(): Promise<void> {
    for (let row = await store.first(); row !== undefined; row = await store.first()) {
      say('sending')
      const outcome = await sendOne(store, row, token(), language())
      if (outcome.kind === 'signed_out') return say('signed_out')
      if (outcome.kind === 'later') {
        const ms = outcome.seconds === undefined ? pause : outcome.seconds * 1_000
        pause = Math.min(pause * 2, longestPauseMs)
        timer = setTimeout(wake, ms)
        return say('waiting')
      }
      pause = firstPauseMs
      await settle(store, row, outcome)
    }
    say('unknown')
  }

  async function run(): Promise<void> {
    isRunning = true
    try {
      do {
        isWanted = false
        // One sender for all tabs; the others wait here and find the queue empty.
        await navigator.locks.request('vigia-form-send', sendAll)
      } while (isWanted)
    } finally {
      isRunning = false
    }
  }

  function wake(): void {
    clearTimeout(timer)
    isWanted = true
    if (!isRunning) void run()
  }
  addEventListener('online', wake)
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden) wake()
  })
  return { wake, link: () => link }
}

async function settle(
  store: Store,
  row: QueueRow,
  outcome: Extract<Outcome, { kind: 'received' | 'refused' }>,
): Promise<void> {
  const { sealed, ...open } = row
  if (outcome.kind === 'received') return store.put({ ...open, state: 'received', receivedAt: outcome.at })
  // Kept sealed, so that it can be mended and sent again.
  const { title, detail, errors = [] } = outcome.problem
  const text = errors.length === 0 ? `${title}. ${detail}` : title
  return store.put({
    ...open,
    ...(sealed === undefined ? {} : { sealed }),
    state: 'refused',
    problem: text,
    faults: errors.map(({ pointer, message }) => ({ pointer, message })),
  })
}

async function sendOne(
  store: Store,
  row: QueueRow,
  token: string | undefined,
  language: string,
): Promise<Outcome> {
  if (row.sealed === undefined) return { kind: 'refused', problem: { title: '', detail: '', code: '' } }
  const body = await store.open(row.sealed)
  let answer: Response
  try {
    answer = await fetch('/v1/signals', {
      method: 'POST',
      body: JSON.stringify(body),
      credentials: token === undefined ? 'same-origin' : 'omit',
      cache: 'no-store',
      signal: AbortSignal.timeout(answerWithinMs),
      headers: {
        'content-type': 'application/json',
        'idempotency-key': row.id,
        'accept-language': language,
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
    })
    return await outcomeOf(answer, row.id)
  } catch {
    return { kind: 'later', seconds: undefined }
  }
}

/** A portal that answers for us, a page of errors, a torn answer: nobody knows, so it is sent again under the same key. */
async function outcomeOf(answer: Response, id: string): Promise<Outcome> {
  const type = answer.headers.get('content-type') ?? ''
  if (!/^application\/(problem\+)?json\b/.test(type)) return { kind: 'later', seconds: undefined }
  const body = (await answer.json()) as Partial<Problem> & { id?: string; received_at?: string }
  if (answer.ok) return receivedOf(body, id)
  const after = Number(answer.headers.get('retry-after'))
  if (isForLater(answer.status, body.code)) return { kind: 'later', seconds: after > 0 ? after : undefined }
  if (answer.status === 401) return { kind: 'signed_out' }
  const { code = '', title = '', detail = '', errors = [] } = body
  return { kind: 'refused', problem: { title, detail, code, errors } }
}

/** Only an answer that names this very report says that it is there. */
function receivedOf(body: { readonly id?: string; readonly received_at?: string }, id: string): Outcome {
  return body.id === id && body.received_at !== undefined
    ? { kind: 'received', at: body.received_at }
    : { kind: 'later', seconds: undefined }
}

/** Busy, broken or not ours: nothing is known of the report, and nothing is wrong with it. */
function isForLater(status: number, code: string | undefined): boolean {
  return code === undefined || status >= 500 || status === 429 || code === 'IDEMPOTENCY_IN_FLIGHT'
}
