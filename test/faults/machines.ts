// The PostgreSQL cluster and the Redis of a run, on free ports in a temporary folder, with the switches that faults need.
// PostgreSQL runs with fsync on, as the product demands.
import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, realpathSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Client } from 'pg'
import { findProgram, freePort, serverAccount, untilReachable } from '../support/servers.ts'
import type { Guard } from './guard.ts'

const run = promisify(execFile)

export type Row = Readonly<Record<string, unknown>>
/** Runs one statement of the suite's own; nothing of the product is between. */
export type Ask = (statement: string, values?: readonly unknown[]) => Promise<Row[]>

export interface Postgres {
  url(database: string): string
  ask: (database: string) => Ask
  createFrom(template: string | undefined, database: string): Promise<void>
  restartImmediately(): Promise<void>
  /** kill -9 of the postmaster, and a new start. */
  killAndStart(): Promise<void>
  stop(): Promise<void>
}

export async function startPostgres(folder: string, guard: Guard): Promise<Postgres> {
  const bin = path.dirname(realpathSync(findProgram('postgres', 'postgresql', 'TEST_DATABASE_URL')))
  const data = path.join(folder, 'cluster')
  const account = serverAccount()
  const options = { cwd: folder, env: { PATH: process.env['PATH'], LC_ALL: 'C.UTF-8' }, ...account }
  if (account.uid !== undefined) execFileSync('chown', [`${account.uid}:${account.gid}`, folder])
  const initdb = ['-D', data, '-U', 'vigia', '-A', 'trust', '-E', 'UTF8', '--no-sync', '--no-instructions']
  await run(path.join(bin, 'initdb'), initdb, options)
  const port = await freePort()
  const flags = [
    `-p ${port}`,
    '-c listen_addresses=127.0.0.1',
    `-c unix_socket_directories=${folder}`,
    '-c max_connections=200',
  ]
  const control = (...args: string[]) =>
    run(path.join(bin, 'pg_ctl'), ['-D', data, '-l', path.join(folder, 'postgres.log'), ...args], options)
  const postmaster = () => Number(readFileSync(path.join(data, 'postmaster.pid'), 'utf8').split('\n', 1)[0])
  const start = async () => {
    await control('-w', '-o', flags.join(' '), 'start')
    guard.watch(postmaster())
  }
  await start()
  const url = (database: string) => `postgres://vigia@127.0.0.1:${port}/${database}`
  const ask = (database: string): Ask => askServer(url(database))
  return {
    url,
    ask,
    async createFrom(template, database) {
      await ask('postgres')(
        `create database ${database}${template === undefined ? '' : ` template ${template}`}`,
      )
      // Without it a copied sequence goes back to where it was copied when the server crashes: the first values drawn from it are not logged.
      await ask('postgres')('checkpoint')
    },
    async restartImmediately() {
      guard.forget(postmaster())
      await control('-w', '-m', 'immediate', '-o', flags.join(' '), 'restart')
      guard.watch(postmaster())
    },
    async killAndStart() {
      const pid = postmaster()
      guard.forget(pid)
      process.kill(pid, 'SIGKILL')
      await startAgain(start)
    },
    async stop() {
      guard.forget(postmaster())
      await control('-m', 'immediate', 'stop')
    },
  }
}

/** The backends of a killed postmaster hold its shared memory until each has noticed. */
const startLimitMs = 30_000

async function startAgain(start: () => Promise<void>): Promise<void> {
  for (const began = performance.now(); ; ) {
    try {
      await start()
      return
    } catch (error) {
      if (performance.now() - began > startLimitMs) throw error
      await sleep(100)
    }
  }
}

function askServer(url: string): Ask {
  return async (statement, values = []) => {
    const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 })
    client.on('error', () => undefined)
    await client.connect()
    try {
      const { rows } = await client.query<Row>(statement, [...values])
      return rows
    } finally {
      await client.end()
    }
  }
}

export interface RedisServer {
  readonly url: string
  command(...words: string[]): Promise<string>
  start(policy?: string): Promise<void>
  /** kill -9: nothing of its contents stays. */
  kill(): Promise<void>
  pause(): void
  resume(): void
}

export async function prepareRedis(folder: string, guard: Guard): Promise<RedisServer> {
  const program = findProgram('redis-server', 'redis-server', 'TEST_REDIS_URL')
  const client = findProgram('redis-cli', 'redis-tools', 'TEST_REDIS_URL')
  const port = await freePort()
  const home = path.join(folder, 'redis')
  await mkdir(home, { recursive: true })
  let child: ReturnType<typeof spawn> | undefined
  return {
    url: `redis://127.0.0.1:${port}`,
    async command(...words) {
      const { stdout } = await run(client, ['-p', String(port), ...words])
      return stdout.trim()
    },
    async start(policy = 'noeviction') {
      if (child !== undefined) return
      const flags = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', home]
      child = spawn(program, [...flags, '--maxmemory-policy', policy], { stdio: 'ignore' })
      guard.watch(child.pid ?? 0)
      await untilReachable(port, 'redis-server')
    },
    async kill() {
      const running = child
      if (running === undefined) return
      child = undefined
      const ended = once(running, 'exit')
      running.kill('SIGKILL')
      await ended
      guard.forget(running.pid ?? 0)
    },
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
  }
}
