// Rule files → immutable revisions, and the set of rules in force → an activation, which is an entry of every open lane.
import type { Rule } from '#domain/rules/rule.ts'
import { canonicalJson, stateStructure } from '#domain/rules/state-structure.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { ActivatedRule } from '#platform/database/tables/registry.ts'
import { sha256 } from '#platform/ids.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import { listProcesses, readNow } from './process-store.ts'
import type { ReadRule } from './read-rule-text.ts'
import {
  insertActivation,
  insertRevision,
  latestActivation,
  readRevisions,
  ruleStateFor,
} from './rule-store.ts'

/** A rule file whose revision is not the one in force: proposed, or diverged from an edit by the API. */
export interface Drift {
  readonly ruleId: string
  readonly file: string
  readonly state: 'file_ahead' | 'diverged'
}

export interface PublishedRules {
  readonly activation: number | undefined
  readonly drift: readonly Drift[]
}

/**
 * Imports the revisions of files. They come into force by themselves on the first import of an empty installation, and afterwards where
 * `activateFiles` says so; never over a revision that came from the API.
 */
export async function publishRuleFiles(
  trx: Trx,
  files: readonly ReadRule[],
  options: { readonly gradingVersion: string; readonly activateFiles: boolean },
): Promise<PublishedRules> {
  const current = await latestActivation(trx)
  const inForce = new Map(current?.rules.map((one) => [one.rule_id, one]))
  const fromApi = await revisionsOfApi(trx, [...inForce.values()])
  const mayActivate = current === undefined || options.activateFiles
  const drift: Drift[] = []
  const before = JSON.stringify([...inForce])
  for (const read of files) {
    const next = await importRevision(trx, read, options.gradingVersion)
    const now = inForce.get(read.rule.id)?.hash
    if (now === next?.hash) continue
    const state = fromApi.has(now) ? 'diverged' : 'file_ahead'
    if (state === 'file_ahead' && mayActivate) setRule(inForce, read.rule.id, next)
    else drift.push({ ruleId: read.rule.id, file: read.file, state })
  }
  const hasChanged = current === undefined || JSON.stringify([...inForce]) !== before
  return { activation: hasChanged ? await activate(trx, [...inForce.values()], 'file') : undefined, drift }
}

function setRule(inForce: Map<string, ActivatedRule>, id: string, rule: ActivatedRule | undefined): void {
  if (rule === undefined) inForce.delete(id)
  else inForce.set(id, rule)
}

async function revisionsOfApi(trx: Trx, rules: readonly ActivatedRule[]): Promise<Set<string | undefined>> {
  const revisions = await readRevisions(
    trx,
    rules.map((one) => one.hash),
  )
  return new Set(revisions.filter((one) => one.origin === 'api').map((one) => one.hash))
}

/** Undefined for a rule that is not to be evaluated (draft, retired). */
async function importRevision(
  trx: Trx,
  read: ReadRule,
  gradingVersion: string,
): Promise<ActivatedRule | undefined> {
  const { rule } = read
  const hash = sha256(read.canonical)
  const stateHash = sha256(stateHashText(rule, gradingVersion))
  await insertRevision(trx, {
    ruleId: rule.id,
    hash,
    version: rule.version,
    stateHash,
    origin: 'file',
    file: read.file,
    yaml: read.yaml,
    document: JSON.parse(read.canonical) as unknown,
    author: 'file',
    reason: 'read from the rule files',
  })
  if (rule.status !== 'active' && rule.status !== 'shadow') return undefined
  const ruleState = await ruleStateFor(trx, rule.id, stateHash)
  return { rule_id: rule.id, hash, rule_state: ruleState, status: rule.status, params: {} }
}

function stateHashText(rule: Rule, gradingVersion: string): string {
  const structure = stateStructure(rule, gradingVersion)
  return typeof structure === 'string' ? structure : canonicalJson(structure)
}

async function activate(trx: Trx, rules: readonly ActivatedRule[], author: string): Promise<number> {
  const sorted = rules.toSorted((a, b) => (a.rule_id < b.rule_id ? -1 : 1))
  const id = await insertActivation(trx, sorted, author, 'rule files')
  const { now } = await readNow(trx)
  const open = (await listProcesses(trx)).filter(
    (process) => process.state === 'open' && process.clock === 'live',
  )
  await appendInbox(
    trx,
    open.map((process) => ({
      process: process.id,
      kind: 'activation',
      ref: String(id),
      rev: null,
      receivedAt: now.toString(),
    })),
  )
  return id
}

/** The rules in force now, with their texts. */
export async function rulesInForce(db: Executor) {
  const activation = await latestActivation(db)
  const rules = activation?.rules ?? []
  const revisions = new Map(
    (
      await readRevisions(
        db,
        rules.map((one) => one.hash),
      )
    ).map((one) => [one.hash, one]),
  )
  return rules.flatMap((one) => {
    const revision = revisions.get(one.hash)
    return revision === undefined ? [] : [{ ...one, ...revision }]
  })
}
