// What the API answers, as far as the console reads it. Unknown fields are ignored; codes stay codes until they are shown.

interface Text {
  readonly es: string
  readonly en: string
}

export type Level = 'info' | 'watch' | 'warning' | 'critical'
type AlertState = 'firing' | 'acknowledged' | 'resolved' | 'expired'

export interface Me {
  readonly person: string
  readonly role: string
  readonly scopes: readonly string[]
  readonly territory: readonly string[]
  readonly marking: string
  readonly office: string | null
  readonly processes: readonly string[] | null
}

interface Labelled {
  readonly code: string
  readonly labels: Text
}

export interface Meta {
  readonly country: string
  readonly time_zone: string
  readonly codes: Readonly<Record<string, readonly Labelled[]>>
}

export interface Place {
  readonly code: string
  readonly name: string
  readonly level: string
  readonly parent: string | null
}

export interface ElectoralProcess {
  readonly id: string
  readonly kind: string
  readonly name: Text
  readonly territory: string
  readonly state: 'open' | 'closed'
  readonly exercise: boolean
}

export interface InForce {
  readonly phases: readonly string[]
  readonly windows: readonly string[]
}

interface Span {
  readonly type: 'phase' | 'window'
  readonly code: string
  readonly from: string
  readonly to: string
}

export interface Calendar {
  readonly version: number
  readonly spans: readonly Span[]
  readonly milestones: Readonly<Record<string, { readonly from: string; readonly to: string }>>
}

export interface Alert {
  readonly id: string
  readonly process: string
  readonly rule: string
  readonly title: Text
  readonly place: string
  readonly state: AlertState
  readonly level: Level | null
  readonly max_level: Level
  readonly explain: Text
  readonly rights: readonly string[]
  readonly populations: readonly string[]
  readonly marking: string
  readonly exercise: boolean
  readonly late: boolean
  readonly as_of: string
  readonly fired_at: string
  readonly updated_at: string
  readonly closed_at: string | null
}

export interface Comparison {
  readonly measure: string
  readonly op: string
  readonly value: number | null
  readonly threshold: number
  readonly margin: number | null
  readonly holds: boolean | null
}

export interface Evidence {
  readonly signal: string
  readonly category?: string
  readonly place?: string
  readonly event_time?: string
  readonly severity?: number
  readonly reliability?: string
  readonly credibility?: number
  readonly source_root?: string
  readonly verification?: string
  readonly flags?: readonly string[]
  readonly redacted?: 'consent' | 'marking'
}

export interface Why {
  readonly kind: string
  readonly as_of: string
  readonly late: boolean
  readonly certainty: string
  readonly reason: string | null
  readonly rule: string
  readonly rule_revision: string
  readonly phase: string | null
  readonly window: string | null
  readonly comparisons: readonly Comparison[]
  readonly prevention: readonly { readonly measure: string; readonly change: number }[]
  readonly evidence: readonly Evidence[]
  readonly evidence_count: number
  readonly withdrawn: readonly string[]
  readonly recommended: readonly {
    readonly id: string
    readonly to: string
    readonly due_at: string
    readonly text: Text
  }[]
}

export interface Delivery {
  readonly id: string
  readonly event: { readonly ordinal: number; readonly kind: string }
  readonly audience: string
  readonly recipient: string
  readonly channel_type: string
  readonly state: string
  readonly reason: string
  readonly attempts: number
  readonly created_at: string
  readonly due_at: string | null
  readonly accepted_at: string | null
  readonly seen_at: string | null
  readonly ended_at: string | null
}

export interface AlertEvent {
  readonly ordinal: number
  readonly kind: string
  readonly at: string
  readonly level: Level | null
  readonly late: boolean
  readonly actor: string | null
  readonly explain: Text | null
  readonly reason: string | null
  readonly note: string | null
}

export interface Acknowledgement {
  readonly id: string
  readonly audience: string | null
  readonly note: string | null
  readonly is_first: boolean
  readonly at: string
}

export interface InboxMessage {
  readonly id: string
  readonly alert_id: string
  readonly kind: string
  readonly level: Level
  readonly alert_state: AlertState
  readonly title: Text
  readonly lines: { readonly es: readonly string[]; readonly en: readonly string[] }
  readonly delivered_at: string
  readonly seen_at: string | null
}

export interface AcceptedSignal {
  readonly id: string
  readonly revision: number
  readonly processes: readonly string[]
  readonly phases: readonly string[]
  readonly windows: readonly string[]
  readonly received_at: string
  readonly duplicates_suspected: readonly string[]
  readonly warnings: readonly string[]
}

export interface RuleInForce {
  readonly id: string
  readonly version: number
  readonly revision: string
  readonly status: 'active' | 'shadow'
  readonly origin: string
  readonly yaml: string
}

export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | null
}

export interface FieldError {
  readonly pointer: string
  readonly code: string
  readonly message: string
  readonly nearest?: readonly string[]
  readonly line?: number
  readonly column?: number
  readonly path?: string
}

export interface Problem {
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  readonly request_id: string
  readonly errors: readonly FieldError[]
}
