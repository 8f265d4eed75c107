// A person who answers without a token of their own at hand: what the best of their live tokens would let them do.
import type { Actor, Scope } from '#domain/actor.ts'
import type { Executor } from '#platform/database/database.ts'
import { findActorOfPerson } from './access-store.ts'

/** undefined: the person has no live token with this scope, so may not act by any other way either. */
export function actorOfPerson(db: Executor, personId: string, scope: Scope): Promise<Actor | undefined> {
  return findActorOfPerson(db, personId, scope)
}
