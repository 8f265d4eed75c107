// Who is behind a report, as a sender gives it: taken out of the report before anything else reads it.
import { z } from 'zod'

const text = (max: number) => z.string().trim().min(1).max(max)

export const identityFields = ['name', 'phone', 'email', 'document', 'address', 'note', 'sealed'] as const

/** Never returned, and stored in the vault only. */
export const sourceIdentitySchema = z
  .strictObject({
    name: text(200).optional(),
    phone: text(40).optional(),
    email: text(200).optional(),
    document: text(60).optional().describe('Number of an identity document'),
    address: text(300).optional(),
    note: text(2_000).optional().describe('How and when the person may be reached, what they fear'),
    sealed: text(20_000)
      .regex(/^[A-Za-z0-9+/=_-]+$/)
      .optional()
      .describe('What the client itself has sealed to the verifiers (age, base64); kept as it is'),
    at_risk: z.boolean().optional().describe('Sealed to the verifiers, whatever the severity'),
  })
  .refine((identity) => identityFields.some((field) => identity[field] !== undefined), {
    message: 'at least one of name, phone, email, document, address, note, sealed',
  })

export type SourceIdentity = z.infer<typeof sourceIdentitySchema>

/** From this severity on the server keeps no way to read an identity, once verifiers have given their public keys. */
const severeFrom = 4

export function isForVerifiersOnly(
  identity: SourceIdentity,
  severity: number,
  settings: { readonly hasRecipients: boolean; readonly sealAll: boolean },
): boolean {
  if (!settings.hasRecipients) return false
  return settings.sealAll || identity.at_risk === true || severity >= severeFrom
}

/** What of an identity tells the same person again: the same text for the same number, whatever its prefix and punctuation. */
export function indexedForms(identity: SourceIdentity): readonly { kind: string; form: string }[] {
  const digits = (identity.phone ?? '').replaceAll(/\D/g, '')
  const document = (identity.document ?? '')
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
  const email = (identity.email ?? '').normalize('NFKC').trim().toLowerCase()
  return [
    // National numbers have at most this many digits where prefixes differ; two numbers that end alike are only suggested as one.
    { kind: 'phone', form: digits.slice(-8) },
    { kind: 'document', form: document },
    { kind: 'email', form: email },
  ].filter(({ form }) => form.length >= 5)
}

/** A report as it was sent → the report without the identity, and the identity as it was sent. */
export function takeIdentity(raw: unknown): { readonly rest: unknown; readonly identity: unknown } {
  if (!isRecord(raw) || !isRecord(raw['source']) || !('identity' in raw['source']))
    return { rest: raw, identity: undefined }
  const { identity, ...source } = raw['source']
  return { rest: { ...raw, source }, identity }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
