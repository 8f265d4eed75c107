// Rows of audit/.
import type { Defaulted, DefaultMoment, Filled, Json, Moment } from './columns.ts'

export interface AuditEventTable {
  id: Filled<number>
  at: DefaultMoment
  actor_token: string | null
  actor_person: string | null
  action: string
  object_kind: string
  object_id: string
  detail: Json<Record<string, unknown>>
  /** The transaction; filled by the database. */
  xid: Defaulted<string>
}

export interface AuditNoteTable {
  hash: string
  salt: string
  text: string
  created_at: DefaultMoment
}

export interface AuditLeafTable {
  index: number
  event_id: number
  hash: Uint8Array
}

export interface AuditNodeTable {
  level: number
  index: number
  hash: Uint8Array
}

export interface AuditKeyTable {
  key_id: string
  public_key: string
  added_at: DefaultMoment
}

export interface AuditCheckpointTable {
  size: number
  root: Uint8Array
  at: Moment
  key_id: string
  note: string
}

export interface AuditTreeTable {
  id: number
  origin: string
  sealed_below: string
}
