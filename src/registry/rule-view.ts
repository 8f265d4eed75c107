// Rules, revisions, proposals and drift as the API shows them.
import { z } from 'zod'
import type { ApprovalRow, ProposalRow } from '#access/approve.ts'
import type { Actor } from '#domain/actor.ts'
import { type ThreeWayPart, threeWay } from '#domain/line-diff.ts'
import { formatDuration } from '#domain/time.ts'
import type { RuleBacktestRow } from './rule-backtest-store.ts'
import { ruleBacktestSchema, viewBacktest } from './rule-backtest-view.ts'
import {
  ancestorOf,
  driftStateOf,
  proposalFor,
  type RuleLife,
  revisionStatuses,
  statusOf,
} from './rule-life.ts'
import { warningIn } from './rule-problems.ts'
import { type NewRevision, ruleOf } from './rule-revisions.ts'
import type { StoredRevision } from './rule-store.ts'
import { tunedRevision } from './rule-tuning.ts'

const nullable = z.string().nullable()
const driftStates = ['in_sync', 'file_ahead', 'api_ahead', 'diverged'] as const

export const revisionSummarySchema = z
  .object({
    version: z.number().int(),
    revision: z.string().describe('SHA-256 of the canonical form; names the revision in alerts'),
    status: z.enum(revisionStatuses),
    origin: z.enum(['file', 'api']),
    author_person: nullable.describe('null: from the rule files'),
    reason: z
      .string()
      .describe(
        'Of whoever wrote it; of one from the files (`origin`) a sentence for the record, in English',
      ),
    base: nullable.describe('The revision that this one was made from'),
    state_hash: z.string().describe('Equal hashes keep the windows when one replaces the other'),
    tuned: z.record(z.string(), z.number()).describe('Durations in milliseconds'),
    created_at: z.string(),
    scheduled_at: nullable,
  })
  .meta({ id: 'RuleRevisionSummary' })

export const revisionSchema = z
  .object({
    ...revisionSummarySchema.shape,
    yaml: z.string().describe('As written, with comments'),
    document: z.record(z.string(), z.unknown()).describe('The same as JSON'),
    tests: z
      .object({ passed: z.number().int(), failures: z.array(z.unknown()), at: z.string() })
      .nullable()
      .describe('The last run of the embedded tests'),
  })
  .meta({ id: 'RuleRevision' })

const text = z.object({ es: z.string(), en: z.string() })
const paramSchema = z.object({
  name: z.string(),
  type: z.enum(['number', 'duration']),
  default: z.union([z.number(), z.string()]),
  min: z.union([z.number(), z.string()]).nullable(),
  max: z.union([z.number(), z.string()]).nullable(),
  tuned: z.union([z.number(), z.string()]).nullable(),
})
export const ruleSchema = z
  .object({
    id: z.string(),
    title: text,
    status: z.enum(['active', 'shadow', 'retired', 'not_in_force']),
    in_force: revisionSummarySchema.nullable(),
    newest: revisionSummarySchema,
    drift: z.enum(driftStates),
    file: nullable,
    params: z.array(paramSchema),
  })
  .meta({ id: 'RuleLife' })

export const approvalSchema = z.object({
  person: z.string(),
  decision: z.enum(['approve', 'reject']),
  note: nullable,
  at: z.string(),
})
export const proposalSchema = z
  .object({
    id: z.string(),
    kind: z.string(),
    target: z.string(),
    subject: z.record(z.string(), z.unknown()),
    reason: z
      .string()
      .describe(
        'Of whoever proposed it; of the rule files (no proposer) a sentence for the record, in English',
      ),
    author_person: nullable,
    proposer_person: nullable.describe('null: the rule files'),
    state: z.enum(['open', 'approved', 'done', 'rejected', 'stale', 'expired']),
    created_at: z.string(),
    expires_at: z.string(),
    decided_at: nullable,
    approvals: z.array(approvalSchema),
    backtest: ruleBacktestSchema
      .nullable()
      .describe('What the revision would have done; nobody can approve before it is done'),
  })
  .meta({ id: 'Proposal' })

export const driftSchema = z
  .object({
    id: z.string(),
    state: z.enum(driftStates),
    file: z.object({ file: z.string(), version: z.number().int(), revision: z.string() }).nullable(),
    active: z
      .object({ version: z.number().int(), revision: z.string(), status: z.enum(['active', 'shadow']) })
      .nullable(),
    ancestor: z.object({ version: z.number().int(), revision: z.string() }).nullable(),
    parts: z
      .array(
        z.object({
          kind: z.enum(['same', 'file', 'active', 'both', 'conflict']),
          ancestor: z.array(z.string()),
          file: z.array(z.string()),
          active: z.array(z.string()),
        }),
      )
      .describe('Runs of lines in order; kind says which side changed them since the common ancestor'),
  })
  .meta({ id: 'RuleDrift' })

export const newRevisionSchema = z.object({
  id: z.string(),
  version: z.number().int(),
  revision: z.string(),
  state_hash: z.string(),
  keeps_state: z.boolean().describe('An activation keeps the windows of what is in force now'),
  warnings: z.array(
    z.object({
      file: z.string(),
      line: z.number().int(),
      column: z.number().int(),
      code: z.string(),
      path: z.string(),
      message: z.string(),
    }),
  ),
  dry_run: z.boolean(),
})

