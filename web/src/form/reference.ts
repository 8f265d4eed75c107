// What the form needs to know of the country: asked when the line is there, kept for when it is not. Nothing in it is about a person.
import type { Calendar, ElectoralProcess, Me, Meta, Page, Place } from '../api-types.ts'
import type { Store } from './store.ts'

export interface Reference {
  readonly role: string
  readonly meta: Meta
  readonly places: readonly Place[]
  /** The one process that this person writes to; absent with several. */
  readonly process: Pick<ElectoralProcess, 'id' | 'name' | 'exercise'> | undefined
  readonly spans: Calendar['spans']
}

/** 'refused': the server knows nobody of that token or session. */
export async function askReference(token: string | undefined): Promise<Reference | 'refused'> {
  const me = await ask<Me>('/v1/me', token)
  if (me === 'refused' || !me.scopes.includes('signals:write') || !me.scopes.includes('registry:read'))
    return 'refused'
  const [meta, places, processes] = await Promise.all([
    ask<Meta>('/v1/meta', token),
    ask<Page<Place>>('/v1/places', token),
    ask<Page<ElectoralProcess>>('/v1/processes', token),
  ])
  if (meta === 'refused' || places === 'refused' || processes === 'refused') return 'refused'
  const open = processes.items.filter(
    (one) => one.state === 'open' && (me.processes === null || me.processes.includes(one.id)),
  )
  const process = open.length === 1 ? open[0] : undefined
  const calendar = process && (await ask<Calendar>(`/v1/processes/${process.id}/calendar`, token))
  return {
    role: me.role,
    meta,
    places: places.items,
    process: process && { id: process.id, name: process.name, exercise: process.exercise },
    spans: calendar === undefined || calendar === 'refused' ? [] : calendar.spans,
  }
}

async function ask<Answer>(path: string, token: string | undefined): Promise<Answer | 'refused'> {
  const answer = await fetch(path, {
    credentials: token === undefined ? 'same-origin' : 'omit',
    cache: 'no-store',
    headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
  })
  if (answer.status === 401 || answer.status === 403) return 'refused'
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`)
  return (await answer.json()) as Answer
}

export const keepReference = (store: Store, reference: Reference): Promise<void> =>
  store.keep('reference', reference)
export const keptReference = (store: Store): Promise<Reference | undefined> =>
  store.kept<Reference>('reference')

/** Phases that the kept calendar has in force at an instant. */
export function phasesAt(spans: Reference['spans'], at: string): string[] {
  const instant = Date.parse(at)
  return spans
    .filter((one) => one.type === 'phase' && Date.parse(one.from) <= instant && instant < Date.parse(one.to))
    .map((one) => one.code)
}
