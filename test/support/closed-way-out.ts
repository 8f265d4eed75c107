// Run alone in a network that has loopback and nothing else (`unshare --net`): gives it one address of the public Internet, the receiver that the
// settings name, starts the product there, goes the road from reports to an alert and a webhook, and prints what tried to leave.
import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import * as path from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { startChild } from '../e2e/child.ts'
import { clientOf } from '../e2e/client.ts'

export interface WayOut {
  readonly alerts: number
  /** Connections that reached the receiver of the settings. */
  readonly allowed: number
  /** Packets that had nowhere to go: by the product, and then by one connection of our own, to see that they are counted. */
  readonly refused: number
  readonly refusedOfControl: number
}

/** Where the receiver stands; any public address does, because it is this machine here. */
const receiver = '93.184.215.14'
const elsewhere = '8.8.8.8'

/** Packets without a route, as the kernel counts them for this network. */
function withoutRoute(): number {
  const [names = '', numbers = ''] = readFileSync('/proc/net/snmp', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('Ip:'))
  return Number(numbers.split(' ')[names.split(' ').indexOf('OutNoRoutes')])
}

async function until<T>(read: () => Promise<T>, holds: (found: T) => boolean): Promise<T> {
  for (;;) {
    const found = await read()
    if (holds(found)) return found
    await pause(100)
  }
}

async function go(folder: string): Promise<WayOut> {
  execFileSync('ip', ['link', 'set', 'lo', 'up'])
  execFileSync('ip', ['addr', 'add', `${receiver}/32`, 'dev', 'lo'])
  let allowed = 0
  const sink = createServer((socket) => {
    allowed += 1
    socket.destroy()
  })
  sink.listen(443, receiver)
  await once(sink, 'listening')
  const child = await startChild({
    VIGIA_DATA_DIR: folder,
    VIGIA_WEBHOOKS: JSON.stringify({
      'webhook-partner': {
        url: `https://${receiver}/vigia`,
        secret: `whsec_${Buffer.alloc(24, 7).toString('base64')}`,
      },
    }),
  })
  const tokens = JSON.parse(readFileSync(path.join(folder, 'first-run.json'), 'utf8')) as Record<
    string,
    string
  >
  const as = (role: string) => clientOf({ url: () => child.url ?? '' }, tokens[role] ?? '')
  const [analyst, ombudsman, admin] = [as('analyst'), as('ombudsman'), as('admin')]
  const { items } = (await analyst.get('/v1/processes')).body as unknown as { items: { id: string }[] }
  for (const [n, root] of ['radio-a', 'ngo-b', 'ngo-c'].entries())
    await analyst.post('/v1/signals', {
      external_id: `closed-${n}`,
      process: items[0]?.id,
      category: 'threat',
      target: { kind: 'candidate' },
      severity: 3,
      place: 'BO0201',
      source: { root },
    })
  const alerts = await until(
    async () => ((await ombudsman.get('/v1/alerts')).body as unknown as { items: unknown[] }).items.length,
    (count) => count > 0,
  )
  await admin.post('/v1/recipients/partners/channels/webhook-partner:test', {})
  await until(
    async () => allowed,
    (count) => count > 0,
  )
  await child.stop()
  sink.close()
  const refused = withoutRoute()
  const socket = connect(443, elsewhere)
  await once(socket, 'error').catch(() => undefined)
  return { alerts, allowed, refused, refusedOfControl: withoutRoute() - refused }
}

process.stdout.write(JSON.stringify(await go(process.argv[2] ?? '')))
