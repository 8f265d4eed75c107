// A client of server-sent events over a real connection, which reads as the standard says.
import { get } from 'node:http'

export interface Told {
  readonly id: string
  readonly event: string
  readonly data: Readonly<Record<string, unknown>>
}

export interface EventClient {
  readonly told: readonly Told[]
  /** What the next connection sends as Last-Event-ID. */
  lastEventId(): string | undefined
  readonly status: Promise<number>
  readonly ended: Promise<void>
  close(): Promise<void>
}

export function openEvents(url: string, token: string, lastEventId?: string): EventClient {
  const told: Told[] = []
  let id = lastEventId
  const ended = Promise.withResolvers<void>()
  const status = Promise.withResolvers<number>()
  const request = get(url, {
    headers: {
      authorization: `Bearer ${token}`,
      accept: 'text/event-stream',
      ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
    },
  })
  request.on('error', () => ended.resolve())
  request.on('response', (answer) => {
    status.resolve(answer.statusCode ?? 0)
    let rest = ''
    answer.setEncoding('utf8')
    answer.on('error', () => ended.resolve())
    answer.on('close', () => ended.resolve())
    answer.on('data', (text: string) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop() ?? ''
      for (const block of blocks) {
        const fields = new Map(
          block.split('\n').flatMap((line) => {
            const found = /^(\w+): ?(.*)$/.exec(line)
            return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const]
          }),
        )
        id = fields.get('id') ?? id
        const data = fields.get('data')
        if (data !== undefined)
          told.push({ id: id ?? '', event: fields.get('event') ?? 'message', data: JSON.parse(data) })
      }
    })
  })
  return {
    told,
    lastEventId: () => id,
    status: status.promise,
    ended: ended.promise,
    async close() {
      request.destroy()
      await ended.promise
    },
  }
}

/** Waits until it is true; the limit only ends what hangs. */
export async function until(isTrue: () => boolean, what: string): Promise<void> {
  const limit = Date.now() + 60_000
  while (!isTrue()) {
    if (Date.now() > limit) throw new Error(`still waiting until ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
