// An item as it came in → a body with its hash, or a refusal that names every field at fault. The identity of the source is taken out first:
// no body, hash, answer or fault holds any of it.

import {
  identityFields,
  type SourceIdentity,
  sourceIdentitySchema,
  takeIdentity,
} from '#domain/do-no-harm/source-identity.ts'
import { signalSchema } from '#domain/signal/signal.ts'
import { fault, type SignalFault, shapeFaults } from '#domain/signal/signal-faults.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Vault } from '#sources/vault.ts'
import type { Misread, Submitted } from './submission.ts'

/** Tells two identities apart; without it no identity is taken. */
export type IdentityTag = Pick<Vault, 'tagOf'>

/** A shape with faults still says what else is wrong: the fields without a fault are judged too. */
export function readSignal(raw: unknown, vault?: IdentityTag): Submitted | Misread {
  const { rest: report, identity: given } = takeIdentity(raw)
  const { identity, faults: identityFaults } = readIdentity(given, vault)
  const parsed = signalSchema.safeParse(report)
  if (parsed.success && identityFaults.length === 0) {
    return { body: parsed.data, bodyHash: hashOf(parsed.data, identity, vault), identity }
  }
  const faults = [...shapeFaults(parsed.error?.issues ?? []), ...identityFaults]
  const wrong = new Set(faults.map((one) => topField(one.pointer)))
  const rest =
    typeof report === 'object' && report !== null ? signalSchema.safeParse(without(report, wrong)) : undefined
  return { faults, rest: rest?.success === true ? rest.data : undefined }
}

/** Its faults name the fields that there are, and nothing of what was sent. */
function readIdentity(
  given: unknown,
  vault: IdentityTag | undefined,
): { readonly identity?: SourceIdentity | undefined; readonly faults: readonly SignalFault[] } {
  if (given === undefined) return { faults: [] }
  const pointer = '/source/identity'
  const identity = sourceIdentitySchema.safeParse(given).data
  if (identity === undefined) {
    const fields = [...identityFields, 'at_risk'].join(', ')
    const es = `se esperaba un objeto con al menos uno de estos campos, cada uno con texto y sin otros: ${fields}`
    const en = `expected an object with at least one of these fields, each with a text, and no others: ${fields}`
    return { faults: [fault(pointer, 'INTAKE_IDENTITY_WRONG', es, en)] }
  }
  if (vault !== undefined) return { identity, faults: [] }
  const es = 'aquí no se reciben identidades: envíela con el reporte a POST /v1/signals'
  const en = 'no identity is taken here: send it with the report to POST /v1/signals'
  return { faults: [fault(pointer, 'INTAKE_IDENTITY_NOT_HERE', es, en)] }
}

/** The hash of what was sent, as it may be kept: of an identity only a short tag under a key outside the database. */
export function hashOfSent(raw: unknown, vault: IdentityTag | undefined): string {
  const { rest, identity } = takeIdentity(raw)
  return hashOf(rest, identity, vault)
}

function hashOf(body: unknown, identity: unknown, vault: IdentityTag | undefined): string {
  const text = canonicalJson(body)
  if (identity === undefined || vault === undefined) return sha256(text)
  return sha256(`${text}\n${vault.tagOf(canonicalJson(identity))}`)
}

/** The faults of the shape, and those of the fields that have a good one. */
export function joinFaults(misread: Misread, others: readonly SignalFault[]): SignalFault[] {
  const wrong = new Set(misread.faults.map((one) => topField(one.pointer)))
  const isNews = (one: SignalFault) => !wrong.has(topField(one.pointer)) && !one.code.endsWith('_MISSING')
  return [...misread.faults, ...others.filter(isNews)]
}

function topField(pointer: string): string {
  return pointer.split('/')[1] ?? ''
}

function without(raw: object, fields: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !fields.has(name)))
}

/** 403 when everything would be fine from somebody with the right, else 422. */
export function refusal(faults: readonly SignalFault[]): AppError {
  const isForbidden = faults.every((one) => one.isForbidden === true)
  const first = faults[0]
  return new AppError(
    isForbidden ? 'forbidden' : 'invalid',
    first === undefined || faults.length > 1 ? 'INTAKE_SIGNAL_INVALID' : first.code,
    faults.map((one) => `${one.pointer || '/'}: ${one.message.en}`).join('; '),
    {
      faults: faults.map(({ pointer, code, message, nearest }) => ({
        pointer,
        code,
        message,
        ...(nearest === undefined ? {} : { nearest }),
      })),
    },
  )
}

/** Keys sorted, no spaces: equal values give equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
    .filter(([, one]) => one !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${canonicalJson(one)}`).join(',')}}`
}
