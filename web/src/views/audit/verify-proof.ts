// Checks on this device that an event is in the log under a checkpoint (RFC 6962, 2.1.1): nothing of the server's word is taken for it.

export interface InclusionProof {
  /** The canonical line of the event. */
  readonly event: string
  readonly index: number
  readonly leaf: string
  readonly size: number
  readonly path: readonly string[]
  /** Signed note: name, size and root, then the signatures. */
  readonly checkpoint: string
}

/** Does the path lead from the event's line to the root that the note of the checkpoint names? */
export async function isIncluded(proof: InclusionProof): Promise<boolean> {
  const [, size, root = ''] = proof.checkpoint.split('\n')
  if (Number(size) !== proof.size || proof.index >= proof.size) return false
  const leaf = await sha256(joined([Uint8Array.of(0), new TextEncoder().encode(proof.event)]))
  const found = await rootFrom(leaf, proof)
  return found !== undefined && hexOf(found) === hexOf(fromBase64(root))
}

async function rootFrom(
  leaf: Uint8Array,
  { index, size, path }: InclusionProof,
): Promise<Uint8Array | undefined> {
  let [at, last, hash] = [index, size - 1, leaf]
  for (const hex of path) {
    if (last === 0) return undefined
    const sibling = fromHex(hex)
    const isRight = at % 2 === 1 || at === last
    hash = await node(isRight ? [sibling, hash] : [hash, sibling])
    // A last node without a sibling moves up until it has one.
    if (isRight) {
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    }
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? hash : undefined
}

const node = (pair: readonly Uint8Array[]): Promise<Uint8Array> => sha256(joined([Uint8Array.of(1), ...pair]))

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}

function hexOf(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}
