// A process of the product, started as its users start it, on a free port.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as path from 'node:path'
import { testVaultKeys } from '../support/vault-keys.ts'

const root = path.join(import.meta.dirname, '../..')
const START_LIMIT_MS = 120_000
const STOP_LIMIT_MS = 60_000
// The start and its banner; the log of a long run is not kept.
const MOST_PRINTED = 65_536

export interface Child {
  readonly pid: number
  /** Where it listens; undefined for a worker. */
  readonly url: string | undefined
  /** What it has written to its terminal until now. */
  printed(): string
  /** SIGTERM; it has to end by itself with 0. */
  stop(): Promise<void>
  /** Resolves with the exit code, or null after a signal. */
  readonly ended: Promise<number | null>
}

/** Resolves when an api listens, and when a worker has said that it started. */
/** `keep`: characters of its output that are kept. */
export async function startChild(env: Readonly<Record<string, string>>, keep = MOST_PRINTED): Promise<Child> {
  const child = spawn(path.join(root, 'node_modules/.bin/node'), ['src/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'info',
      VIGIA_RATE_PER_MINUTE: '0',
      VIGIA_VAULT_KEYS: testVaultKeys,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  let complaint = ''
  const ended = once(child, 'exit').then(([code]) => (typeof code === 'number' ? code : null))
  const started = new Promise<string | undefined>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`no start within two minutes: ${said}${complaint}`)),
      START_LIMIT_MS,
    )
    child.stdout.on('data', (part: Buffer) => {
      if (said.length < keep) said += part.toString()
      const line = said.split('\n').find((one) => one.includes('"app.started"'))
      if (line === undefined) return
      clearTimeout(timer)
      resolve((JSON.parse(line) as { url?: string }).url)
    })
    child.stderr.on('data', (part: Buffer) => {
      complaint += part.toString()
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code}: ${said}${complaint}`))
    })
  })
  const url = await started
  return {
    pid: child.pid ?? 0,
    url,
    ended,
    printed: () => said,
    async stop() {
      child.kill('SIGTERM')
      const hard = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS)
      const code = await ended
      clearTimeout(hard)
      if (code !== 0) throw new Error(`the process ended with ${code} instead of 0: ${complaint}`)
    },
  }
}
