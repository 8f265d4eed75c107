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

interface Asked {
  readonly method?: 'POST'
  readonly body?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

export interface Api {
  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer>
  /** The key makes a repeated request harmless; keep it until an answer came. */
  post<Answer>(path: string, body: unknown, idempotencyKey?: string): Promise<Answer>
}

export function createApi(token: string, language: Language, onSignedOut: () => void): Api {
  async function ask<Answer>(path: string, init: Asked): Promise<Answer> {
    const answer = await reach(path, {
      ...init,
      headers: { authorization: `Bearer ${token}`, 'accept-language': language, ...init.headers },
    })
    const body = await readOwnJson(answer)
    if (answer.ok && body !== undefined) return body as Answer
    if (answer.status === 401) onSignedOut()
    throw new ApiError(answer.status, answer.ok ? undefined : (body as Problem | undefined))
  }
  return {
    get: (path, signal) => ask(path, signal === undefined ? {} : { signal }),
    post: (path, body, idempotencyKey) =>
      ask(path, {
        method: 'POST',
        body: JSON.stringify(body),
        headers: {
          'content-type': 'application/json',
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
      }),
  }
}

async function reach(path: string, init: Asked): Promise<Response> {
  const late = AbortSignal.timeout(answerWithinMs)
  const signal = init.signal !== undefined ? AbortSignal.any([init.signal, late]) : late
  try {
    return await fetch(path, { ...init, signal, credentials: 'omit', cache: 'no-store' })
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