export function viewSummary(life: RuleLife, revision: StoredRevision): z.infer<typeof revisionSummarySchema> {
  const approved = proposalFor(life, revision.hash, 'approved')
  return {
    version: revision.version,
    revision: revision.hash,
    status: statusOf(life, revision),
    origin: revision.origin,
    author_person: revision.authorPerson,
    reason: revision.reason,
    base: revision.base,
    state_hash: revision.stateHash,
    tuned: { ...revision.params },
    created_at: revision.createdAt.toString(),
    scheduled_at: approved === undefined ? null : (life.scheduled.get(approved.id)?.toString() ?? null),
  }
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

export function viewRevision(life: RuleLife, revision: StoredRevision): z.infer<typeof revisionSchema> {
  const run = life.runs.get(revision.hash)
  return {
    ...viewSummary(life, revision),
    yaml: revision.yaml,
    document: isMapping(revision.document) ? revision.document : {},
    tests:
      run === undefined ? null : { passed: run.passed, failures: [...run.failures], at: run.at.toString() },
  }
}

export function viewRule(life: RuleLife): z.infer<typeof ruleSchema> {
  const shown = tunedRevision(life)
  const rule = ruleOf(shown)
  const [newest = shown] = life.revisions
  const active = life.revisions.find(({ hash }) => hash === life.inForce?.hash)
  return {
    id: life.id,
    title: rule.title,
    status: life.inForce?.status ?? (life.isRetired ? 'retired' : 'not_in_force'),
    in_force: active === undefined ? null : viewSummary(life, active),
    newest: viewSummary(life, newest),
    drift: driftStateOf(life),
    file: life.file?.file ?? null,
    params: Object.entries(rule.params).map(([name, param]) => {
      const show = (value: number | undefined) =>
        value === undefined ? null : param.type === 'duration' ? formatDuration(value) : value
      return {
        name,
        type: param.type,
        default: show(param.default) ?? 0,
        min: show(param.min),
        max: show(param.max),
        tuned: show(shown.params[name]),
      }
    }),
  }
}

export function viewProposal(
  proposal: ProposalRow,
  approvals: readonly ApprovalRow[],
  backtest: RuleBacktestRow | undefined,
  actor: Actor,
): z.infer<typeof proposalSchema> {
  const isWaiting = proposal.state === 'open' || proposal.state === 'approved'
  return {
    id: proposal.id,
    kind: proposal.kind,
    target: proposal.target,
    subject: { ...proposal.subject },
    reason: proposal.reason,
    author_person: proposal.authorPerson,
    proposer_person: proposal.proposerPerson,
    state: isWaiting && proposal.isExpired ? 'expired' : proposal.state,
    created_at: proposal.createdAt.toString(),
    expires_at: proposal.expiresAt.toString(),
    decided_at: proposal.decidedAt?.toString() ?? null,
    approvals: approvals.map((one) => ({ ...one, at: one.at.toString() })),
    backtest: backtest === undefined ? null : viewBacktest(backtest, actor),
  }
}

const sides = { same: 'same', left: 'file', right: 'active', both: 'both', conflict: 'conflict' } as const

function named(one: StoredRevision | undefined) {
  return one === undefined ? null : { version: one.version, revision: one.hash }
}

export function viewDrift(life: RuleLife): z.infer<typeof driftSchema> {
  const find = (hash: string | undefined) => life.revisions.find((one) => one.hash === hash)
  const [file, active, ancestor] = [find(life.file?.hash), find(life.inForce?.hash), ancestorOf(life)]
  const [namedFile, namedActive] = [named(file), named(active)]
  return {
    id: life.id,
    state: driftStateOf(life),
    file: namedFile && { file: life.file?.file ?? '', ...namedFile },
    active: namedActive && { ...namedActive, status: life.inForce?.status ?? 'active' },
    ancestor: named(ancestor),
    parts: partsOf([ancestor, file, active]),
  }
}

/** A side that is not there counts as unchanged. */
function partsOf([ancestor, file, active]: readonly [...(StoredRevision | undefined)[]]) {
  const base = (ancestor ?? file ?? active)?.yaml ?? ''
  return threeWay(base, file?.yaml ?? base, active?.yaml ?? base).map(viewPart)
}

function viewPart({ kind, base, left, right }: ThreeWayPart) {
  return { kind: sides[kind], ancestor: [...base], file: [...left], active: [...right] }
}

export function viewNewRevision(
  made: NewRevision,
  isDryRun: boolean,
  language: 'es' | 'en',
): z.infer<typeof newRevisionSchema> {
  return {
    id: made.ruleId,
    version: made.version,
    revision: made.hash,
    state_hash: made.stateHash,
    keeps_state: made.keepsState,
    warnings: made.warnings.map(({ file, line, column, code, path, message }) => ({
      file,
      line,
      column,
      code,
      path,
      message: warningIn(language, message),
    })),
    dry_run: isDryRun,
  }
}
