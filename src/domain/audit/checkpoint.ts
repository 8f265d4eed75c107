// The text of a checkpoint: a signed note of C2SP (tlog-checkpoint), four lines, an empty one, and the signature.

/** Root in base64; time as RFC 3339. */
export interface CheckpointFacts {
  /** Names the log of this installation and nobody else's. */
  readonly origin: string
  readonly size: number
  readonly root: string
  readonly time: string
}

/** What is signed. */
export function checkpointBody({ origin, size, root, time }: CheckpointFacts): string {
  return `${origin}\n${size}\n${root}\ntime ${time}\n`
}

/** Signature: base64 of the key's four bytes and of the 64 of Ed25519. */
export function signedNote(body: string, name: string, signature: string): string {
  return `${body}\n— ${name} ${signature}\n`
}
