// Rows of the silence alarm's canary, of drills started through the API, and of exceptions from the change freeze.
import type { Defaulted, DefaultMoment, Json, Moment, MomentOrNull } from './columns.ts'

export interface CanaryTable {
  process: string
  counter: number
  due_at: DefaultMoment
  opened_at: DefaultMoment
  posted_at: MomentOrNull
  withheld_at: MomentOrNull
  prune_at: DefaultMoment
}

export interface DrillRunTable {
  id: string
  process: string
  scenario: Json<unknown>
  pace: 'fast' | 'real'
  state: 'queued' | 'running' | 'done' | 'failed' | 'interrupted'
  done: Defaulted<number>
  total: number
  report: string | null
  error: string | null
  actor: string
  created_at: DefaultMoment
  started_at: MomentOrNull
  seen_at: MomentOrNull
  finished_at: MomentOrNull
}

export interface FreezeLiftTable {
  id: string
  person: string
  reason: string
  at: DefaultMoment
  ends_at: Moment
}

export interface FreezeNoticeTable {
  lift: string
  told_at: DefaultMoment
}
