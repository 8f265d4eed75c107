// All SQL of audit_tree, audit_leaf and audit_node: the sealed tree.
import { sql } from 'kysely'
import { type Hash, keyOf, type Lookup, type NodeId, type TreeNode } from '#domain/audit/merkle.ts'
import type { Db, Executor, Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'

/** Names the advisory lock of the sealer among all others. */
const SEALER_LOCK = 4_716

/** False: another process is sealing. Held until the transaction ends. */
export async function tryLockSealing(trx: Trx): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select pg_try_advisory_xact_lock(${SEALER_LOCK}::int, 0) as held`.execute(trx)
  return rows[0]?.held === true
}

export interface Tree {
  /** The name of this log. */
  readonly origin: string
  /** Every event of a transaction below is sealed. */
  readonly sealedBelow: string
  readonly now: Temporal.Instant
}

export async function readTree(db: Executor): Promise<Tree> {
  const { rows } = await sql<Tree>`
    select origin, sealed_below::text as "sealedBelow", app.now() as now from audit_tree`.execute(db)
  const [tree] = rows
  if (tree === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', 'audit_tree has no row')
  return tree
}

export async function setSealedBelow(trx: Trx, xid: string): Promise<void> {
  await sql`update audit_tree set sealed_below = ${xid}::xid8`.execute(trx)
}

/** For the sweeper. Events that older transactions may still come before do not count. */
export async function hasUnsealed(db: Db): Promise<boolean> {
  const { rows } = await sql`
    select 1 from audit_tree t, pg_current_snapshot() s
    where t.sealed_below > pg_snapshot_xmin(s) or exists (
      select 1 from audit_event e
      where e.xid >= t.sealed_below and e.xid < pg_snapshot_xmin(s)
        and not exists (select 1 from audit_leaf l where l.event_id = e.id))`.execute(db)
  return rows.length > 0
}

export interface NewLeaf {
  readonly index: number
  readonly eventId: number
  readonly hash: Hash
}

export async function insertLeaves(
  trx: Trx,
  leaves: readonly NewLeaf[],
  nodes: readonly TreeNode[],
): Promise<void> {
  await sql`
    insert into audit_leaf (index, event_id, hash)
    select t.index, t."eventId", decode(t.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(leaves)}::jsonb) as t(index bigint, "eventId" bigint, hash text)`.execute(
    trx,
  )
  if (nodes.length === 0) return
  await sql`
    insert into audit_node (level, index, hash)
    select t.level, t.index, decode(t.hash, 'hex')
    from jsonb_to_recordset(${JSON.stringify(nodes)}::jsonb) as t(level int, index bigint, hash text)`.execute(
    trx,
  )
}

/** Reads these nodes at once; the function throws for any other. */
export async function loadNodes(db: Executor, nodes: readonly NodeId[]): Promise<Lookup> {
  const { rows } = await sql<TreeNode>`
    with wanted as (
      select t.level, t.index from jsonb_to_recordset(${JSON.stringify(nodes)}::jsonb) as t(level int, index bigint))
    select w.level, w.index, encode(coalesce(l.hash, n.hash), 'hex') as hash from wanted w
    left join audit_leaf l on w.level = 0 and l.index = w.index
    left join audit_node n on w.level > 0 and n.level = w.level and n.index = w.index`.execute(db)
  const found = new Map(rows.map((row) => [keyOf(row), row.hash]))
  return (node) => {
    const hash = found.get(keyOf(node))
    // A null from the left joins is a hole in the tree, which nothing of ours can make.
    if (typeof hash === 'string') return hash
    throw new AppError('bug', 'AUDIT_TREE_BROKEN', `the audit tree has no node ${keyOf(node)}`)
  }
}
