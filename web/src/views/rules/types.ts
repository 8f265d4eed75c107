// What the API answers about rules, as far as these views read it.
import type { Level } from '../../api-types.ts'

interface Text {
  readonly es: string
  readonly en: string
}

export interface RevisionSummary {
  readonly version: number
  readonly revision: string
  readonly status: string
  readonly origin: 'file' | 'api'
  readonly author_person: string | null
  readonly reason: string
  readonly created_at: string
  readonly scheduled_at: string | null
}

export interface Revision extends RevisionSummary {
  readonly yaml: string
  readonly tests: {
    readonly passed: number
    readonly failures: readonly unknown[]
    readonly at: string
  } | null
}

export interface RuleLife {
  readonly id: string
  readonly title: Text
  readonly status: string
  readonly in_force: RevisionSummary | null
  readonly newest: RevisionSummary
  readonly drift: 'in_sync' | 'file_ahead' | 'api_ahead' | 'diverged'
}

export interface Spot {
  readonly line: number
  readonly column: number
  readonly code: string
  readonly path: string
  readonly message: string
}

export interface NewRevision {
  readonly id: string
  readonly version: number
  readonly keeps_state: boolean
  readonly warnings: readonly Spot[]
}

interface Counts {
  readonly new: number
  readonly lost: number
  readonly same: number
}

export interface CountsOf extends Counts {
  readonly code: string
}

export interface DryRun {
  readonly process: string
  readonly since: string
  readonly until: string
  readonly entries: number
  readonly warnings: readonly Spot[]
  readonly summary: Counts
  readonly concerns: { readonly silenced: readonly string[]; readonly times_as_many: number | null }
  readonly by_department: readonly CountsOf[]
  readonly by_phase: readonly CountsOf[]
  readonly alerts: readonly {
    readonly change: 'new' | 'lost' | 'same'
    readonly key: Readonly<Record<string, string>>
    readonly phase: string
    readonly fired_at: string
    readonly max_level: Level
    readonly active_max_level: Level | null
  }[]
}

export interface RuleBacktest {
  readonly id: string
  readonly days: number
  readonly state: 'queued' | 'running' | 'done' | 'failed'
  readonly error: string | null
  readonly created_at: string
  readonly result: {
    readonly processes: readonly {
      readonly process: string
      readonly entries: number
      readonly alerts: number
    }[]
    readonly summary: Counts
    readonly by_level: readonly { readonly level: Level; readonly alerts: number }[]
    readonly warnings: readonly { readonly reason: string; readonly message: Text }[]
  } | null
}

export interface Proposal {
  readonly id: string
  readonly kind: string
  readonly target: string
  readonly subject: { readonly hash?: string; readonly act?: string }
  readonly reason: string
  readonly author_person: string | null
  readonly proposer_person: string | null
  readonly state: string
  readonly created_at: string
  readonly expires_at: string
  readonly approvals: readonly {
    readonly person: string
    readonly decision: 'approve' | 'reject'
    readonly note: string | null
    readonly at: string
  }[]
  readonly backtest: RuleBacktest | null
}

export interface TestRun {
  readonly passed: number
  readonly failed: number
  readonly tests: readonly {
    readonly name: string
    readonly failures: readonly {
      readonly at: string
      readonly field: string
      readonly expected: unknown
      readonly got: unknown
    }[]
  }[]
}
