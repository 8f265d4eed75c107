// One person alone has used an emergency path: everybody inside is told, nobody outside, and the message says of nobody.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tellEmergencies } from '#delivery/tell-emergencies.ts'
import { hasUntoldLift } from '#registry/freeze-store.ts'
import { hasEmergency } from '#sources/notice-store.ts'
import { pack } from '../../support/delivery-world.ts'
import { silentLogger } from '../../support/silent-logger.ts'
import { useRig } from './deliver-rig.ts'

const rig = useRig()
const ids = {
  signal: '018f6d2e-4444-7000-8000-00000000000d',
  access: '018f6d2e-4444-7000-8000-00000000000e',
}

async function emergency(): Promise<void> {
  const { db } = rig()
  await sql`
    insert into vault.identity (id, signal_id, source_id, processes, wrapping, is_at_risk)
    select gen_random_uuid(), ${ids.signal}::uuid, 's', array(select id from electoral_process), 'server', false`.execute(
    db,
  )
  await sql`
    insert into identity_notice (id, kind, access_id, signal_id, office)
    values (gen_random_uuid(), 'emergency', ${ids.access}::uuid, ${ids.signal}::uuid, null)`.execute(db)
}

const tell = () =>
  tellEmergencies(
    {
      db: rig().db,
      logger: silentLogger,
      channels: { isUsable: () => true },
      publicUrl: 'https://vigia.example.org',
    },
    pack,
  )

const messages = async () =>
  (
    await sql<{ channel: string; text: string }>`
    select channel, message::text as text from channel_message where about_channel = 'sources' order by channel`.execute(
      rig().db,
    )
  ).rows

test('by mail and text message, once, and to those inside alone', async () => {
  await emergency()
  expect(await hasEmergency(rig().db)).toBe(true)
  await tell()
  expect(await hasEmergency(rig().db)).toBe(false)
  const told = await messages()
  const channels = told.map((one) => one.channel)
  expect(channels).toEqual(expect.arrayContaining(['email-duty', 'email-office', 'sms-duty']))
  expect(channels).not.toEqual(expect.arrayContaining(['email-liaison']))
  expect(channels).not.toEqual(expect.arrayContaining(['webhook-partner']))
  for (const { text } of told) {
    expect(text).toContain('emerg')
    for (const id of Object.values(ids)) expect(text).not.toContain(id)
  }
  await tell()
  expect(await messages()).toHaveLength(told.length)
})

test('of a drill nothing leaves', async () => {
  await sql`update electoral_process set is_exercise = true`.execute(rig().db)
  await sql`delete from vault.identity`.execute(rig().db)
  await emergency()
  await tell()
  expect([await hasEmergency(rig().db), await messages()]).toEqual([false, []])
})

test('a lift of the change freeze is told once, and does not say who or why', async () => {
  const { db } = rig()
  const [person, lift] = ['018f6d2e-2222-7000-8000-0000000000ff', '018f6d2e-4444-7000-8000-0000000000ff']
  await db
    .insertInto('person')
    .values({ id: person, label: 'Ana' })
    .onConflict((one) => one.doNothing())
    .execute()
  await sql`
    insert into freeze_lift (id, person, reason, ends_at)
    values (${lift}::uuid, ${person}::uuid, 'roadblock rule counts twice', app.now() + interval '1 hour')`.execute(
    db,
  )
  expect(await hasUntoldLift(db)).toBe(true)
  await tell()
  expect(await hasUntoldLift(db)).toBe(false)
  const changes = async () =>
    (
      await sql<{ channel: string; text: string }>`
        select channel, message::text as text from channel_message where about_channel = 'changes' order by channel`.execute(
        db,
      )
    ).rows
  const told = await changes()
  expect(told.map((one) => one.channel)).toEqual(
    expect.arrayContaining(['email-duty', 'email-office', 'sms-duty']),
  )
  for (const { text } of told) {
    expect(text).toContain('veda de cambios')
    for (const secret of ['Ana', 'roadblock', person]) expect(text).not.toContain(secret)
  }
  await tell()
  expect(await changes()).toHaveLength(told.length)
})
