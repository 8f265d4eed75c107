// A caller of the API over HTTP, with a token.
import type { World } from './world.ts'

/** An item of a list, as the API shows it. */
export interface Shown {
  readonly id: string
  readonly department?: string | null
  readonly level?: string | null
  readonly [field: string]: unknown
}

interface Said extends Shown {
  readonly items: readonly Shown[]
}

export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly body: Said
}

export interface Client {
  get(path: string): Promise<Reply>
  post(path: string, body?: unknown, headers?: Readonly<Record<string, string>>): Promise<Reply>
  send(path: string, text: string, contentType: string): Promise<Reply>
}

export function clientOf(world: Pick<World, 'url'>, token: string): Client {
  async function ask(
    path: string,
    init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> },
  ): Promise<Reply> {
    const headers = { authorization: `Bearer ${token}`, ...init.headers }
    const answer = await fetch(`${world.url()}${path}`, { ...init, headers })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Said,
    }
  }
  return {
    get: (path) => ask(path, {}),
    post: (path, body, headers = {}) =>
      ask(path, {
        method: 'POST',
        headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    send: (path, text, contentType) =>
      ask(path, { method: 'POST', headers: { 'content-type': contentType }, body: text }),
  }
}
