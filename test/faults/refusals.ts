// Starts that must not happen: unsafe database settings, a Redis that evicts, a failpoint outside a test, a folder in use.

import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { testAuditKey } from '../support/audit-key.ts'
import type { Campaign, Result } from './arena.ts'
import { startFleet, startOnce } from './fleet.ts'
import { createAgent, send } from './request.ts'
import { threat } from './signals.ts'
import { createFindings, type Findings } from './verdict.ts'
import { readFirstRun } from './world.ts'

interface Refusal {
  readonly fault: string
  readonly env?: Readonly<Record<string, string>>
  /** What the sentence must name. */
  readonly says: string
  arrange?(campaign: Campaign): Promise<unknown>
  restore?(campaign: Campaign): Promise<unknown>
}

const unsafe = (setting: string): Refusal => ({
  fault: 'F34',
  says: setting,
  arrange: (campaign) => change(campaign, setting, 'off'),
  restore: (campaign) => change(campaign, setting, 'on'),
})

/** Returns when new connections have it: the server reads its settings anew in its own time. */
async function change({ postgres }: Campaign, setting: string, value: 'on' | 'off'): Promise<void> {
  const ask = postgres.ask('postgres')
  await ask(`alter system ${value === 'off' ? `set ${setting} = off` : `reset ${setting}`}`)
  await ask('select pg_reload_conf()')
  for (;;) {
    const [row] = await ask(`select current_setting('${setting}') as value`)
    if (row?.['value'] === value) return
    await sleep(20)
  }
}

const refusals: readonly Refusal[] = [
  unsafe('fsync'),
  unsafe('full_page_writes'),
  unsafe('synchronous_commit'),
  {
    fault: 'F20',
    says: 'maxmemory-policy noeviction',
    arrange: ({ redis }) => redis.command('config', 'set', 'maxmemory-policy', 'allkeys-lru'),
    restore: ({ redis }) => redis.command('config', 'set', 'maxmemory-policy', 'noeviction'),
  },
  { fault: 'FAIL_AT', says: 'VIGIA_TEST', env: { FAIL_AT: 'intake.before_commit' } },
]

export async function runRefusals(campaign: Campaign): Promise<Result> {
  const began = performance.now()
  const found = createFindings()
  await campaign.redis.start()
  for (const refusal of refusals) await refuse(campaign, refusal, found)
  await refuseSecond(campaign, found)
  return {
    id: 'refusals',
    faults: ['F20', 'F34', 'E1'],
    title: 'unsafe settings, an evicting Redis, a folder in use: refused at the start',
    seconds: (performance.now() - began) / 1_000,
    found,
    kills: new Map(),
    drainSeconds: 0,
    toldSeconds: 0,
  }
}

async function refuse(campaign: Campaign, refusal: Refusal, found: Findings): Promise<void> {
  const { root, folder, guard, cache, postgres, redis, template } = campaign
  await refusal.arrange?.(campaign)
  const env = {
    DATABASE_URL: postgres.url(template),
    VIGIA_AUDIT_KEY: testAuditKey,
    REDIS_URL: redis.url,
    ...refusal.env,
  }
  const { status, said } = await startOnce({ root, folder, guard, cache, env }, 'worker')
  await refusal.restore?.(campaign)
  judgeRefusal(refusal.fault, refusal.says, status, said, found)
}

function judgeRefusal(
  fault: string,
  says: string,
  status: number | null,
  said: string,
  found: Findings,
): void {
  found.count('starts refused', 1)
  if (status !== 1 || !said.includes(says))
    found.add('not refused', `${fault} ${says}: ended with ${status}, said ${said.slice(-300)}`)
}

/** The second process on a folder goes; the first one is unharmed. */
async function refuseSecond(campaign: Campaign, found: Findings): Promise<void> {
  const { root, guard, cache } = campaign
  const folder = path.join(campaign.folder, 'second')
  await mkdir(folder, { recursive: true })
  const data = path.join(folder, 'data')
  const env = { VIGIA_DATA_DIR: data }
  const plan = { root, folder, guard, cache, env }
  const fleet = await startFleet({ ...plan, roles: ['all'] })
  try {
    const { status, said } = await startOnce(plan, 'all')
    judgeRefusal('E1', 'is in use', status, said, found)
    const world = await readFirstRun(path.join(data, 'first-run.json'))
    const agent = createAgent()
    const reply = await send(agent, {
      port: fleet.members[0]?.port ?? 0,
      method: 'POST',
      path: '/v1/signals',
      token: world.analyst,
      body: { ...threat('second', world.processes[0], 'BO02', 'radio-x'), external_id: 'second' },
    })
    agent.destroy()
    const answer = reply.kind === 'answer' ? reply.status : reply.kind
    if (answer !== 201) found.add('harmed', `the first process answered ${answer} after the second had come`)
  } finally {
    await fleet.stop()
  }
}
