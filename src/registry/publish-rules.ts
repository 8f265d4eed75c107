// Rule files → immutable revisions, and the set of rules in force → an activation, which is an entry of every open lane.
import { propose } from '#access/approve.ts'
import { stateStructure } from '#domain/rules/state-structure.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import type { ActivatedRule } from '#platform/database/tables/registry.ts'
import { sha256 } from '#platform/ids.ts'
import { proposalOf } from './activate-rule.ts'
import { sendActivation } from './put-in-force.ts'
import type { ReadRule } from './read-rule-text.ts'
import { backtestFor } from './rule-backtest.ts'
import { type DriftState, driftStateOf, lifeOf, revisionOf } from './rule-life.ts'
import { replaceRuleFiles } from './rule-life-store.ts'
import { insertRevision, latestActivation, readRevisions, ruleStateFor } from './rule-store.ts'

/** A rule file that is not what is in force. */
export interface Drift {
  readonly ruleId: string
  readonly file: string
  readonly state: Exclude<DriftState, 'in_sync'>
  /** The file changed and its version did not rise: it is not taken up. */
  readonly isVersionReused: boolean
}

export interface PublishedRules {
  readonly activation: number | undefined
  readonly drift: readonly Drift[]
}

/**
 * Imports the revisions of files. They come into force by themselves on the first import of an empty installation, and afterwards where
 * `activateFiles` says so; elsewhere they are proposed. Never over what people decided by the API.
 */
export async function publishRuleFiles(
  trx: Trx,
  files: readonly ReadRule[],
  options: { readonly gradingVersion: string; readonly activateFiles: boolean },
): Promise<PublishedRules> {
  const current = await latestActivation(trx)
  const inForce = new Map(current?.rules.map((one) => [one.rule_id, one]))
  const next = new Map<string, ActivatedRule | undefined>()
  for (const read of files) next.set(read.rule.id, await importRevision(trx, read, options.gradingVersion))
  await replaceRuleFiles(
    trx,
    files.map(({ rule, file, canonical }) => ({ ruleId: rule.id, hash: sha256(canonical), file })),
  )
  if (current === undefined) {
    for (const [id, rule] of next) setRule(inForce, id, rule)
    return { activation: await sendFiles(trx, inForce), drift: [] }
  }
  const drift = await driftsOf(trx, files)
  const newer = drift.filter((one) => one.state === 'file_ahead' && !one.isVersionReused)
  if (!options.activateFiles) {
    const ids = new Set(newer.map(({ ruleId }) => ruleId))
    for (const read of files) if (ids.has(read.rule.id)) await proposeFile(trx, read)
    return { activation: undefined, drift }
  }
  for (const { ruleId } of newer) setRule(inForce, ruleId, next.get(ruleId))
  const activation = newer.length > 0 ? await sendFiles(trx, inForce) : undefined
  return { activation, drift: drift.filter((one) => !newer.includes(one)) }
}

function sendFiles(trx: Trx, inForce: ReadonlyMap<string, ActivatedRule>): Promise<number> {
  return sendActivation(trx, undefined, [...inForce.values()], { author: 'file', reason: 'rule files' })
}

function setRule(inForce: Map<string, ActivatedRule>, id: string, rule: ActivatedRule | undefined): void {
  if (rule === undefined) inForce.delete(id)
  else inForce.set(id, rule)
}

async function driftsOf(trx: Trx, files: readonly ReadRule[]): Promise<Drift[]> {
  const found: Drift[] = []
  for (const read of files) {
    const one = await driftOf(trx, read)
    if (one !== undefined) found.push(one)
  }
  return found
}

async function driftOf(trx: Trx, read: ReadRule): Promise<Drift | undefined> {
  const life = await lifeOf(trx, read.rule.id)
  const state = driftStateOf(life)
  if (state === 'in_sync') return undefined
  const hash = sha256(read.canonical)
  const others = life.revisions.filter((one) => one.hash !== hash)
  const isVersionReused = others.some(({ version }) => version >= read.rule.version)
  return { ruleId: read.rule.id, file: read.file, state, isVersionReused }
}

/** A newer file waits for a person, once. */
async function proposeFile(trx: Trx, read: ReadRule): Promise<void> {
  const life = await lifeOf(trx, read.rule.id)
  const revision = revisionOf(life, sha256(read.canonical))
  const isKnown = life.proposals.some(({ subject }) => subject['hash'] === revision.hash)
  const act =
    read.rule.status === 'retired' ? 'retire' : read.rule.status === 'shadow' ? 'shadow' : 'activate'
  if (isKnown || read.rule.status === 'draft') return
  const backtest = act === 'retire' ? undefined : await backtestFor(trx, life, revision, undefined)
  const reason = `the file ${read.file} is newer`
  await propose(trx, proposalOf(life, revision, { act, reason, backtest }), undefined)
}

/** Undefined for a rule that is not to be evaluated (draft, retired). */
async function importRevision(
  trx: Trx,
  read: ReadRule,
  gradingVersion: string,
): Promise<ActivatedRule | undefined> {
  const { rule } = read
  const hash = sha256(read.canonical)
  const stateHash = sha256(stateStructure(rule, gradingVersion))
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
