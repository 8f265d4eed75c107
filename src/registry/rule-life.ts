// Where a rule and its revisions stand: everything is derived from what was recorded (test runs, proposals, activations), nothing is set.
import { listProposals, type ProposalRow } from '#access/approve.ts'
import type { Executor } from '#platform/database/database.ts'
import type { ActivatedRule } from '#platform/database/tables/registry.ts'
import { AppError } from '#platform/errors.ts'
import {
  entriesOf,
  lastTestRuns,
  listRuleFiles,
  type PastEntry,
  type RuleFileRow,
  schedulesOf,
  type TestRun,
} from './rule-life-store.ts'
import { listRevisions, type StoredRevision } from './rule-store.ts'

export const proposalKind = 'rule'

export const revisionStatuses = [
  'draft',
  'tested',
  'proposed',
  'approved',
  'active',
  'shadow',
  'retired',
  'superseded',
] as const
export type RevisionStatus = (typeof revisionStatuses)[number]

export interface RuleLife {
  readonly id: string
  /** The newest first. */
  readonly revisions: readonly StoredRevision[]
  readonly inForce: ActivatedRule | undefined
  /** What each activation said of the rule, the newest first. */
  readonly past: readonly PastEntry[]
  readonly isRetired: boolean
  readonly runs: ReadonlyMap<string, TestRun>
  readonly proposals: readonly ProposalRow[]
  readonly scheduled: ReadonlyMap<string, Temporal.Instant>
  readonly file: RuleFileRow | undefined
}

export async function readLife(db: Executor, id: string): Promise<RuleLife | undefined> {
  const revisions = await listRevisions(db, id)
  if (revisions.length === 0) return undefined
  const past = await entriesOf(db, id)
  const last = past.find(({ changedRule }) => changedRule === id)
  const inForce = past[0]?.entry ?? undefined
  return {
    id,
    revisions,
    inForce,
    past,
    isRetired: inForce === undefined && last?.act === 'retire',
    runs: await lastTestRuns(db, id),
    proposals: await listProposals(db, { kind: proposalKind, target: id, limit: 200 }),
    scheduled: await schedulesOf(db, id),
    file: (await listRuleFiles(db)).get(id),
  }
}

export async function lifeOf(db: Executor, id: string): Promise<RuleLife> {
  const life = await readLife(db, id)
  if (life === undefined) throw new AppError('not_found', 'RULE_UNKNOWN', `there is no rule ${id}`)
  return life
}

/** By version, or by at least eight digits of the hash. */
export function revisionOf(life: RuleLife, name: string): StoredRevision {
  const found = /^\d{1,7}$/.test(name)
    ? life.revisions.find(({ version }) => version === Number(name))
    : life.revisions.find(({ hash }) => name.length >= 8 && hash.startsWith(name))
  if (found === undefined) {
    const known = life.revisions.slice(0, 10).map(({ version }) => version)
    throw new AppError(
      'not_found',
      'RULE_REVISION_UNKNOWN',
      `the rule ${life.id} has no revision ${name}; there are ${known.join(', ')}`,
    )
  }
  return found
}

function isAbout({ subject }: ProposalRow, hash: string): boolean {
  return subject['hash'] === hash
}

export function proposalFor(
  life: RuleLife,
  hash: string,
  state: ProposalRow['state'],
): ProposalRow | undefined {
  return life.proposals.find((one) => one.state === state && !one.isExpired && isAbout(one, hash))
}

export function statusOf(life: RuleLife, revision: StoredRevision): RevisionStatus {
  const { hash } = revision
  if (proposalFor(life, hash, 'approved') !== undefined) return 'approved'
  if (life.inForce?.hash === hash) return life.inForce.status
  if (proposalFor(life, hash, 'open') !== undefined) return 'proposed'
  return pastStatus(life, hash) ?? (isTested(life, revision) ? 'tested' : 'draft')
}

/** What became of a revision that was in force. */
function pastStatus({ past, isRetired }: RuleLife, hash: string): RevisionStatus | undefined {
  if (!past.some(({ entry }) => entry?.hash === hash)) return undefined
  const last = past.find(({ entry }) => entry !== null)?.entry?.hash
  return isRetired && hash === last ? 'retired' : 'superseded'
}

/** The files' tests are run before anything of them is stored. */
function isTested({ runs }: RuleLife, { hash, origin }: StoredRevision): boolean {
  const run = runs.get(hash)
  return run === undefined ? origin === 'file' : run.failures.length === 0 && run.passed > 0
}

/** What is in force of a rule, as proposals remember it. */
export function baseOf(inForce: ActivatedRule | undefined): string | null {
  return inForce === undefined ? null : `${inForce.status} ${inForce.hash}`
}

export type DriftState = 'in_sync' | 'file_ahead' | 'api_ahead' | 'diverged'

/** How the file and what is in force stand to each other. */
export function driftStateOf(life: RuleLife): DriftState {
  const { file, inForce, past } = life
  if (file === undefined) return inForce === undefined ? 'in_sync' : 'api_ahead'
  if (inForce?.hash === file.hash) return 'in_sync'
  // the file's text was in force, and the database has moved on from it
  if (past.some(({ entry }) => entry?.hash === file.hash)) return 'api_ahead'
  const active = life.revisions.find(({ hash }) => hash === inForce?.hash)
  const isDecided = past.some(({ changedRule, act }) => changedRule === life.id && act !== 'import')
  if (active === undefined) {
    const isWished = life.revisions.some(
      ({ hash, document }) => hash === file.hash && isForEvaluation(document),
    )
    if (!isWished && !isDecided) return 'in_sync'
    return isDecided ? 'diverged' : 'file_ahead'
  }
  return active.origin === 'file' ? 'file_ahead' : 'diverged'
}

function isForEvaluation(document: unknown): boolean {
  const status =
    typeof document === 'object' && document !== null && 'status' in document ? document.status : ''
  return status === 'active' || status === 'shadow'
}

/** The last revision that files and database had in common: the way back from what is (or was) in force to a file. */
export function ancestorOf(life: RuleLife): StoredRevision | undefined {
  const byHash = new Map(life.revisions.map((one) => [one.hash, one]))
  const last = life.inForce?.hash ?? life.past.find(({ entry }) => entry !== null)?.entry?.hash
  let at = last === undefined ? undefined : byHash.get(last)
  const seen = new Set<string>()
  while (at !== undefined && at.origin !== 'file' && !seen.has(at.hash)) {
    seen.add(at.hash)
    at = at.base === null ? undefined : byHash.get(at.base)
  }
  return at?.origin === 'file' ? at : undefined
}
