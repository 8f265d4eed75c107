// Fields that several routes of access take.
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { roles } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'

export const handle = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9][a-z0-9._-]{2,39}$/, 'three to 40 of a-z, 0-9, dot, hyphen and underscore')
  .describe('The name that the person signs in with')
export const reason = z.string().trim().min(3).max(500)
export const idParameter = z.object({ id: z.uuid() })
export const codes = z.array(z.string().min(1).max(64)).max(500)
export const days = z.number().int().min(1).max(limits.tokenDaysMost)

/** Proof with a password and its second factor: exactly one of the two codes. */
export const secondFactor = {
  code: z
    .string()
    .regex(/^\d{6}$/)
    .optional()
    .describe('Of the authenticator app'),
  recovery_code: z.string().min(10).max(64).optional().describe('In place of the code, once'),
}

export const wantedGrant = {
  role: z.enum(roles.filter((role) => role !== 'intake_token')),
  territory: codes.describe('Exact place codes; the code of the country is everywhere; none is nowhere'),
  marking: z.enum(markings).describe('The highest that may be seen'),
  office: z.string().max(64).nullable().default(null),
  source_id: z.string().max(64).nullable().default(null),
  processes: codes.nullable().default(null),
  days,
}
