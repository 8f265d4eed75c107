// Row of the silence alarm's canary.
import type { DefaultMoment, MomentOrNull } from './columns.ts'

export interface CanaryTable {
  process: string
  counter: number
  due_at: DefaultMoment
  opened_at: DefaultMoment
  posted_at: MomentOrNull
  withheld_at: MomentOrNull
  prune_at: DefaultMoment
}
