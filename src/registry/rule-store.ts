// All SQL of rule_revision, rule_state and rule_activation.
import { sql } from 'kysely'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { ActivatedRule, RuleAct } from '#platform/database/tables/registry.ts'

export interface RevisionRow {
  readonly ruleId: string
  readonly hash: string
  readonly version: number
  readonly stateHash: string
  readonly origin: 'file' | 'api'
  readonly file: string | null
  readonly yaml: string
  /** The YAML as parsed. */
  readonly document: unknown
  readonly author: string
  readonly reason: string
  /** Token of the author; the database notes the person. Absent for files. */
  readonly authorToken?: string
  /** Hash of the revision that this one was made from. */
  readonly base?: string | null
  /** Tuned values; durations in milliseconds. */
  readonly params?: Readonly<Record<string, number>>
}

/** A revision is immutable and known by its hash; one that is there already stays. True when it is new. */
export async function insertRevision(trx: Trx, revision: RevisionRow): Promise<boolean> {
  const result = await trx
    .insertInto('rule_revision')
    .values({
      rule_id: revision.ruleId,
      hash: revision.hash,
      version: revision.version,
      state_hash: revision.stateHash,
      origin: revision.origin,
      file: revision.file,
      yaml: revision.yaml,
      document: JSON.stringify(revision.document),
      author: revision.author,
      approver: null,
      reason: revision.reason,
      author_token: revision.authorToken ?? null,
      base: revision.base ?? null,
      params: JSON.stringify(revision.params ?? {}),
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function ruleStateFor(trx: Trx, ruleId: string, stateHash: string): Promise<number> {
  await sql`insert into rule_state (rule_id, state_hash) values (${ruleId}, ${stateHash}) on conflict do nothing`.execute(
    trx,
  )
  const row = await trx
    .selectFrom('rule_state')
    .select('id')
    .where('rule_id', '=', ruleId)
    .where('state_hash', '=', stateHash)
    .executeTakeFirstOrThrow()
  return row.id
}

export interface StoredRevision {
  readonly ruleId: string
  readonly hash: string
  readonly version: number
  readonly stateHash: string
  readonly origin: 'file' | 'api'
  readonly file: string | null
  readonly yaml: string
  readonly document: unknown
  readonly authorPerson: string | null
  readonly reason: string
  readonly base: string | null
  readonly params: Readonly<Record<string, number>>
  readonly createdAt: Temporal.Instant
}

/** Every revision of a rule, the newest first. */
export async function listRevisions(db: Executor, ruleId: string): Promise<StoredRevision[]> {
  return db
    .selectFrom('rule_revision')
    .select(['rule_id as ruleId', 'hash', 'version', 'state_hash as stateHash', 'origin', 'file', 'yaml'])
    .select([
      'document',
      'author_person as authorPerson',
      'reason',
      'base',
      'params',
      'created_at as createdAt',
    ])
    .where('rule_id', '=', ruleId)
    .orderBy('version', 'desc')
    .orderBy('created_at', 'desc')
    .execute()
}

export interface ActivationRow {
  readonly id: number
  readonly rules: readonly ActivatedRule[]
}

export async function insertActivation(
  trx: Trx,
  rules: readonly ActivatedRule[],
  author: string,
  reason: string,
  change?: RuleChange,
): Promise<number> {
  const row = await trx
    .insertInto('rule_activation')
    .values({
      rules: JSON.stringify(rules),
      author,
      reason,
      ...(change === undefined
        ? {}
        : {
            act: change.act,
            rule_id: change.ruleId,
            hash: change.hash,
            proposal_id: change.proposal,
            actor: change.actor,
            warnings: JSON.stringify(change.warnings),
          }),
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return row.id
}

export async function listRuleIds(db: Executor): Promise<string[]> {
  const rows = await db.selectFrom('rule_revision').select('rule_id').distinct().orderBy('rule_id').execute()
  return rows.map((row) => row.rule_id)
}

/** What a person changed in the set of rules in force. */
export interface RuleChange {
  readonly act: RuleAct
  readonly ruleId: string
  readonly hash: string | null
  readonly proposal: string | null
  /** Token id. */
  readonly actor: string | null
  /** Of the text and of the back-test, as known now. */
  readonly warnings: readonly unknown[]
}

export async function latestActivation(db: Executor): Promise<ActivationRow | undefined> {
  return db
    .selectFrom('rule_activation')
    .select(['id', 'rules'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function readActivation(db: Executor, id: number): Promise<ActivationRow | undefined> {
  return db.selectFrom('rule_activation').select(['id', 'rules']).where('id', '=', id).executeTakeFirst()
}

/** Revisions by hash, with the document that the engine reads. */
export async function readRevisions(
  db: Executor,
  hashes: readonly string[],
): Promise<
  { ruleId: string; hash: string; version: number; document: unknown; yaml: string; origin: string }[]
> {
  if (hashes.length === 0) return []
  return db
    .selectFrom('rule_revision')
    .select(['rule_id as ruleId', 'hash', 'version', 'document', 'yaml', 'origin'])
    .where('hash', 'in', [...hashes])
    .execute()
}
