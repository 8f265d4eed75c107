// Who may see which row, written from the role table of the security design and not from the policies: the two must agree on every pair.
import type { Actor, Role } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'

/** Country › departments › provinces › municipalities, as codes and what contains them. */
export const parents: Readonly<Record<string, string>> = {
  XA: 'XX',
  XB: 'XX',
  XA01: 'XA',
  XA02: 'XA',
  XB01: 'XB',
  XA0101: 'XA01',
  XA0102: 'XA01',
  XA0201: 'XA02',
  XB0101: 'XB01',
}

export const departmentOf = (place: string): string | null => (place === 'XX' ? null : place.slice(0, 2))

export interface SignalFacts {
  readonly source: string
  readonly place: string
  readonly marking: string
  readonly processes: readonly string[]
  readonly sharedWithOmbudsman: boolean
}

export interface AlertFacts {
  readonly process: string
  readonly place: string
  readonly marking: string
}

const readers: Readonly<Record<'signals' | 'alerts', readonly Role[]>> = {
  signals: ['analyst', 'verifier', 'ombudsman'],
  // Administrators of the system and auditors see whom messages went to, and so which alert each is of.
  alerts: ['verifier', 'ombudsman', 'un_liaison', 'system_admin', 'auditor'],
}

function isInside(place: string, territory: readonly string[]): boolean {
  for (let at: string | undefined = place; at !== undefined; at = parents[at])
    if (territory.includes(at)) return true
  return false
}

const isUpTo = (marking: string, ceiling: string): boolean =>
  markings.findIndex((one) => one === marking) <= markings.findIndex((one) => one === ceiling)

export function shouldSeeSignal(actor: Actor, signal: SignalFacts): boolean {
  const isOwn = signal.source === (actor.sourceId ?? `token-${actor.tokenId}`)
  if (isOwn) return [...readers.signals, 'intake_token'].some((role) => role === actor.role)
  if (!readers.signals.includes(actor.role)) return false
  if (actor.role === 'ombudsman' && !signal.sharedWithOmbudsman) return false
  const { processes } = actor
  const isOfProcess = signal.processes.some((one) => processes === null || processes.includes(one))
  return isOfProcess && isInside(signal.place, actor.territory) && isUpTo(signal.marking, actor.marking)
}

export function shouldSeeAlert(actor: Actor, alert: AlertFacts): boolean {
  return (
    readers.alerts.includes(actor.role) &&
    (actor.processes === null || actor.processes.includes(alert.process)) &&
    isInside(alert.place, actor.territory) &&
    isUpTo(alert.marking, actor.marking)
  )
}
