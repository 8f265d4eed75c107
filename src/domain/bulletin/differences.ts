// Two counts of the same bulletin, number by number: equal, or what differs and where.
import type { BulletinNumbers } from './numbers.ts'

export interface Difference {
  /** JSON Pointer into the numbers, with the code of a place, the id of an alert or an institution instead of a position. */
  readonly at: string
  readonly was: string | number | boolean | null
  readonly is: string | number | boolean | null
}

type Leaf = Difference['was']

/** Sorted by where. Texts are no numbers: the words of an alert may be mended without its count being another. */
export function differencesOf(was: BulletinNumbers, is: BulletinNumbers): readonly Difference[] {
  const before = leavesOf(was)
  const after = leavesOf(is)
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((at) => ({ at, was: before.get(at) ?? null, is: after.get(at) ?? null }))
    .filter((one) => one.was !== one.is)
}

function leavesOf({ totals, places, alerts, alerts_left_out, response }: BulletinNumbers): Map<string, Leaf> {
  const leaves = new Map<string, Leaf>()
  put(leaves, '/totals', { ...totals, not_heard: totals.not_heard.join(', ') })
  for (const { place, ...numbers } of places) put(leaves, `/places/${place}`, numbers)
  for (const { id, title: _title, explain: _explain, ...facts } of alerts)
    put(leaves, `/alerts/${id}`, { ...facts, listed: true })
  put(leaves, '', { alerts_left_out })
  for (const { group, ...numbers } of response.institutions)
    put(leaves, `/response/institutions/${group}`, numbers)
  if (response.all !== null) put(leaves, '/response/all', response.all)
  return leaves
}

type Tree = Leaf | { readonly [name: string]: Tree }

function put(leaves: Map<string, Leaf>, at: string, value: Tree): void {
  if (typeof value !== 'object' || value === null) leaves.set(at, value)
  else for (const [name, one] of Object.entries(value)) put(leaves, `${at}/${name}`, one)
}
