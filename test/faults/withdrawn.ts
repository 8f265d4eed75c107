// Messages that wait while their endpoint is given up or their recipient loses a right; and a critical alert beside a bulletin.
import { readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import type { Arena, Scenario } from './arena.ts'
import { type Planted, plantAlerts, runOut, until } from './planted.ts'
import { file, noLadder, receiversOf, setUpOf, withPartner } from './receivers.ts'
import { number, text } from './row.ts'
import type { Patch } from './snapshot.ts'

async function withdraw(arena: Arena, id: string): Promise<void> {
  const { ask, found, fleet } = arena
  const receivers = receiversOf(arena)
  const [process] = arena.world.processes
  await besideBulletin(arena)
  // F66: messages wait for their next try when the endpoint says that it is gone.
  receivers.manner = { status: 500 }
  const plan = { process, from: 1, to: 5, audience: 'ombudsman-duty' } as const
  await plantAlerts(ask, { ...plan, name: 'pending-' })
  await untilPending(arena, 'pending-', 5)
  receivers.manner = { status: 410 }
  await plantAlerts(ask, { ...plan, name: 'gone-', to: 1 })
  await until(
    arena,
    async () =>
      (await ask("select 1 from channel_health where channel = 'webhook-partner' and state = 'disabled'"))
        .length > 0,
    'the endpoint was not disabled',
  )
  await runOut(arena)
  const rows = await ask(`
    select d.alert_id::text as id, bool_or(d.channel = 'webhook-partner' and d.state in ('withheld', 'failed')) as ended,
      bool_or(d.channel_type = 'inbox' and d.state in ('delivered', 'seen')) as told
    from delivery d join alert a on a.id = d.alert_id where a.rule_id in ('pending-', 'gone-') group by 1`)
  found.count('F66 alerts pending at a disabled endpoint', rows.length)
  for (const row of rows)
    if (row['ended'] !== true || row['told'] !== true)
      found.add('withdrawn', `F66 ${text(row['id'])}: ${JSON.stringify(row)}`)
  await seal(arena, plan)
  // F69: mail waits for its next try when the recipient loses the right to read it.
  receivers.mails.behave({ refuse: 450 })
  await plantAlerts(ask, { ...plan, name: 'revoked-' })
  await untilPending(arena, 'revoked-', 5)
  await until(
    arena,
    async () =>
      (
        await ask(
          "select 1 from delivery d join alert a on a.id = d.alert_id where a.rule_id = 'revoked-' and d.channel = 'email-duty' and d.state = 'retry'",
        )
      ).length === 5,
    'the mails of F69 do not wait',
  )
  await revoke(arena, id)
  fleet.workers[0]?.kill('new routes')
  await fleet.untilUp()
  const before = receivers.mails.mails.length
  receivers.mails.behave('accept')
  await runOut(arena)
  const told = receivers.mails.mails.slice(before).filter((mail) => mail.raw.includes('revoked-'))
  const left = await ask(`
    select d.alert_id::text as id, d.state, d.reason,
      exists (select 1 from delivery o where o.alert_id = d.alert_id and o.id <> d.id and o.state in ('delivered', 'seen', 'accepted')) as other
    from delivery d join alert a on a.id = d.alert_id where a.rule_id = 'revoked-' and d.channel = 'email-duty'`)
  found.count(
    'F69 deliveries withheld at the last moment',
    left.filter((row) => row['state'] === 'withheld').length,
  )
  found.count('F69 mails that arrived', told.length)
  if (told.length > 0) found.add('withdrawn', `F69: ${told.length} mails reached who may not read them`)
  for (const row of left)
    if (row['state'] !== 'withheld' || row['other'] !== true)
      found.add('withdrawn', `F69 ${JSON.stringify(row)}`)
}

async function untilPending(arena: Arena, rule: string, count: number): Promise<void> {
  await until(
    arena,
    async () => {
      const [row] = await arena.ask(
        `select count(*)::int as n from delivery d join alert a on a.id = d.alert_id
         where a.rule_id = $1 and d.state = 'retry'`,
        [rule],
      )
      return number(row?.['n']) >= count
    },
    `${rule}: no messages wait`,
  )
}

/** An alert becomes too sensitive for every way out while its messages wait: what leaves then says only that there is one. */
async function seal(arena: Arena, plan: Omit<Planted, 'name'>): Promise<void> {
  const { ask, found } = arena
  const receivers = receiversOf(arena)
  receivers.manner = { status: 500 }
  receivers.mails.behave({ refuse: 450 })
  await plantAlerts(ask, { ...plan, name: 'sealed-' })
  await untilPending(arena, 'sealed-', 5)
  const [kept] = await ask(`
    select count(*)::int as n from delivery d join alert a on a.id = d.alert_id
    where a.rule_id = 'sealed-' and d.channel = 'email-duty' and d.message->>'view' = 'full'`)
  // Else nothing could leak, and the rest would prove nothing.
  if (number(kept?.['n']) < 5) found.add('script', `F69: ${number(kept?.['n'])} full texts waited, not 5`)
  await ask("update alert set marking = 'TLP:RED' where rule_id = 'sealed-'")
  const after = { calls: receivers.webhooks.calls.length, mails: receivers.mails.mails.length }
  receivers.manner = { status: 204 }
  receivers.mails.behave('accept')
  await runOut(arena)
  const calls = receivers.webhooks.calls.slice(after.calls).map((one) => one.body)
  const mails = receivers.mails.mails.slice(after.mails).map((one) => one.raw)
  found.count('F69 messages that left after it', calls.length + mails.length)
  const leaks = [...calls, ...mails].filter((one) => one.includes('sealed-')).length
  if (leaks > 0) found.add('leaked', `F69: ${leaks} messages say what a TLP:RED alert is about`)
}

/** The duty officers lose the mailbox: an installation's routes are a file. */
async function revoke(arena: Arena, id: string): Promise<void> {
  const routes = path.join(arena.campaign.folder, id, 'product', file)
  const now = await readFile(routes, 'utf8')
  const next = now.replace(
    "channels: [inbox, webhook-partner, email-duty], clearance: 'TLP:AMBER+STRICT'",
    "channels: [inbox, webhook-partner], clearance: 'TLP:AMBER+STRICT'",
  )
  if (next === now) throw new Error('the routes to change are gone')
  await writeFile(routes, next)
}

/** Of the catalogue; and what a sweep, which alone finds what the suite writes, may take for one alert and spare the other. */
const F71_MOST_MS = 1_000 + 1_000

/** F71: how long one critical alert takes alone, behind hundreds of alerts that nobody has planned, and beside their messages on the way. */
async function besideBulletin(arena: Arena): Promise<void> {
  const { ask, found } = arena
  const { taken } = receiversOf(arena)
  const [process] = arena.world.processes
  const tell = async (name: string) => {
    const began = performance.now()
    const plan = { process, name, from: 1, to: 1, audience: 'ombudsman-duty', level: 'critical' } as const
    await plantAlerts(ask, plan)
    const [row] = await ask('select md5($1)::uuid::text as id', [`${name}1`])
    let id = ''
    await until(
      arena,
      async () => {
        const [made] = await ask(
          "select id::text as id from delivery where alert_id = $1::uuid and channel = 'webhook-partner'",
          [text(row?.['id'])],
        )
        id = text(made?.['id'])
        return taken.some((one) => one.id === id)
      },
      `${name} did not arrive`,
    )
    return (taken.find((one) => one.id === id)?.at ?? 0) - began
  }
  const alone = await tell('alone-')
  // A page of a bulletin each; under the limits of a storm every one would be held.
  const bulletin = { process, from: 1, to: 200, audience: 'ombudsman-duty' } as const
  await plantAlerts(ask, { ...bulletin, name: 'unplanned-' })
  const behind = await tell('behind-')
  await plantAlerts(ask, { ...bulletin, name: 'bulletin-' })
  await until(
    arena,
    async () =>
      (
        await ask(
          "select 1 from alert_event e join alert a on a.id = e.alert_id where a.rule_id in ('bulletin-', 'unplanned-') and e.planned_at is null",
        )
      ).length === 0,
    'the bulletin was not planned',
  )
  const [open] = await ask("select count(*)::int as n from delivery where state in ('planned', 'sending')")
  found.count('F71 messages still on their way then', number(open?.['n']))
  const beside = await tell('beside-')
  found.count('F71 critical alone, ms', Math.round(alone))
  found.count('F71 critical behind 200 unplanned alerts, ms', Math.round(behind))
  found.count('F71 critical beside their messages, ms', Math.round(beside))
  for (const [where, took] of [
    ['behind', behind],
    ['beside', beside],
  ] as const) {
    if (took - alone > F71_MOST_MS)
      found.add('late', `F71: ${Math.round(took - alone)} ms later ${where} a bulletin`)
  }
  await runOut(arena, { seconds: 1 })
}

export const withdrawnScenario = (id = 'withdrawn', patches: readonly Patch[] = []): Scenario => ({
  id,
  faults: ['F66', 'F69', 'F71'],
  title:
    'an endpoint is disabled and a recipient loses a right while messages wait; a bulletin beside a critical alert',
  roles: ['worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 0,
  setUp: setUpOf(id, [
    ...patches,
    withPartner,
    noLadder,
    {
      file,
      find: 'fallback: {channel_down',
      put: 'storm: {criticals_per_minute: 1000, others_per_hour: 10000}\nfallback: {channel_down',
    },
  ]),
  inject: (arena) => withdraw(arena, id),
})
