// A web server on this machine that keeps what it is sent and answers as it is told.
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'

export interface KeptCall {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export type Manner =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** Says nothing. */
  | 'hang'
  /** Sends a byte of an answer's head every 20 ms and never ends it. */
  | 'drip-head'
  /** 200, then a byte of the body every 20 ms and never the last. */
  | 'drip-body'
  /** 200, then as much body as is taken. */
  | 'endless-body'
  /** Reads the whole request and breaks the connection. */
  | 'reset'

export interface WebhookSink {
  readonly url: string
  /** Without challenges. */
  readonly calls: KeptCall[]
  readonly challenges: KeptCall[]
  /** How a challenge is answered; the endpoint's own code echoes it. */
  answerChallenges(how: 'echo' | 'plain' | 'wrong' | 'nothing'): void
  /** Bytes of answers that left so far. */
  readonly sent: () => number
  /** Of the next calls; the last one stays. */
  behave(...manners: readonly Manner[]): void
  close(): Promise<void>
}

/** `decide`: how a call is answered, where it is not as told by `behave`. */
export async function openWebhookSink(
  decide: (call: KeptCall) => Manner | undefined = () => undefined,
): Promise<WebhookSink> {
  const calls: KeptCall[] = []
  const challenges: KeptCall[] = []
  let echo: 'echo' | 'plain' | 'wrong' | 'nothing' = 'echo'
  let manners: readonly Manner[] = [{ status: 204 }]
  let sent = 0
  const server = createServer((request, response) => {
    void serve(request, response)
  })
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request)
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
    )
    const call = { path: request.url ?? '', headers, body }
    const challenge = challengeIn(body)
    if (challenge !== undefined) {
      challenges.push(call)
      return void response.writeHead(200).end(echoOf(challenge, echo))
    }
    calls.push(call)
    const decided = decide(call)
    if (decided !== undefined) return answer(decided, response, () => undefined)
    const [manner = 'hang', ...rest] = manners
    if (rest.length > 0) manners = rest
    answer(manner, response, (bytes) => {
      sent += bytes
    })
  }
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the webhook sink does not listen')
  return {
    url: `http://127.0.0.1:${address.port}/hook`,
    calls,
    challenges,
    answerChallenges: (how) => {
      echo = how
    },
    sent: () => sent,
    behave: (...next) => {
      manners = next
    },
    close: () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      return closed
    },
  }
}

function challengeIn(body: string): string | undefined {
  const found = /^\{"type":"vigia\.endpoint\.challenge".*"challenge":"(\w+)"/.exec(body)
  return found?.[1]
}

function echoOf(challenge: string, how: 'echo' | 'plain' | 'wrong' | 'nothing'): string {
  if (how === 'plain') return challenge
  if (how === 'nothing') return ''
  return JSON.stringify({ challenge: how === 'echo' ? challenge : `${challenge}x` })
}

async function readAll(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = []
  for await (const part of request) if (Buffer.isBuffer(part)) parts.push(part)
  return Buffer.concat(parts).toString('utf8')
}

function answer(manner: Manner, response: ServerResponse, count: (bytes: number) => void): void {
  if (manner === 'hang') return
  if (manner === 'reset') {
    response.socket?.resetAndDestroy()
  } else if (manner === 'drip-head') {
    const letters = 'HTTP/1.1 200 OK\r\nx-long: '
    drip(response, (turn) => response.socket?.write(letters[turn] ?? 'a'))
  } else if (manner === 'drip-body') {
    response.writeHead(200)
    drip(response, () => response.write('a'))
  } else if (manner === 'endless-body') {
    response.writeHead(200)
    pour(response, count)
  } else {
    response.writeHead(manner.status, manner.headers).end(manner.body)
  }
}

function drip(response: ServerResponse, act: (turn: number) => void): void {
  let turn = 0
  const timer = setInterval(() => act(turn++), 20)
  response.on('close', () => clearInterval(timer))
}

function pour(response: ServerResponse, count: (bytes: number) => void): void {
  const block = Buffer.alloc(16_384)
  const more = () => {
    while (!response.destroyed) {
      count(block.length)
      if (!response.write(block)) return
    }
  }
  response.on('drain', more)
  more()
}
