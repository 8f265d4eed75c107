// A person who answers without being signed in: what the best of their live tokens and grants would let them do.
import type { Actor, Scope } from '#domain/actor.ts'
import type { Executor } from '#platform/database/database.ts'
import { findTokenOfPerson } from './access-store.ts'
import { findGrantOfPerson } from './grant-store.ts'

/** undefined: the person has neither token nor grant with this scope, so may not act by any other way either. */
export async function actorOfPerson(
  db: Executor,
  personId: string,
  scope: Scope,
): Promise<Actor | undefined> {
  return (await findTokenOfPerson(db, personId, scope)) ?? (await findGrantOfPerson(db, personId, scope))
}
