// Rows of access/ about people who sign in: accounts, grants, what they prove themselves with, sessions.
import type { Defaulted, DefaultJson, DefaultMoment, Moment, MomentOrNull } from './columns.ts'

export interface PrincipalTable {
  id: string
  person_id: string
  kind: 'token' | 'account'
}

export type AccountState = 'invited' | 'active' | 'frozen' | 'disabled'

export interface AccountTable {
  id: string
  person_id: string
  handle: string
  office: string | null
  state: Defaulted<AccountState>
  state_at: DefaultMoment
  state_by: Defaulted<string | null>
  created_by: string | null
  created_at: DefaultMoment
}

export interface RoleGrantTable {
  id: string
  account_id: string
  /** Filled by the database from the account. */
  person_id: Defaulted<string>
  role: string
  territory: string[]
  marking: string
  office: string | null
  source_id: string | null
  processes: string[] | null
  reason: string
  granted_by: string | null
  proposal_id: string | null
  created_at: DefaultMoment
  expires_at: Moment
  revoked_at: MomentOrNull
  revoked_by: Defaulted<string | null>
}

export interface PasskeyTable {
  id: string
  account_id: string
  public_key: string
  counter: number
  transports: string[]
  is_synced: boolean
  label: string
  created_at: DefaultMoment
  last_used_day: Defaulted<Temporal.PlainDate | string | null>
}

export interface PasswordCredentialTable {
  account_id: string
  hash: string
  totp_sealed: string
  totp_step: number
  set_at: DefaultMoment
}

export interface RecoveryCodeTable {
  account_id: string
  hash: string
  used_at: MomentOrNull
}

export interface OidcLinkTable {
  id: string
  account_id: string
  issuer: string
  subject_hash: string
  created_at: DefaultMoment
  last_used_day: Defaulted<Temporal.PlainDate | string | null>
}

export type Pathway = 'passkey' | 'password' | 'oidc'

export interface SessionTable {
  id: string
  hash: string
  account_id: string
  grant_id: string
  pathway: Pathway
  created_at: DefaultMoment
  last_seen_at: DefaultMoment
  expires_at: Moment
  stepped_up_at: DefaultMoment
  ended_at: MomentOrNull
  end_reason: Defaulted<string | null>
}

export type OneTimeKind =
  | 'enrolment'
  | 'passkey_enrol'
  | 'passkey_sign_in'
  | 'passkey_step_up'
  | 'totp_enrol'
  | 'oidc_sign_in'
  | 'oidc_link'
  | 'oidc_proven'
  | 'oidc_passkey'

export interface OneTimeTokenTable {
  id: string
  kind: OneTimeKind
  hash: string
  account_id: string | null
  payload: DefaultJson<Record<string, unknown>>
  created_at: DefaultMoment
  expires_at: Moment
  used_at: MomentOrNull
}

export interface AttemptCounterTable {
  kind: 'account' | 'network' | 'step_up'
  subject: string
  failures: number
  blocked_until: Moment
  updated_at: DefaultMoment
}

export interface NetworkSaltTable {
  day: Temporal.PlainDate | string
  salt: string
}

export interface OfficeClosingTable {
  id: string
  office: string
  closed_by: string
  reason: string
  sessions: number
  tokens: number
  frozen: number
  at: DefaultMoment
}
