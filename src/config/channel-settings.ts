// VIGIA_WEBHOOKS and VIGIA_ADAPTERS: endpoints by channel code, their keys, and who may answer through an adapter. JSON, usually in a file.
import { z } from 'zod'

function bytesOf(prefix: string, text: string): number {
  const base64 = text.slice(prefix.length)
  const isWhole = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(base64)
  return isWhole ? Buffer.from(base64, 'base64').length : 0
}

const shared = z.string().refine((text) => {
  const size = bytesOf('whsec_', text)
  return text.startsWith('whsec_') && size >= 24 && size <= 64
}, 'expected whsec_ and the base64 of 24 to 64 bytes')
const ownKey = z.string().refine((text) => {
  return text.startsWith('whsk_') && [32, 64].includes(bytesOf('whsk_', text))
}, 'expected whsk_ and the base64 of an ed25519 key: 32 bytes, or 64 with the public half')
const theirKey = z
  .string()
  .refine(
    (text) => text.startsWith('whpk_') && bytesOf('whpk_', text) === 32,
    'expected whpk_ and 32 bytes in base64',
  )

/** One, or a list. */
const several = <T extends z.ZodType<string>>(one: T) =>
  z.union([one.transform((text) => [text]), z.array(one).min(1).max(4)])
const signing = z.union([shared, ownKey])
const endpoint = {
  url: z.url(),
  secret: several(signing),
  /** After a change of the secret: the one before signs as well until the end that is named. */
  previous: z.strictObject({ secret: several(signing), until: z.iso.datetime({ offset: true }) }).optional(),
}

const webhook = z.strictObject(endpoint).transform(signed)
const adapter = z
  .strictObject({
    ...endpoint,
    to: z.record(z.string(), z.string().min(1).max(200)),
    callback_secret: several(z.union([shared, theirKey])),
    senders: z
      .array(z.strictObject({ address: z.string().min(1).max(200), person: z.uuid() }))
      .max(1_000)
      .default([]),
  })
  .transform(({ to, callback_secret: callbackSecrets, senders, ...rest }) => ({
    ...signed(rest),
    to,
    callbackSecrets,
    senders,
  }))
  .refine(
    ({ secrets, callbackSecrets }) => !callbackSecrets.some((one) => secrets.includes(one)),
    'callback_secret must not be the secret that signs our calls: a call could be sent back to us as an answer',
  )

interface Written {
  readonly url: string
  readonly secret: string[]
  readonly previous?: { readonly secret: string[]; readonly until: string } | undefined
}

function signed({ url, secret, previous }: Written) {
  const before =
    previous === undefined ? {} : { previous: { secrets: previous.secret, until: previous.until } }
  return { url, secrets: secret, ...before }
}

const webhooks = z.record(z.string(), webhook)
const adapters = z.record(z.string(), adapter)

/** `{"<channel code>": {"url": "https://…", "secret": "whsec_…"}}` */
export function parseWebhooks(text: string | undefined, context: z.RefinementCtx): z.output<typeof webhooks> {
  const example = '{"<channel>":{"url":"https://…","secret":"whsec_…"}}'
  return parsed(webhooks, 'VIGIA_WEBHOOKS', example, text, context) ?? {}
}

/** `{"<channel code>": {"url": …, "secret": …, "to": {…}, "callback_secret": …, "senders": […]}}` */
export function parseAdapters(text: string | undefined, context: z.RefinementCtx): z.output<typeof adapters> {
  const example =
    '{"<channel>":{"url":"https://…","secret":"whsec_…","to":{"*":"+591…"},"callback_secret":"whsec_…"}}'
  return parsed(adapters, 'VIGIA_ADAPTERS', example, text, context) ?? {}
}

/** Adds a fault that names the field, never its value: these are secrets. */
function parsed<T extends z.ZodType>(
  schema: T,
  name: string,
  example: string,
  text: string | undefined,
  context: z.RefinementCtx,
): z.output<T> | undefined {
  if (text === undefined || text === '') return undefined
  const refuse = (what: string) => {
    context.addIssue({
      code: 'custom',
      path: [name],
      message: `${what}; expected JSON such as ${example}`,
    })
    return undefined
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refuse('is no JSON')
  }
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  return refuse(`${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}`)
}
