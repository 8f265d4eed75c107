// What the API says of accesses, readings and notices. Persons by id; never an identity, but for the one answer that is for it.
import { z } from 'zod'
import type { AccessRow, ReadRow } from './access-store.ts'
import { purposes } from './break-glass.ts'
import type { NoticeRow } from './notice-store.ts'

export const accessSchema = z
  .object({
    id: z.string(),
    signal: z.string(),
    purpose: z.enum(purposes),
    explanation: z.string(),
    emergency: z.boolean().describe('Opened by one person; everybody with a right to sources was told'),
    state: z.enum(['waiting', 'open', 'ended', 'refused', 'lapsed']),
    person: z.string(),
    approver: z.string().nullable(),
    asked_at: z.string(),
    opened_at: z.string().nullable(),
    ends_at: z.string().nullable(),
    reads: z.number().int().describe('Identities read under it so far'),
  })
  .meta({ id: 'IdentityAccess' })

export type AccessView = z.infer<typeof accessSchema>

export function viewAccess(row: AccessRow, reads = 0, proposalState: string | null = null): AccessView {
  return {
    id: row.id,
    signal: row.signalId,
    purpose: purposes.find((one) => one === row.purpose) ?? 'protection',
    explanation: row.explanation,
    emergency: row.isEmergency,
    state: stateOf(row, proposalState),
    person: row.personId,
    approver: row.approverPerson,
    asked_at: row.askedAt.toString(),
    opened_at: row.openedAt?.toString() ?? null,
    ends_at: row.endsAt?.toString() ?? null,
    reads,
  }
}

function stateOf(row: AccessRow, proposalState: string | null): AccessView['state'] {
  if (row.isOpen) return 'open'
  if (row.openedAt !== null) return 'ended'
  if (proposalState === 'rejected') return 'refused'
  return row.isLapsed ? 'lapsed' : 'waiting'
}

export const readSchema = z
  .object({
    id: z.number().int(),
    access: z.string(),
    identity: z.string().describe('Opaque name of the person'),
    signal: z.string(),
    person: z.string(),
    approver: z.string().nullable(),
    emergency: z.boolean(),
    purpose: z.string(),
    fields: z.array(z.string()),
    at: z.string(),
  })
  .meta({ id: 'IdentityRead' })

export function viewRead(row: ReadRow): z.infer<typeof readSchema> {
  return {
    id: row.id,
    access: row.accessId,
    identity: row.identityId,
    signal: row.signalId,
    person: row.personId,
    approver: row.approverPerson,
    emergency: row.isEmergency,
    purpose: row.purpose,
    fields: [...row.fields],
    at: row.at.toString(),
  }
}

export const noticeSchema = z
  .object({
    id: z.string(),
    kind: z.enum(['emergency', 'opened']),
    access: z.string(),
    signal: z.string(),
    office: z.string().nullable(),
    at: z.string(),
  })
  .meta({ id: 'IdentityNotice' })

export function viewNotice(row: NoticeRow): z.infer<typeof noticeSchema> {
  const { id, accessId, signalId, office, at } = row
  const kind = row.kind === 'emergency' ? ('emergency' as const) : ('opened' as const)
  return { id, kind, access: accessId, signal: signalId, office, at: at.toString() }
}

export const openedSchema = z
  .object({
    seconds_left: z
      .number()
      .int()
      .describe(
        'For so long it may be shown, whatever the clock of the reader says; then it goes off the screen',
      ),
    items: z.array(
      z.object({
        id: z.string(),
        wrapping: z.enum(['server', 'verifiers']),
        fields: z.record(z.string(), z.string()).optional(),
        sealed: z
          .object({
            identity: z.string(),
            key: z.string().describe('age file, base64'),
            fields: z.array(
              z.object({ field: z.string(), version: z.number().int(), ciphertext: z.string() }),
            ),
          })
          .optional()
          .describe('Only a verifier’s private key opens it: vigia keys open'),
        shredded: z
          .object({ reason: z.string(), at: z.string() })
          .optional()
          .describe('The data key was destroyed; nobody can read it'),
      }),
    ),
  })
  .meta({ id: 'OpenedIdentities' })

export const knownSchema = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        wrapping: z.enum(['server', 'verifiers']),
        at_risk: z.boolean(),
        day: z.string(),
        shredded: z.object({ reason: z.string(), at: z.string() }).nullable(),
        held: z.boolean().describe('Under a legal hold'),
        looks_like: z
          .array(z.object({ identity: z.string(), by: z.array(z.string()) }))
          .describe('Perhaps the same person: a suggestion, because blind indexes are short on purpose'),
      }),
    ),
  })
  .meta({ id: 'KnownIdentities' })
