// The text that an alert's id is made of. The id is the UUIDv5 of it in the namespace below; hashing is the caller's.
import type { KeyValues } from './lane.ts'

/** Itself UUIDv5 of `urn:vigia:alert` in the URL namespace. */
export const alertNamespace = '5e37d3b1-0f2b-56fd-a7b4-3ae721a9375e'

/** `["<process>","<rule id>",[<group values>],<episode>]` without spaces: a replay gives the same ids. */
export function alertIdentity(process: string, ruleId: string, key: KeyValues, episode: number): string {
  return JSON.stringify([process, ruleId, key, episode])
}
