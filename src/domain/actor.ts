// Who acts: roles, the scopes that a role gives, and what a caller may see. Default deny everywhere.
import { type Marking, markings } from './pack.ts'

export const roles = [
  'analyst',
  'verifier',
  'ombudsman',
  'un_liaison',
  'rules_admin',
  'system_admin',
  'auditor',
  'intake_token',
] as const
export type Role = (typeof roles)[number]

export const scopes = [
  'signals:write',
  'signals:read',
  'signals:grade',
  'signals:attribute',
  'identity:open',
  'identity:approve',
  'identity:keep',
  'identity:review',
  'indicators:write',
  'alerts:read',
  'alerts:act',
  'rules:read',
  'rules:propose',
  'rules:approve',
  'registry:read',
  'delivery:read',
  'delivery:manage',
  'channels:manage',
  'drills:run',
  'exports:read',
  'admin:tokens',
  'admin:people',
  'admin:health',
  'office:close',
  'audit:read',
] as const
/** A right that a route asks for. */
export type Scope = (typeof scopes)[number]

/** What each role may do at most; a token may carry fewer. Rules admins see no signals, system admins no content at all. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  analyst: ['signals:write', 'signals:read', 'indicators:write', 'registry:read'],
  verifier: [
    'signals:write',
    'signals:read',
    'signals:grade',
    'indicators:write',
    'alerts:read',
    'registry:read',
    'identity:open',
    'identity:review',
  ],
  ombudsman: [
    'signals:read',
    'identity:approve',
    'identity:keep',
    'identity:review',
    'alerts:read',
    'alerts:act',
    'rules:read',
    'registry:read',
    'delivery:read',
    'delivery:manage',
    'channels:manage',
    'drills:run',
    'exports:read',
    'office:close',
  ],
  un_liaison: ['alerts:read', 'alerts:act', 'registry:read', 'exports:read'],
  rules_admin: ['rules:read', 'rules:propose', 'rules:approve', 'registry:read'],
  system_admin: [
    'admin:tokens',
    'admin:people',
    'admin:health',
    'office:close',
    'registry:read',
    'delivery:read',
    'channels:manage',
    'drills:run',
  ],
  auditor: ['audit:read', 'identity:review', 'registry:read', 'delivery:read', 'exports:read'],
  intake_token: ['signals:write'],
}

/** Roles that one person proposes and another approves. */
export const adminRoles: readonly Role[] = ['system_admin', 'rules_admin', 'auditor']

/** How a person is signed in; a token has none of this. */
export interface ActorSession {
  readonly id: string
  readonly grantId: string
  /** The person has shown both factors a moment ago. */
  readonly isFresh: boolean
}

export interface Actor {
  /** Who acts: an API token, or the account of a person who is signed in. */
  readonly tokenId: string
  /** Absent for a token. */
  readonly session?: ActorSession
  readonly personId: string
  readonly role: Role
  readonly scopes: readonly Scope[]
  /** Exact place codes within which the actor may see and act; the country's code means everywhere; empty means nowhere. */
  readonly territory: readonly string[]
  /** The territory and every place in it that the database knows, for its own walls; absent: the territory alone. */
  readonly places?: readonly string[]
  /** The highest marking that the actor may see. */
  readonly marking: Marking
  /** The office or audience that the actor answers for, as in the country pack's routes. */
  readonly office: string | null
  /** The source that the actor's signals come from. */
  readonly sourceId: string | null
  /** The electoral processes that the token is bound to; null = all. */
  readonly processes: readonly string[] | null
}

export function isMarkingWithin(marking: Marking, ceiling: Marking): boolean {
  return markings.indexOf(marking) <= markings.indexOf(ceiling)
}

/** Every marking that the actor may see. */
export function markingsOf(actor: Actor): readonly Marking[] {
  return markings.filter((one) => isMarkingWithin(one, actor.marking))
}

/** The more restrictive of two. */
export function stricterMarking(a: Marking, b: Marking): Marking {
  return markings.indexOf(a) >= markings.indexOf(b) ? a : b
}

/** Does the actor's territory cover a place, given the place and all that contains it? */
export function coversPlace(actor: Actor, lineage: readonly string[]): boolean {
  return lineage.some((code) => actor.territory.includes(code))
}

export function mayUseProcess(actor: Actor, process: string): boolean {
  return actor.processes === null || actor.processes.includes(process)
}
