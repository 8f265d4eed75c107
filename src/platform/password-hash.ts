// argon2id, in threads of its own so that a sign-in holds nobody else up.
import { hash, verify } from '@node-rs/argon2'

// OWASP's first choice of memory and passes; argon2id is this library's default algorithm.
const settings = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }
let nobody: Promise<string> | undefined

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), settings)
}

/** Without a hash it takes as long and answers no: the time tells nobody which accounts exist. */
export async function isPassword(stored: string | undefined, password: string): Promise<boolean> {
  nobody ??= hash('nobody has this password', settings)
  const isRight = await verify(stored ?? (await nobody), password.normalize('NFC'))
  return stored !== undefined && isRight
}
