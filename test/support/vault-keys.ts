// Keys of the vault for tests that start a server: nothing real is ever sealed by them.
const key = (byte: number) => Buffer.alloc(32, byte).toString('base64url')

export const testVaultKeys = `wrap:test:${key(1)} index:test:${key(2)}`
