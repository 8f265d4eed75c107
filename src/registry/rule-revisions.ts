// New revisions by the API: drafts from YAML, and runs of the embedded tests.
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import type { CountryPack } from '#domain/pack.ts'
import { runCase } from '#domain/rules/case.ts'
import { geographyOfCodes } from '#domain/rules/derive-signal.ts'
import type { Rule } from '#domain/rules/rule.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { rawTests } from '#domain/rules/schema-case.ts'
import { canonicalJson, stateStructure } from '#domain/rules/state-structure.ts'
import { type Executor, lockForTransaction, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { finishRuleText, parseRuleText, type ReadRule, type RuleProblem } from './read-rule-text.ts'
import type { RegistryView } from './registry-view-store.ts'
import { lifeOf, type RuleLife, readLife } from './rule-life.ts'
import { insertTestRun } from './rule-life-store.ts'
import { refusalOfRule } from './rule-problems.ts'
import { insertRevision, latestActivation, readRevisions, type StoredRevision } from './rule-store.ts'

/** First key of the advisory lock under which rules change: imports of files and acts of people, one at a time. */
export const RULES_LOCK = 7_002

export interface NewRevision {
  readonly ruleId: string
  readonly hash: string
  readonly version: number
  readonly stateHash: string
  /** Whether an activation keeps the windows of what is in force. */
  readonly keepsState: boolean
  readonly warnings: readonly RuleProblem[]
}

/** A stored revision was checked when it was made. */
export function ruleOf(revision: {
  readonly ruleId: string
  readonly hash: string
  readonly document: unknown
}): Rule {
  const parsed = parseRule(revision.document)
  if (parsed.rule !== undefined) return parsed.rule
  throw new AppError(
    'bug',
    'RULE_UNREADABLE',
    `the stored revision ${revision.hash} of ${revision.ruleId} cannot be read any more`,
  )
}

/** Hash of a revision: its text without comments and order, and the values tuned apart from it. */
export function revisionHash(canonical: string, params: Readonly<Record<string, number>>): string {
  return sha256(Object.keys(params).length === 0 ? canonical : `${canonical}${canonicalJson(params)}`)
}

/** The rules in force beside one, as the checks of that one see them. */
async function othersOf(db: Executor, id: string): Promise<Rule[]> {
  const activation = await latestActivation(db)
  const hashes = (activation?.rules ?? []).filter((one) => one.rule_id !== id).map((one) => one.hash)
  return (await readRevisions(db, hashes)).map(ruleOf)
}

/** Reads and checks a text as a revision of the rule (undefined = a new one); throws with every error at its line. */
export async function checkText(
  db: Executor,
  view: RegistryView,
  yaml: string,
  id: string | undefined,
  earlier: readonly Rule[],
): Promise<{ readonly read: ReadRule; readonly problems: readonly RuleProblem[] }> {
  const first = parseRuleText(id === undefined ? 'rule.yaml' : `${id}.rule.yaml`, yaml)
  const name = id ?? first.rule?.id
  const others = name === undefined ? [] : [...(await othersOf(db, name)), ...earlier]
  const { read, problems } = finishRuleText(first, view.pack, others, {})
  if (read === undefined) throw refusalOfRule(problems)
  return { read, problems }
}

export interface Draft {
  readonly yaml: string
  readonly reason: string
  readonly isDryRun: boolean
}

/** The first revision of a new rule. */
export async function draftRule(
  trx: Trx,
  view: RegistryView,
  actor: Actor,
  draft: Draft,
): Promise<NewRevision> {
  await lockForTransaction(trx, RULES_LOCK)
  const { read, problems } = await checkText(trx, view, draft.yaml, undefined, [])
  const known = await readLife(trx, read.rule.id)
  if (known !== undefined) throw idTaken(known)
  return storeRevision(trx, view, actor, { read, problems, params: {}, base: null, life: undefined }, draft)
}

/** A further revision. Its base is what is in force, else the newest one. */
export async function draftRevision(
  trx: Trx,
  view: RegistryView,
  actor: Actor,
  id: string,
  draft: Draft,
): Promise<NewRevision> {
  await lockForTransaction(trx, RULES_LOCK)
  const life = await lifeOf(trx, id)
  refuseRetired(life)
  const { read, problems } = await checkText(trx, view, draft.yaml, id, newestOf(life))
  const base = life.inForce?.hash ?? life.revisions[0]?.hash ?? null
  return storeRevision(trx, view, actor, { read, problems, params: {}, base, life }, draft)
}

/** Only the highest version counts for whether a version has risen. */
export function newestOf({ revisions }: RuleLife): Rule[] {
  return revisions.slice(0, 1).map(ruleOf)
}

interface Checked {
  readonly read: ReadRule
  readonly problems: readonly RuleProblem[]
  readonly params: Readonly<Record<string, number>>
  readonly base: string | null
  readonly life: RuleLife | undefined
}

/** Stores a checked text as a revision, unless it is a dry run. */
export async function storeRevision(
  trx: Trx,
  view: RegistryView,
  actor: Actor,
  checked: Checked,
  draft: Draft,
): Promise<NewRevision> {
  const { read, params, base, life } = checked
  const { rule } = read
  const hash = revisionHash(read.canonical, params)
  const stateHash = sha256(stateStructure(rule, view.pack.versions.grading, params))
  const active = life?.revisions.find((one) => one.hash === life.inForce?.hash)
  const result: NewRevision = {
    ruleId: rule.id,
    hash,
    version: rule.version,
    stateHash,
    keepsState: active?.stateHash === stateHash,
    warnings: checked.problems.filter(({ severity }) => severity === 'warning'),
  }
  if (draft.isDryRun) return result
  await insertRevision(trx, {
    ...result,
    origin: 'api',
    file: null,
    yaml: read.yaml,
    document: JSON.parse(read.canonical) as unknown,
    author: actor.personId,
    authorToken: actor.tokenId,
    reason: draft.reason,
    base,
    params,
  })
  await recordAudit(trx, {
    actor,
    action: 'rule.drafted',
    object: { kind: 'rule', id: rule.id },
    detail: { hash, version: rule.version, base },
    note: draft.reason,
  })
  return result
}

export interface TestResult {
  readonly name: string
  readonly failures: readonly {
    readonly at: string
    readonly field: string
    readonly expected: unknown
    readonly got: unknown
  }[]
}

/** The embedded tests; places in them are read as the pack builds its codes. */
export function runTests(revision: StoredRevision, pack: CountryPack): readonly TestResult[] {
  const rule = ruleOf(revision)
  return rawTests(revision.document).map((raw) => ({
    name: typeof raw === 'object' && raw !== null && 'name' in raw ? String(raw.name) : '?',
    failures: runCase(rule, raw, { geography: geographyOfCodes('*', pack) }).failures.map(
      ({ at, field, expected, got }) => ({
        at,
        field,
        expected: expected ?? null,
        got: got ?? null,
      }),
    ),
  }))
}

/** Runs the embedded tests and records the result with the revision. */
export async function testRevision(
  trx: Trx,
  view: RegistryView,
  actor: Actor,
  revision: StoredRevision,
): Promise<readonly TestResult[]> {
  const results = runTests(revision, view.pack)
  const failed = results.filter(({ failures }) => failures.length > 0)
  const passed = results.length - failed.length
  await insertTestRun(trx, {
    ruleId: revision.ruleId,
    hash: revision.hash,
    passed,
    failures: failed,
    actor: actor.tokenId,
  })
  await recordAudit(trx, {
    actor,
    action: 'rule.tested',
    object: { kind: 'rule', id: revision.ruleId },
    detail: { hash: revision.hash, version: revision.version, passed, failed: failed.length },
  })
  return results
}

export function refuseRetired({ id, isRetired }: RuleLife): void {
  if (!isRetired) return
  throw new AppError(
    'gone',
    'RULE_RETIRED',
    `the rule ${id} is retired and its id is not used again; roll the retirement back, or write a rule with another id`,
  )
}

function idTaken(life: RuleLife): AppError {
  return new AppError(
    'conflict',
    'RULE_ID_TAKEN',
    life.isRetired
      ? `the id ${life.id} belongs to a retired rule and is not used again; choose another id`
      : `there is a rule ${life.id} already; post a revision to /v1/rules/${life.id}/revisions`,
  )
}
