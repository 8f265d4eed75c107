// The installation of the silence trials: each part a process that is killed, frozen and brought back by hand, and the sink of the alarms.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { testAuditKey } from '../support/audit-key.ts'
import { freePort } from '../support/servers.ts'
import { testVaultKeys } from '../support/vault-keys.ts'
import { openWebhookSink, type WebhookSink } from '../support/webhook-sink.ts'
import type { Campaign } from './arena.ts'
import { copyProduct, type Patch } from './snapshot.ts'

export const secret = `whsec_${Buffer.from('silence-silence-silence-silence').toString('base64')}`

/** What can be taken away. */
export interface Part {
  readonly name: string
  kill(): Promise<void>
  freeze(): void
  /** After either. */
  heal(): Promise<void>
}

export interface Process extends Part {
  /** Everything it has said. */
  said(): string
}

interface Launch {
  readonly name: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** In its output once it works. */
  readonly ready: string
}

async function startProcess(
  campaign: Campaign,
  root: string,
  folder: string,
  launch: Launch,
): Promise<Process> {
  const log = createWriteStream(path.join(folder, `${launch.name}.log`), { flags: 'a' })
  let said = ''
  let child: ChildProcess
  const begin = async () => {
    const since = said.length
    child = spawn(process.execPath, [...launch.args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: campaign.cache,
        VIGIA_TEST: '1',
        VIGIA_VAULT_KEYS: testVaultKeys,
        ...launch.env,
      },
    })
    campaign.guard.watch(child.pid ?? 0)
    const listen = (chunk: Buffer) => {
      said += chunk.toString()
      log.write(chunk)
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    while (!said.slice(since).includes(launch.ready)) {
      if (child.exitCode !== null) throw new Error(`${launch.name} did not start: ${said.slice(-400)}`)
      await Promise.race([once(child.stdout ?? child, 'data'), once(child, 'exit')])
    }
  }
  await begin()
  return {
    name: launch.name,
    said: () => said,
    async kill() {
      campaign.guard.forget(child.pid ?? 0)
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await ended
    },
    freeze: () => void child.kill('SIGSTOP'),
    async heal() {
      if (child.signalCode === null && child.exitCode === null) child.kill('SIGCONT')
      else await begin()
    },
  }
}

/** PostgreSQL with all its backends: a frozen postmaster alone would let them go on. */
function postgresPart(campaign: Campaign): Part {
  const pids = () => {
    const file = path.join(campaign.folder, 'cluster', 'postmaster.pid')
    const postmaster = readFileSync(file, 'utf8').split('\n', 1)[0] ?? ''
    const children = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && parentOf(pid) === postmaster)
    return [postmaster, ...children].map(Number)
  }
  let isKilled = false
  const signal = (name: NodeJS.Signals) => {
    for (const pid of pids()) {
      try {
        process.kill(pid, name)
      } catch {
        // it has ended by itself
      }
    }
  }
  return {
    name: 'postgres',
    kill() {
      isKilled = true
      signal('SIGKILL')
      return Promise.resolve()
    },
    freeze: () => signal('SIGSTOP'),
    async heal() {
      if (isKilled) await campaign.postgres.restartImmediately()
      else signal('SIGCONT')
      isKilled = false
    },
  }
}

function parentOf(pid: string): string {
  try {
    return (
      readFileSync(`/proc/${pid}/stat`, 'utf8')
        .replace(/^.*\) \S /, '')
        .split(' ', 1)[0] ?? ''
    )
  } catch {
    return ''
  }
}

export interface Installation {
  readonly parts: readonly Part[]
  readonly api: Process
  readonly receiver: Process
  readonly receiverUrl: string
  readonly alarms: WebhookSink
  stop(): Promise<void>
}

export interface Periods {
  readonly everyMs: number
  readonly afterMs: number
}

const mailRoute: Patch = {
  file: 'rules/bo/routes.yaml',
  find: 'code: canary-mail, type: email,',
  put: "code: canary-mail, type: email, to: 'canary@watchdog.example.org',",
}

export async function startInstallation(
  campaign: Campaign,
  name: string,
  periods: Periods,
  patches: readonly Patch[] = [],
): Promise<Installation> {
  const folder = path.join(campaign.folder, name)
  await mkdir(folder, { recursive: true })
  const root = await copyProduct(campaign.root, path.join(folder, 'product'), [mailRoute, ...patches])
  const database = name.replaceAll('-', '_')
  await campaign.redis.start()
  await campaign.postgres.createFrom(campaign.template, database)
  const [apiPort, hookPort, mailPort, relayPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
    await freePort(),
  ]
  const receiverUrl = `http://127.0.0.1:${hookPort}/`
  const alarms = await openWebhookSink()
  const product = {
    DATABASE_URL: campaign.postgres.url(database),
    VIGIA_AUDIT_KEY: testAuditKey,
    REDIS_URL: campaign.redis.url,
    VIGIA_WEBHOOKS: JSON.stringify({ canary: { url: receiverUrl, secret } }),
    VIGIA_ALLOW_PRIVATE_ADDRESSES: '1',
    VIGIA_SMTP_URL: `smtp://127.0.0.1:${relayPort}?tls=off`,
    VIGIA_CANARY_EVERY_MS: String(periods.everyMs),
  }
  const run = (launch: Launch) => startProcess(campaign, root, folder, launch)
  const token = await run({
    name: 'open',
    args: ['src/cli.ts', 'process', 'canary'],
    env: product,
    ready: '\n',
  })
  const watchdog = {
    VIGIA_WATCHDOG_DIR: path.join(folder, 'watchdog'),
    VIGIA_WATCHDOG_AFTER_MS: String(periods.afterMs),
    VIGIA_WATCHDOG_REPEAT_MS: String(periods.afterMs * 10),
    VIGIA_WATCHDOG_SECRET: secret,
    VIGIA_WATCHDOG_PORT: String(hookPort),
    VIGIA_WATCHDOG_EXPECT: 'mail',
    VIGIA_WATCHDOG_ALARM_URL: alarms.url,
  }
  const ready = 'watchdog.started'
  const watchdogArgs = ['src/watchdog.ts']
  const receiverEnv = {
    ...watchdog,
    VIGIA_WATCHDOG_MODE: 'receive',
    VIGIA_WATCHDOG_CANARY_MAIL_PORT: String(mailPort),
  }
  const receiver = await run({ name: 'receiver', args: watchdogArgs, env: receiverEnv, ready })
  const relayArgs = [path.join(import.meta.dirname, 'mail-relay.ts'), String(relayPort), String(mailPort)]
  const smtp = await run({ name: 'smtp', args: relayArgs, env: {}, ready: 'listening' })
  const main = { args: ['src/main.ts'], ready: '"app.started"' }
  const worker = await run({ ...main, name: 'worker', env: { ...product, VIGIA_ROLE: 'worker' } })
  const apiEnv = {
    ...product,
    VIGIA_ROLE: 'api',
    PORT: String(apiPort),
    VIGIA_CANARY_TOKEN: token.said().split('\n', 1)[0] ?? '',
  }
  const api = await run({ ...main, name: 'api', env: apiEnv })
  const watcher = await run({
    name: 'watch',
    args: watchdogArgs,
    env: { ...watchdog, VIGIA_WATCHDOG_MODE: 'watch' },
    ready,
  })
  const parts = [api, worker, postgresPart(campaign), smtp, receiver]
  return {
    parts,
    api,
    receiver,
    receiverUrl,
    alarms,
    async stop() {
      for (const one of [api, worker, smtp, receiver, watcher]) await one.kill()
      await alarms.close()
    },
  }
}
