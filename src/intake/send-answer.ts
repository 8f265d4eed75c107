// An answer that may be kept under an Idempotency-Key → the reply: with its status, as a problem where it is one, marked when it is a replay.

interface Reply {
  code(status: number): Reply
  header(name: string, value: string): Reply
  type(contentType: string): Reply
  send(body: unknown): unknown
}

/** The answer was built by the route's own handler, now or earlier, so it has the declared shape. */
export function sendAnswer(
  reply: unknown,
  answer: { readonly status: number; readonly body: unknown; readonly isReplay: boolean },
): never {
  const out = reply as Reply
  if (answer.isReplay) out.header('idempotency-replayed', 'true')
  out.code(answer.status)
  if (answer.status < 400) return out.send(answer.body) as never
  return out.type('application/problem+json; charset=utf-8').send(JSON.stringify(answer.body)) as never
}
