// The back-test of a revision as a condition of its activation: asked for, found for a proposal, and required before a second person approves.
import type { ProposalRow } from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import type { Executor, Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import {
  insertRuleBacktest,
  latestRuleBacktest,
  type RuleBacktestRow,
  readRuleBacktests,
} from './rule-backtest-store.ts'
import { baseOf, type RuleLife } from './rule-life.ts'
import type { StoredRevision } from './rule-store.ts'

export interface BacktestDeps {
  readonly pokes: Pokes
  /** Given by the assembly: carries a small back-test out while the caller waits, and hands a large one to a worker. */
  readonly tryBacktest: (id: string) => Promise<void>
}

/** Beside the ids of stored back-tests, which travel on the same poke. */
export const revisionPoke = 'revision-'

/** A new one, against what is in force now; whoever asks carries it out or hands it on. `actor` undefined: a newer rule file. */
export async function requestBacktest(
  trx: Trx,
  life: RuleLife,
  revision: StoredRevision,
  actor: Actor | undefined,
  days: number = limits.backtestDays,
): Promise<string> {
  const id = uuidv7()
  const by = actor?.tokenId ?? null
  const { hash, version } = revision
  await insertRuleBacktest(trx, {
    id,
    ruleId: life.id,
    hash,
    base: baseOf(life.inForce),
    days,
    actor: by,
  })
  await recordAudit(trx, {
    actor: actor ?? null,
    action: 'rule.backtested',
    object: { kind: 'rule', id: life.id },
    detail: { backtest: id, hash, version, days },
  })
  return id
}

/** The back-test that a proposal goes with: the last one if it is recent and against what is in force now, else a new one. */
export async function backtestFor(
  trx: Trx,
  life: RuleLife,
  revision: StoredRevision,
  actor: Actor | undefined,
): Promise<string> {
  const last = await latestRuleBacktest(trx, revision, limits.backtestFreshDays)
  if (last !== undefined && last.base === baseOf(life.inForce)) return last.id
  return requestBacktest(trx, life, revision, actor)
}

export function backtestIdOf({ subject }: ProposalRow): string | undefined {
  const id = subject['backtest']
  return typeof id === 'string' ? id : undefined
}

/** The back-tests that proposals go with, by proposal. */
export async function backtestsOf(
  db: Executor,
  proposals: readonly ProposalRow[],
): Promise<Map<string, RuleBacktestRow>> {
  const named = proposals.flatMap((one) => {
    const id = backtestIdOf(one)
    return id === undefined ? [] : [{ proposal: one.id, id }]
  })
  const rows = await readRuleBacktests(
    db,
    named.map(({ id }) => id),
  )
  return new Map(
    named.flatMap(({ proposal, id }) => {
      const row = rows.get(id)
      return row === undefined ? [] : [[proposal, row] as const]
    }),
  )
}

/** Nobody approves, and nothing comes into force, before it is known what the revision would have done. Retiring needs none. */
export async function requireBacktest(
  db: Executor,
  proposal: ProposalRow,
): Promise<RuleBacktestRow | undefined> {
  if (proposal.subject['act'] === 'retire') return undefined
  const row = (await backtestsOf(db, [proposal])).get(proposal.id)
  if (row?.state === 'done') return row
  const { target, subject } = proposal
  const why =
    row === undefined
      ? 'the proposal has no back-test; propose it again'
      : row.state === 'failed'
        ? `its back-test failed (${row.error ?? 'no reason given'}); propose it again`
        : 'its back-test is under way; look at GET /v1/proposals/{id} and approve when it is done'
  throw new AppError(
    'conflict',
    'RULE_NOT_BACKTESTED',
    `${target} version ${String(subject['version'])}: ${why}`,
  )
}
