// Handler of `seal`: what older transactions can no longer come before goes into the tree, and the tree's new root is signed.
import { limits } from '#config/limits.ts'
import { checkpointBody, signedNote } from '#domain/audit/checkpoint.ts'
import { eventLine } from '#domain/audit/event-line.ts'
import { appendLeaves, nodesOf } from '#domain/audit/merkle.ts'
import {
  type CheckpointSigner,
  createCheckpointSigner,
  hexToBase64,
  sha256Tree,
} from '#platform/checkpoint-key.ts'
import { type Db, type Executor, inTransaction, type Trx } from '#platform/database/database.ts'
import { runBehind, sealer } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { insertCheckpoint, insertKey, latestCheckpoint, listKeys } from './checkpoint-store.ts'
import { readHorizon, unsealedEvents } from './event-store.ts'
import { recordAudit } from './record-audit.ts'
import { insertLeaves, loadNodes, readTree, setSealedBelow, type Tree, tryLockSealing } from './tree-store.ts'

export interface SealDeps {
  readonly db: Db
  /** The private key in PEM; undefined: this process seals nothing. */
  readonly auditKey: string | undefined
}

/** Seals everything that can be sealed now, a batch per transaction. Whoever comes second while another process seals, leaves. */
export async function sealEvents({ db, auditKey }: SealDeps): Promise<void> {
  if (auditKey === undefined) return
  for (;;) {
    const isMore = await runBehind(sealer, () => inTransaction(db, (trx) => sealBatch(trx, auditKey)))
    if (!isMore) return
  }
}

/** True: there may be more. */
async function sealBatch(trx: Trx, auditKey: string): Promise<boolean> {
  if (!(await tryLockSealing(trx))) return false
  const tree = await readTree(trx)
  const signer = createCheckpointSigner(auditKey, tree.origin)
  await refuseOtherKey(trx, signer)
  const below = await readHorizon(trx)
  // A restored database may hold numbers that its new cluster has not reached yet.
  const wentBack = BigInt(below) < BigInt(tree.sealedBelow)
  const from = wentBack ? '0' : tree.sealedBelow
  const events = await unsealedEvents(trx, from, below, limits.sealBatch)
  const isLast = events.length < limits.sealBatch
  const last = events.at(-1)
  if (last !== undefined) await append(trx, tree, signer, events)
  await setSealedBelow(trx, isLast || last === undefined ? below : lower(last.xid, below))
  return !isLast
}

function lower(a: string, b: string): string {
  return BigInt(a) < BigInt(b) ? a : b
}

async function append(
  trx: Trx,
  { origin, now }: Tree,
  signer: CheckpointSigner,
  events: Awaited<ReturnType<typeof unsealedEvents>>,
): Promise<void> {
  const before = (await latestCheckpoint(trx))?.size ?? 0
  const edge = await loadNodes(trx, nodesOf({ from: 0, to: before }))
  const leaves = events.map((event, offset) => ({
    index: before + offset,
    eventId: event.id,
    hash: sha256Tree.leaf(eventLine(event)),
  }))
  const { nodes, root } = appendLeaves(
    before,
    leaves.map(({ hash }) => hash),
    edge,
    sha256Tree,
  )
  await insertLeaves(trx, leaves, nodes)
  const size = before + leaves.length
  const at = now.toString()
  const body = checkpointBody({ origin, size, root: hexToBase64(root), time: at })
  const note = signedNote(body, origin, signer.sign(body))
  await insertCheckpoint(trx, { size, root, at, keyId: signer.keyId, note })
}

/** False: another key has sealed until now, and nobody has said that this one is meant. */
export async function isAcceptedKey(db: Executor, auditKey: string): Promise<boolean> {
  const { origin } = await readTree(db)
  const { publicKey } = createCheckpointSigner(auditKey, origin)
  const known = await listKeys(db)
  return known.length === 0 || known.some((one) => one.publicKey === publicKey)
}

/** The first key that seals is remembered; another one needs a person's word, or a thief could go on in his own name. */
async function refuseOtherKey(trx: Trx, signer: CheckpointSigner): Promise<void> {
  const known = await listKeys(trx)
  if (known.some(({ publicKey }) => publicKey === signer.publicKey)) return
  if (known.length === 0) return insertKey(trx, signer)
  throw new AppError(
    'invalid',
    'AUDIT_KEY_CHANGED',
    `the audit log was sealed with the key ${known.map(({ keyId }) => keyId).join(', ')}, and VIGIA_AUDIT_KEY is ${signer.keyId}: give the old key back, or say that the new one is meant with \`vigia audit rekey\``,
  )
}

/** Accepts the key of the settings beside those that have sealed until now; the change is an event of the log itself. */
export async function acceptKey(trx: Trx, auditKey: string): Promise<CheckpointSigner> {
  const { origin } = await readTree(trx)
  const signer = createCheckpointSigner(auditKey, origin)
  await insertKey(trx, signer)
  await recordAudit(trx, {
    actor: null,
    action: 'audit_key.accepted',
    object: { kind: 'audit_key', id: signer.keyId },
    detail: { public_key: signer.publicKey },
  })
  return signer
}
