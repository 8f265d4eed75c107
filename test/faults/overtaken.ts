// A reader of the stream while writers overtake each other: an alert whose transaction began first commits last. A cursor by id alone would
// have passed it by then.
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from 'pg'
import { openEvents } from '../support/event-stream.ts'
import type { Arena, Scenario } from './arena.ts'
import { changesIn, portOf } from './late-clients.ts'
import { plantAlerts, until } from './planted.ts'
import { text } from './row.ts'
import { copyProduct, type Patch } from './snapshot.ts'

const rounds = 6

async function overtake(arena: Arena): Promise<void> {
  const { ask, found, world, campaign, database } = arena
  const [process] = world.processes
  const client = openEvents(`http://127.0.0.1:${portOf(arena)}/v1/stream`, world.ombudsman)
  await client.status
  const told = () => new Set(changesIn(client))
  for (let round = 1; round <= rounds; round += 1) {
    const plan = { process, from: round, to: round, audience: 'ombudsman-duty' } as const
    const slow = new Client({ connectionString: campaign.postgres.url(database) })
    await slow.connect()
    await slow.query('begin')
    await plantAlerts(async (statement, values = []) => (await slow.query(statement, [...values])).rows, {
      ...plan,
      name: 'slow-',
    })
    await plantAlerts(ask, { ...plan, name: 'fast-' })
    // Long enough for a stream that does not wait to have told the fast one and gone on.
    await sleep(1_500)
    await slow.query('commit')
    await slow.end()
  }
  const rows = await ask(
    `select e.alert_id::text || ' ' || e.ordinal as id from alert_event e join alert a on a.id = e.alert_id
     where a.rule_id in ('slow-', 'fast-') and e.kind = 'fired'`,
  )
  found.count('S11 changes of alerts by writers that overtake each other', rows.length)
  if (rows.length !== rounds * 2) found.add('script', `${rows.length} of ${rounds * 2} alerts were written`)
  const missing = () => rows.filter((row) => !told().has(text(row['id'])))
  await until(arena, () => missing().length === 0, 'the stream did not tell all', 15_000)
  await client.close()
  for (const row of missing()) found.add('untold', `${text(row['id'])} on no stream`)
}

export const overtakenScenario = (id = 'overtaken', patches: readonly Patch[] = []): Scenario => ({
  id,
  faults: ['F46'],
  title: 'a client of the stream reads while writers overtake each other',
  roles: ['api', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  setUp: async (campaign) =>
    patches.length === 0
      ? {}
      : { root: await copyProduct(campaign.root, `${campaign.folder}/${id}/product`, patches) },
  inject: overtake,
})
