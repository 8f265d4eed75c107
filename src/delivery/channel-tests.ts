// Tests of channels: asked for by a person, or by themselves when their time has come. The receipt is proven by a link, a word or an echo.
import { latestCheckpoint } from '#audit/checkpoint-store.ts'
import type { HealthKey } from '#domain/delivery/channel-health.ts'
import { renderChannelMessage } from '#domain/delivery/channel-message.ts'
import { nextTestAt } from '#domain/delivery/channel-test-times.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { recipientsOf, type Way, waysOf } from '#domain/delivery/recipients.ts'
import { channelType } from '#domain/delivery/routing.ts'
import { type Db, inTransaction, type Trx } from '#platform/database/database.ts'
import { randomBase62, sha256, uuidv7 } from '#platform/ids.ts'
import { latestCalendars } from '#registry/calendar-store.ts'
import { listProcesses } from '#registry/process-store.ts'
import { ensureHealth } from './channel-health-store.ts'
import { insertChannelMessage, setNextTest, takeDueTests } from './channel-message-store.ts'
import type { Channels } from './channels/channel-table.ts'
import { readNow } from './unplanned-store.ts'

export interface TestDeps {
  readonly db: Db
  readonly channels: Pick<Channels, 'isUsable'>
  readonly publicUrl: string
}

/** 160 bits. */
const TOKEN_LENGTH = 27

/** Writes the test as a row that is due now; returns its id. */
export async function requestTest(
  trx: Trx,
  deps: { readonly publicUrl: string; readonly pack: DeliveryPack },
  { channel, recipient, key }: Way,
  requestedBy: string | null,
): Promise<string> {
  const { pack, publicUrl } = deps
  const token = randomBase62(TOKEN_LENGTH)
  const id = uuidv7()
  const now = await readNow(trx)
  const checkpoint = (await latestCheckpoint(trx))?.note
  await ensureHealth(trx, [{ ...key, type: channelType(channel), firstTestInSeconds: null }])
  const message = renderChannelMessage({
    id,
    kind: 'test',
    channel,
    about: key,
    token,
    reason: '',
    at: now.epochMilliseconds,
    defaultLanguage: pack.routing.languages.default,
    checkpoint,
    publicUrl,
  })
  const row = { id, kind: 'test', channel: channel.code, recipient, about: key, message } as const
  await insertChannelMessage(trx, {
    ...row,
    channelType: channelType(channel),
    tokenHash: sha256(token),
    requestedBy,
  })
  return id
}

/** Channels that the installation has and that were never seen before get their first test time. */
export async function noticeChannels(deps: TestDeps, pack: DeliveryPack): Promise<void> {
  const ways = waysOf(recipientsOf(pack)).filter(({ channel }) => deps.channels.isUsable(channel))
  const now = (await readNow(deps.db)).epochMilliseconds
  const first = nextTestAt(now, pack.timeZone, await electionDays(deps.db))
  await inTransaction(deps.db, (trx) =>
    ensureHealth(
      trx,
      ways.map(({ key, channel }) => ({
        ...key,
        type: channelType(channel),
        firstTestInSeconds: (first - now) / 1_000,
      })),
    ),
  )
}

/** Writes the tests that are due; a channel that this installation no longer has is tested no more. */
export async function planDueTests(deps: TestDeps, pack: DeliveryPack): Promise<number> {
  const ways = waysOf(recipientsOf(pack)).filter(({ channel }) => deps.channels.isUsable(channel))
  const days = await electionDays(deps.db)
  return inTransaction(deps.db, async (trx) => {
    const due = await takeDueTests(trx, 50)
    for (const { now, ...key } of due) {
      const way = ways.find((one) => isSame(one.key, key))
      if (way !== undefined) await requestTest(trx, { ...deps, pack }, way, null)
      const next = nextTestAt(now.epochMilliseconds, pack.timeZone, days)
      const at = way === undefined ? null : Temporal.Instant.fromEpochMilliseconds(next).toString()
      await setNextTest(trx, key, at)
    }
    return due.length
  })
}

function isSame(a: HealthKey, b: HealthKey): boolean {
  return a.channel === b.channel && a.recipient === b.recipient
}

/** Of open processes; exercises count as well, because a drill is when channels are wanted to work. */
async function electionDays(db: Db): Promise<number[]> {
  const open = new Set(
    (await listProcesses(db))
      .filter((one) => one.state === 'open' && one.clock === 'live')
      .map((one) => one.id),
  )
  const calendars = (await latestCalendars(db)).filter((one) => open.has(one.process))
  return calendars.flatMap(({ calendar }) => calendar.milestones['election_day']?.from ?? [])
}
