// Asks the API with the reader's token. Whatever is not our own JSON counts as no answer, so a captive portal never looks like a success.
import type { FieldError, Problem } from './api-types.ts'
import type { Language } from './texts/texts.tsx'

// Longer than a slow mobile link needs for a small answer, shorter than a person waits without being told.
const answerWithinMs = 30_000

/** Why a request did not succeed. `problem` is absent when nothing of ours answered: then the outcome is unknown. */
export class ApiError extends Error {
  readonly status: number
  readonly problem: Problem | undefined

  constructor(status: number, problem: Problem | undefined) {
    super(problem?.detail ?? 'no answer')
    this.status = status
    this.problem = problem
  }

  get fields(): readonly FieldError[] {
    return this.problem?.errors ?? []
  }
}

type Method = 'POST' | 'PUT' | 'PATCH' | 'DELETE'

interface Asked {
  readonly method?: Method
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface Api {
  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer>
  /** The key makes a repeated request harmless; keep it until an answer came. */
  post<Answer>(path: string, body: unknown, idempotencyKey?: string): Promise<Answer>
  /** A file of the API that is no JSON, as text. */
  download(path: string): Promise<string>
  /** A resource with the state that was read: give it back to `change`, so that nobody's work is overwritten unseen. */
  read<Answer>(path: string, signal?: AbortSignal): Promise<Tagged<Answer>>
  /** Changes what was read as `etag`; an ApiError with status 412 when somebody else was first. */
  change<Answer>(
    method: Method,
    path: string,
    body: unknown,
    etag: string,
    idempotencyKey?: string,
  ): Promise<Answer>
}

/** What was read, and the ETag of that state; absent where the resource has none. */
export interface Tagged<Answer> {
  readonly body: Answer
  readonly etag: string | undefined
}

// 401 that end nobody's session: both factors are asked for anew, or what was shown was not accepted.
const notEnded = new Set(['AUTH_STEP_UP_REQUIRED', 'AUTH_SIGN_IN_REFUSED'])

/**
 * Asks with a token, or, without one, with the cookie of whoever signed in. `proveAnew` is asked when an act needs both factors once more;
 * true: the act is sent again, once, with the same key.
 */
export function createApi(
  token: string | undefined,
  language: Language,
  onSignedOut: () => void,
  proveAnew?: () => Promise<boolean>,
): Api {
  const credentials = token === undefined ? 'same-origin' : 'omit'
  const own = {
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    'accept-language': language,
  }
  async function readOnce<Answer>(path: string, init: Asked): Promise<Tagged<Answer>> {
    const answer = await reach(path, { ...init, credentials, headers: { ...own, ...init.headers } })
    if (answer.status === 204) return { body: undefined as Answer, etag: undefined }
    const body = await readOwnJson(answer)
    if (answer.ok && body !== undefined) {
      return { body: body as Answer, etag: answer.headers.get('etag') ?? undefined }
    }
    const problem = answer.ok ? undefined : (body as Problem | undefined)
    if (answer.status === 401 && !notEnded.has(problem?.code ?? '')) onSignedOut()
    throw new ApiError(answer.status, problem)
  }
  async function downloadOnce(path: string): Promise<string> {
    const answer = await reach(path, { credentials, headers: own })
    if (answer.ok) return answer.text()
    throw new ApiError(answer.status, (await readOwnJson(answer)) as Problem | undefined)
  }
  function read<Answer>(path: string, init: Asked): Promise<Tagged<Answer>> {
    return proven(() => readOnce(path, init), proveAnew)
  }
  async function ask<Answer>(path: string, init: Asked): Promise<Answer> {
    return (await read<Answer>(path, init)).body
  }
  return {
    get: (path, signal) => ask(path, signal === undefined ? {} : { signal }),
    download: (path) => proven(() => downloadOnce(path), proveAnew),
    read: (path, signal) => read(path, signal === undefined ? {} : { signal }),
    change: (method, path, body, etag, idempotencyKey) =>
      ask(path, {
        method,
        body: JSON.stringify(body),
        headers: { 'if-match': etag, ...headersOf(idempotencyKey) },
      }),
    post: (path, body, idempotencyKey) =>
      ask(path, { method: 'POST', body: JSON.stringify(body), headers: headersOf(idempotencyKey) }),
  }
}

function headersOf(idempotencyKey: string | undefined): Record<string, string> {
  const json = { 'content-type': 'application/json' }
  return idempotencyKey === undefined ? json : { ...json, 'idempotency-key': idempotencyKey }
}

/** What is refused for want of both factors is done once more after they were shown. */
async function proven<Done>(
  work: () => Promise<Done>,
  proveAnew: (() => Promise<boolean>) | undefined,
): Promise<Done> {
  try {
    return await work()
  } catch (error) {
    const isAsked = error instanceof ApiError && error.problem?.code === 'AUTH_STEP_UP_REQUIRED'
    if (isAsked && (await proveAnew?.()) === true) return work()
    throw error
  }
}

async function reach(
  path: string,
  init: Asked & { readonly credentials: RequestCredentials },
): Promise<Response> {
  const late = AbortSignal.timeout(answerWithinMs)
  const signal = init.signal !== undefined ? AbortSignal.any([init.signal, late]) : late
  try {
    // On a thin line what a person does goes before what the page asks by itself.
    const priority = init.method === undefined ? 'auto' : 'high'
    return await fetch(path, { ...init, signal, cache: 'no-store', priority })
  } catch (error) {
    if (init.signal?.aborted === true) throw error
    throw new ApiError(0, undefined)
  }
}

async function readOwnJson(answer: Response): Promise<unknown> {
  if (!/^application\/(problem\+)?json\b/.test(answer.headers.get('content-type') ?? '')) return undefined
  try {
    return await answer.json()
  } catch {
    return undefined
  }
}
