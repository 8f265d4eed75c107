// The embedded mode: one process on a folder, killed again and again while clients work; judged by opening the folder ourselves afterwards.
import { mkdir } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { PGlite } from '@electric-sql/pglite'
import { type Arena, type Campaign, judge, judgeTimes, type Result, type Times } from './arena.ts'
import { type Fleet, startFleet } from './fleet.ts'
import type { Row } from './machines.ts'
import { createOperationLog } from './operations.ts'
import { createFindings } from './verdict.ts'
import { runWorkload } from './workload.ts'
import { readFirstRun } from './world.ts'

const patienceMs = 60_000

export async function runEmbedded(campaign: Campaign, kills: number): Promise<Result> {
  const began = performance.now()
  const folder = path.join(campaign.folder, 'embedded')
  await mkdir(folder, { recursive: true })
  const data = path.join(folder, 'data')
  const { root, guard, cache } = campaign
  const fleet = await startFleet({
    root,
    folder,
    guard,
    cache,
    env: { VIGIA_DATA_DIR: data },
    roles: ['all'],
  })
  const random = campaign.random.stream('embedded')
  const log = createOperationLog(path.join(folder, 'operations.ndjson'))
  const file = path.join(data, 'first-run.json')
  const world = await readFirstRun(file)
  const found = createFindings()
  const stop = new AbortController()
  const ports = [fleet.apis[0]?.port ?? 0] as const
  const working = runWorkload({ clients: 4, pauseMs: 25, world, ports, log, random }, stop.signal)
  let times: Times
  try {
    for (let time = 0; time < kills; time += 1) {
      await fleet.untilUp()
      await sleep(random.int(100, 1_500))
      fleet.members[0]?.kill('embedded')
      await sleep(20)
    }
  } finally {
    stop.abort()
  }
  try {
    await fleet.untilUp()
    const end = performance.now()
    await working
    times = {
      drainedMs: await untilNoneWaits(fleet, world.admin ?? '', ['scoring', 'planning'], end),
      toldMs: await untilNoneWaits(fleet, world.admin ?? '', ['delivery'], end),
    }
  } finally {
    await fleet.stop()
  }
  judgeTimes(times, found)
  const database = await PGlite.create({ dataDir: path.join(data, 'pglite') })
  const ask = async (statement: string, values: readonly unknown[] = []) =>
    (await database.query<Row>(statement, [...values])).rows
  const arena: Arena = { campaign, database: data, ask, fleet, log, random, world, found, env: {} }
  await judge(arena)
  await database.close()
  log.close()
  return {
    id: 'embedded',
    faults: ['E2'],
    title: 'kill -9 of the embedded process under load',
    seconds: (performance.now() - began) / 1_000,
    found,
    kills: fleet.kills,
    drainSeconds: times.drainedMs / 1_000,
    toldSeconds: times.toldMs / 1_000,
  }
}

/** Milliseconds from `since` until the product's own gauges say that nothing waits in these stages; what is there is judged afterwards. */
async function untilNoneWaits(
  fleet: Fleet,
  token: string,
  stages: readonly string[],
  since: number,
): Promise<number> {
  const url = `http://127.0.0.1:${fleet.members[0]?.port ?? 0}/metrics`
  const idle = stages.map((stage) => `vigia_oldest_waiting_seconds{stage="${stage}"} 0`)
  for (let quiet = 0; ; ) {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    const lines = new Set((await answer.text()).split('\n'))
    quiet = idle.every((line) => lines.has(line)) ? quiet + 1 : 0
    const passed = performance.now() - since
    if (quiet === 3 || passed > patienceMs) return passed
    await sleep(100)
  }
}
