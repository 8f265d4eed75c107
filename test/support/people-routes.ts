// Routes that tokens do not open, written by hand: the promise about people.
import type { Role } from '#domain/actor.ts'

/** For people who are signed in, with the scope of the role named; no token passes. */
export const personOnly: Readonly<Record<string, Role | 'everybody'>> = {
  'GET /v1/auth/session': 'everybody',
  'GET /v1/auth/credentials': 'everybody',
  'GET /v1/sessions': 'everybody',
  'POST /v1/sessions:end-all': 'everybody',
  'POST /v1/sessions/:id:end': 'everybody',
  'POST /v1/auth/session:sign-out': 'everybody',
  'POST /v1/auth/session:act-as': 'everybody',
  'POST /v1/auth/step-up/passkey-options': 'everybody',
  'POST /v1/auth/step-up/passkey': 'everybody',
  'POST /v1/auth/step-up/password': 'everybody',
  'POST /v1/auth/passkeys:options': 'everybody',
  'POST /v1/auth/passkeys': 'everybody',
  'POST /v1/auth/passkeys/:passkey:remove': 'everybody',
  'POST /v1/auth/password:change': 'everybody',
  'POST /v1/auth/recovery-codes': 'everybody',
  'GET /v1/auth/oidc-links': 'everybody',
  'POST /v1/auth/oidc-links': 'everybody',
  'POST /v1/auth/oidc-links:start': 'everybody',
  'POST /v1/auth/oidc-links/:id:remove': 'everybody',
  'GET /v1/accounts': 'system_admin',
  'POST /v1/accounts': 'system_admin',
  'POST /v1/accounts/:id:reinvite': 'system_admin',
  'POST /v1/accounts/:id:disable': 'system_admin',
  'POST /v1/accounts/:id:unfreeze': 'system_admin',
  'POST /v1/accounts/:id/grants': 'system_admin',
  'POST /v1/grants/:id:revoke': 'system_admin',
  'GET /v1/grant-proposals': 'system_admin',
  'POST /v1/grant-proposals/:id/approvals': 'system_admin',
  'GET /v1/tokens': 'system_admin',
  'POST /v1/tokens': 'system_admin',
  'POST /v1/tokens/:id:rotate': 'system_admin',
  'POST /v1/tokens/:id:revoke': 'system_admin',
}
/** The ways in, and invitations: anybody may try, and each try is counted or holds a secret. */
export const doors = [
  'POST /v1/auth/passkey-options',
  'POST /v1/auth/passkey',
  'POST /v1/auth/password',
  'POST /v1/auth/oidc:start',
  'POST /v1/auth/oidc',
  'POST /v1/auth/oidc/second-factor',
  'POST /v1/auth/enrolment',
  'POST /v1/auth/enrolment/passkey-options',
  'POST /v1/auth/enrolment/passkey',
  'POST /v1/auth/enrolment/totp-options',
  'POST /v1/auth/enrolment/password',
]
/** Where a provider sends a browser back to: on to the console, by anybody. */
export const wayBack = 'GET /v1/auth/oidc/callback'
