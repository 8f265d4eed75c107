// A worker over the embedded database whose mails and webhooks go to a list, and are answered as the test says.
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import type { SendResult, Target } from '#delivery/channels/channel.ts'
import type { Channels } from '#delivery/channels/channel-table.ts'
import { inboxChannel } from '#delivery/channels/inbox.ts'
import { type DeliverDeps, deliver } from '#delivery/deliver.ts'
import { createInFlight } from '#delivery/in-flight.ts'
import { planDeliveries } from '#delivery/plan-deliveries.ts'
import type { Adapter } from '#delivery/settings.ts'
import type { Message } from '#domain/delivery/message.ts'
import type { Db } from '#platform/database/database.ts'
import { pack } from '../../support/delivery-world.ts'
import { embeddedDb } from '../../support/embedded.ts'
import { createFakeChannel, type FakeChannel } from '../../support/fake-channel.ts'
import { silentLogger } from '../../support/silent-logger.ts'
import { addAlert, addProcess, emptyTables, recordingPokes, restoreNow, setNow } from './rows.ts'

export const retry: SendResult = { outcome: 'retry', detail: 'HTTP 500' }

export interface Rig {
  readonly db: Db
  readonly deps: DeliverDeps
  readonly pokes: ReturnType<typeof recordingPokes>
  readonly sent: { readonly message: Message; readonly target: Target }[]
  /** In the order of sending; the last one stays. Without any, everything is accepted. */
  answers: readonly SendResult[]
  beforeAnswer: () => Promise<void>
  unusable: readonly string[]
  adapters: Readonly<Record<string, Adapter>>
}

/** A fresh one for every test: empty tables, one alert, 18:31 on the database's clock. */
export function useRig(): () => Rig {
  let db: Db
  let rig: Rig
  beforeAll(async () => {
    db = await embeddedDb()
  })
  beforeEach(async () => {
    await emptyTables(db)
    await setNow(db, '2026-03-20T18:31:00Z')
    await addProcess(db)
    await addAlert(db)
    rig = openRig(db)
  })
  afterAll(async () => {
    await restoreNow(db)
    await emptyTables(db)
  })
  return () => rig
}

function openRig(db: Db): Rig {
  const pokes = recordingPokes()
  const fake = createFakeChannel(() => rig.beforeAnswer())
  const deps: DeliverDeps = {
    db,
    pokes,
    logger: silentLogger,
    channels: listingChannels(fake, () => rig),
    inFlight: createInFlight(),
    publicUrl: 'https://vigia.example.org',
    loadPack: () => Promise.resolve(pack),
  }
  const rig: Rig = {
    db,
    deps,
    pokes,
    sent: fake.sent,
    set answers(answers: readonly SendResult[]) {
      fake.answer(...answers)
    },
    beforeAnswer: () => Promise.resolve(),
    unusable: ['sms'],
    adapters: {},
  }
  return rig
}

function listingChannels(fake: FakeChannel, rig: () => Rig): Channels {
  return {
    ofType: (type) => (type === 'inbox' ? inboxChannel : fake.channel),
    isUsable: (channel) => !rig().unusable.includes(channel.type),
    adapterOf: (code) => rig().adapters[code],
    isTlsEnforced: true,
    close: () => Promise.resolve(),
  }
}

export const plan = ({ deps }: Rig) => planDeliveries(deps, 'all')

export async function run({ deps }: Rig): Promise<void> {
  await deliver(deps, 'due')
  await deps.inFlight.settled()
}

export const rowOf = ({ db }: Rig, channel: string) =>
  db.selectFrom('delivery').selectAll().where('channel', '=', channel).executeTakeFirstOrThrow()

export const attemptsOf = ({ db }: Rig, id: string) =>
  db.selectFrom('attempt').selectAll().where('delivery_id', '=', id).orderBy('ordinal').execute()

export async function databaseNow({ db }: Rig): Promise<number> {
  const { rows } = await sql<{ now: Temporal.Instant }>`select app.now() as now`.execute(db)
  return rows[0]?.now.epochMilliseconds ?? 0
}
