// What a browser answers when it made or used a passkey, as far as it is read; browsers add fields of their own, which are dropped.
import { z } from 'zod'

const base64url = z
  .string()
  .min(1)
  .max(16_384)
  .regex(/^[A-Za-z0-9_-]+$/)
const common = { id: base64url, rawId: base64url, type: z.literal('public-key') }

export const passkeyAnswer = z.object({
  ...common,
  response: z.object({ clientDataJSON: base64url, authenticatorData: base64url, signature: base64url }),
})
export type PasskeyAnswer = z.infer<typeof passkeyAnswer>

export const newPasskeyAnswer = z.object({
  ...common,
  response: z.object({
    clientDataJSON: base64url,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(10).optional(),
  }),
})
export type NewPasskeyAnswer = z.infer<typeof newPasskeyAnswer>
