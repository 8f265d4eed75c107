// The product's processes, as an operator would run them: real ones, started again when they die, killed and frozen on demand.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '../support/servers.ts'
import { testVaultKeys } from '../support/vault-keys.ts'
import type { Guard } from './guard.ts'

export type Role = 'api' | 'worker' | 'all'

export interface Member {
  readonly name: string
  readonly role: Role
  /** 0 for a worker. */
  readonly port: number
  isUp(): boolean
  untilUp(): Promise<void>
  /** SIGKILL if it is up; the supervisor starts it again. False when it was not up. */
  kill(kind: string): boolean
  /** Killed, and started again with a failpoint; resolves when it has died there and is up again, or when the time is over. */
  dieAt(failpoint: string, limitMs: number): Promise<boolean>
  /** SIGSTOP until the promise is settled, then SIGCONT. */
  freeze(until: Promise<unknown>): Promise<void>
}

export interface Fleet {
  readonly members: readonly Member[]
  readonly apis: readonly Member[]
  readonly workers: readonly Member[]
  /** By kind: processes that died by SIGKILL while they were up. */
  readonly kills: ReadonlyMap<string, number>
  /** Ends that nobody ordered, with the last words of the process. */
  readonly unexpected: readonly string[]
  untilUp(): Promise<void>
  stop(): Promise<void>
}

export interface FleetPlan {
  /** The folder that holds src, rules and migrations. */
  readonly root: string
  readonly folder: string
  readonly guard: Guard
  readonly env: Readonly<Record<string, string>>
  readonly roles: readonly Role[]
  /** More of the environment, by the name of a process. */
  readonly envOf?: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined
  /** This build kills itself: a SIGKILL that we did not send counts as a kill of this kind. */
  readonly killsItself?: string | undefined
  /** The runtime's cache of compiled files, so that a new start costs little. */
  readonly cache: string
}

interface Book {
  readonly kills: Map<string, number>
  readonly unexpected: string[]
  isStopping: boolean
}

/** No promise: a first start on a busy machine compiles everything and fills an empty database. */
const bootLimitMs = 180_000

export async function startFleet(plan: FleetPlan): Promise<Fleet> {
  const book: Book = { kills: new Map(), unexpected: [], isStopping: false }
  const members: (Member & { stop(): Promise<void> })[] = []
  for (const [index, role] of plan.roles.entries()) {
    const port = role === 'worker' ? 0 : await freePort()
    members.push(startMember(plan, book, { name: `${role}${index}`, role, port }))
  }
  const untilUp = async () => {
    await Promise.all(members.map((member) => member.untilUp()))
  }
  await untilUp()
  return {
    members,
    apis: members.filter((member) => member.role !== 'worker'),
    workers: members.filter((member) => member.role !== 'api'),
    kills: book.kills,
    unexpected: book.unexpected,
    untilUp,
    async stop() {
      book.isStopping = true
      await Promise.all(members.map((member) => member.stop()))
    },
  }
}

interface Life {
  child: ChildProcess
  isUp: boolean
  /** Why it is about to die by our hand. */
  killedFor: string | undefined
  armedFor: string | undefined
  lastWords: string
  readonly ended: Promise<void>
}

