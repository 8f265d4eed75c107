// Rows of backtest/: stored runs and what they found.
import type { DefaultMoment, Json, MomentOrNull } from './columns.ts'

export interface BacktestRunTable {
  id: string
  process: string
  title: string
  state: 'queued' | 'running' | 'done' | 'failed'
  request: Json<unknown>
  revisions: string[]
  is_small: boolean
  report: string | null
  report_hash: string | null
  error: string | null
  actor: string | null
  created_at: DefaultMoment
  started_at: MomentOrNull
  finished_at: MomentOrNull
}

export interface BacktestFindingTable {
  run: string
  ordinal: number
  rule_id: string
  department: string
  day: Temporal.PlainDate | string
  level: string
}
