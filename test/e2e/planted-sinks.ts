// What the search for planted strings calls the answers of reading routes, and the ids that it asks them with.
import { clientOf } from './client.ts'
import type { LiveWorld } from './live-process.ts'

export const kinds = [
  ['exports', /^.v1.exports/],
  ['feeds', /^.v1.feeds|cap.xml$/],
  ['audit dump', /^.v1.audit.dump/],
  ['drafts', /drafts$/],
  ['drill reports', /^.v1.drills.*report/],
] as const

/** The first id of every list that there is, by the collection it belongs to. */
export async function idsOfLists(
  world: Pick<LiveWorld, 'url' | 'tokens'>,
  routes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const token of Object.values(world.tokens))
    for (const route of routes.filter((one) => /^\/v1\/[a-z-]+$/.test(one) && one !== '/v1/stream')) {
      const { items } = (await clientOf(world, token).get(route)).body
      const id = Array.isArray(items) ? items[0]?.id : undefined
      if (id !== undefined) found.set(route.slice('/v1/'.length), String(id))
    }
  return found
}
