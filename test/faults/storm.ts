// Thousands of alerts at once: grouped, critical first, few messages an hour, and none missing. Judged at the receivers and by the record.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Campaign, Scenario } from './arena.ts'
import { moveClock, plantAlerts, untilIdle } from './planted.ts'
import { idOf, noLadder, receiversOf, setUpOf, withPartner } from './receivers.ts'
import { number, text } from './row.ts'

const stormSize = ({ isLong }: Campaign) => (isLong ? 10_000 : 1_000)

async function blowStorm(arena: Arena): Promise<void> {
  const { ask, campaign } = arena
  const receivers = receiversOf(arena)
  const count = stormSize(campaign)
  const [process] = arena.world.processes
  const share = count / 10
  for (let from = 0; from < count; from += share) {
    const plan = { process, name: 'storm-', from: from + 1, to: from + share, audience: 'ombudsman-duty' }
    await plantAlerts(ask, { ...plan, criticalEvery: 10 })
    await sleep(campaign.isLong ? 3_000 : 200)
  }
  await untilIdle(arena, 900_000)
  arena.found.count('F67 mails in the first hour', receivers.mails.mails.length)
  firstHour.set(arena, { mails: receivers.mails.mails.length, webhooks: receivers.taken.length })
  // The rest waits for its digest. Lists of criticals come by the minute.
  for (let step = 0; step < 5; step += 1) {
    const [row] = await ask(`
      select extract(epoch from min(coalesce(due_at, held_until)) - app.now())::float8 as ahead
      from delivery where state in ('held', 'planned', 'retry')`)
    if (row?.['ahead'] === null) break
    await moveClock(ask, Math.max(0, number(row?.['ahead'])) + 0.2)
    await sleep(1_500)
    await untilIdle(arena, 900_000)
  }
}

const firstHour = new WeakMap<Arena, { mails: number; webhooks: number }>()

async function checkStorm(arena: Arena): Promise<void> {
  const { ask, found, campaign } = arena
  const { taken, mails } = receiversOf(arena)
  const count = stormSize(campaign)
  const early = firstHour.get(arena) ?? { mails: 0, webhooks: 0 }
  // Per minute five criticals and a list, of which the storm of ten minutes at most makes few; per hour twenty others.
  const most = 20 + 6 * 3
  for (const [way, sent] of Object.entries(early)) {
    found.count(`F67 ${way} of the first hour`, sent)
    if (sent > most) found.add('storm', `${sent} ${way} in the first hour; at most ${most}`)
  }
  const rows = await ask(`
    select d.id::text as id, d.channel, d.level, d.state, coalesce(d.carrier, d.id)::text as shown from delivery d
    join alert a on a.id = d.alert_id where a.rule_id = 'storm-' and d.channel in ('webhook-partner', 'email-duty')`)
  const order = [...taken.map((one) => one.id), ...mails.mails.map(idOf)]
  const arrived = new Set(order)
  const missing = rows.filter((row) => !arrived.has(text(row['shown'])))
  found.count('F67 alerts', count)
  found.count('F67 rows on record', rows.length)
  found.count('F67 messages', order.length)
  if (rows.length !== 2 * count)
    found.add('storm', `${rows.length} rows on record for ${count} alerts and two ways`)
  for (const row of missing)
    found.add(
      'untold',
      `${text(row['channel'])} ${text(row['level'])} ${text(row['id'])} ${text(row['state'])}`,
    )
  const levels = new Map(rows.map((row) => [text(row['id']), text(row['level'])]))
  const firsts = [taken.map((one) => one.id), mails.mails.map(idOf)].map(
    (ids) => ids.slice(0, 10).filter((id) => levels.get(id) === 'critical').length,
  )
  // Every tenth alert is critical, and five of them go out by themselves: in the order of the alerts there would be one. Two workers send over
  // many connections, so that messages which left together may arrive in another order; 4 to 6 of the first ten were seen.
  found.count('F67 criticals among the first ten', Math.min(...firsts))
  if (firsts.some((one) => one < 3))
    found.add('storm', `criticals among the first ten messages: ${firsts.join(', ')}`)
}

export const stormScenario: Scenario = {
  id: 'storm',
  faults: ['F67'],
  title: 'thousands of alerts within a minute',
  roles: ['api', 'worker', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  patienceMs: 600_000,
  setUp: setUpOf('storm', [withPartner, noLadder]),
  inject: blowStorm,
  check: checkStorm,
}
