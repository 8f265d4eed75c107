// Rows of delivery/feeds/.
import type { DefaultMoment, Json, Moment, MomentOrNull } from './columns.ts'

export interface CapMessageTable {
  identifier: string
  alert_id: string
  ordinal: number
  channel: string
  edition: string
  view: string
  sender: string
  sent: string
  msg_type: string
  status: string
  scope: string
  headline: Json<{ es: string; en: string }>
  document: string
  is_approved: boolean
  published_at: DefaultMoment
  fetch_due_at: Moment
  first_fetched_at: MomentOrNull
  unfetched_at: MomentOrNull
  checkpoint: string | null
}