function startMember(
  plan: FleetPlan,
  book: Book,
  { name, role, port }: { name: string; role: Role; port: number },
): Member & { stop(): Promise<void> } {
  let failAt: string | undefined
  const log = createWriteStream(path.join(plan.folder, `${name}.log`), { flags: 'a' })
  const launch = () => {
    const armed = failAt
    failAt = undefined
    return begin(plan, { name, role, port }, armed, log)
  }
  let life = launch()
  async function watch(one: Life): Promise<void> {
    await one.ended
    judgeEnd(book, name, one)
    if (book.isStopping) return
    if (!one.isUp) await sleep(200) // it could not start: its database may be away
    life = launch()
    void watch(life)
  }
  void watch(life)
  const untilUp = async () => {
    const deadline = performance.now() + bootLimitMs
    while (!life.isUp || life.killedFor !== undefined || hasEnded(life)) {
      if (performance.now() > deadline) throw new Error(`${name} did not start: ${life.lastWords}`)
      await sleep(20)
    }
  }
  const kill = (kind: string) => {
    if (!life.isUp || life.killedFor !== undefined || life.child.signalCode !== null) return false
    life.killedFor = kind
    life.child.kill('SIGKILL')
    return true
  }
  return {
    name,
    role,
    port,
    isUp: () => life.isUp && life.child.signalCode === null && life.killedFor === undefined,
    untilUp,
    kill,
    async dieAt(failpoint, limitMs) {
      await untilUp()
      failAt = failpoint
      kill('to arm a failpoint')
      await life.ended
      await sleep(1)
      const armed = life
      while (!armed.isUp && !hasEnded(armed)) await sleep(20)
      const hasDied = await Promise.race([
        armed.ended.then(() => true),
        sleep(limitMs, false, { ref: false }),
      ])
      if (!hasDied) kill('failpoint not reached')
      await armed.ended
      await sleep(1)
      await untilUp()
      return hasDied
    },
    async freeze(until) {
      await untilUp()
      life.child.kill('SIGSTOP')
      await until
      life.child.kill('SIGCONT')
    },
    async stop() {
      life.killedFor ??= 'the end of the run'
      life.child.kill('SIGKILL')
      await life.ended
      log.end()
    },
  }
}

function hasEnded({ child }: Life): boolean {
  return child.exitCode !== null || child.signalCode !== null
}

function judgeEnd(book: Book, name: string, one: Life): void {
  const kind = one.killedFor ?? (one.child.signalCode === 'SIGKILL' ? one.armedFor : undefined)
  if (kind === 'the end of the run') return
  if (kind !== undefined && one.isUp) book.kills.set(kind, (book.kills.get(kind) ?? 0) + 1)
  // Not yet up: it refused to start, which is right while its database is away; untilUp has the last word.
  if (kind === undefined && one.isUp) {
    book.unexpected.push(
      `${name} ended by itself (${one.child.signalCode ?? one.child.exitCode}): ${one.lastWords.slice(-400)}`,
    )
  }
}

function begin(
  plan: FleetPlan,
  { name, role, port }: { name: string; role: Role; port: number },
  failAt: string | undefined,
  log: NodeJS.WritableStream,
): Life {
  const child = spawn(process.execPath, [path.join(plan.root, 'src/main.ts')], {
    cwd: plan.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: plan.cache,
      VIGIA_RATE_PER_MINUTE: '0',
      VIGIA_VAULT_KEYS: testVaultKeys,
      ...plan.env,
      ...plan.envOf?.[name],
      VIGIA_ROLE: role,
      VIGIA_TEST: '1',
      PORT: String(port),
      ...(failAt === undefined ? {} : { FAIL_AT: failAt }),
    },
  })
  const { pid = 0 } = child
  plan.guard.watch(pid)
  const life: Life = {
    child,
    isUp: false,
    killedFor: undefined,
    armedFor: failAt === undefined ? plan.killsItself : `failpoint ${failAt.replace(/:\d+$/, '')}`,
    lastWords: '',
    ended: new Promise((resolve) => {
      child.once('exit', () => {
        plan.guard.forget(pid)
        resolve()
      })
    }),
  }
  const listen = (chunk: Buffer) => {
    const said = life.lastWords + chunk.toString()
    // Before it is cut: on a busy machine much may be read at once.
    if (said.includes('"app.started"')) life.isUp = true
    life.lastWords = said.slice(-2_000)
    log.write(chunk)
  }
  child.stdout?.on('data', listen)
  child.stderr?.on('data', listen)
  return life
}

/** Starts the product once and waits for its end: for faults at which it must refuse to start. */
export async function startOnce(
  plan: Omit<FleetPlan, 'roles'>,
  role: Role,
): Promise<{ status: number | null; said: string }> {
  const child = spawn(process.execPath, [path.join(plan.root, 'src/main.ts')], {
    cwd: plan.root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: plan.cache,
      VIGIA_VAULT_KEYS: testVaultKeys,
      ...plan.env,
      VIGIA_ROLE: role,
      PORT: '0',
    },
  })
  plan.guard.watch(child.pid ?? 0)
  let said = ''
  const listen = (chunk: Buffer) => {
    said += chunk.toString()
    if (said.includes('"app.started"')) child.kill('SIGKILL')
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  await new Promise((resolve) => child.once('exit', resolve))
  plan.guard.forget(child.pid ?? 0)
  return { status: child.exitCode, said }
}
