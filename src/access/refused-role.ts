// The database's refusals of roles, in words: it has the last one, whatever the handlers have checked.
import type { Role } from '#domain/actor.ts'
import { AppError } from '#platform/errors.ts'
import { grantRefusal } from './grant-store.ts'

/** What the database refused, in words; any other error as it is. */
export function refusedByDatabase(error: unknown, role: Role): unknown {
  const refusal = grantRefusal(error)
  if (refusal === 'role_conflict') {
    return new AppError(
      'conflict',
      'ACCESS_ROLE_CONFLICT',
      `this person holds a role that excludes ${role}: rules_admin and system_admin exclude each other, auditor excludes every other`,
    )
  }
  if (refusal === 'second_person') {
    return new AppError(
      'forbidden',
      'ACCESS_SECOND_PERSON_NEEDED',
      `${role} is given by two persons; while fewer than two hold system_admin, at the machine: vigia people first-admin`,
    )
  }
  return refusal === 'own_grant' ? ownGrant() : error
}

export function ownGrant(): AppError {
  return new AppError(
    'forbidden',
    'ACCESS_OWN_GRANT',
    'nobody gives themselves a right: ask another administrator',
  )
}
