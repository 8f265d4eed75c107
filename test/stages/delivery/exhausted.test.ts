// Every try of a message failed: the owners of its channel are told by another way, once an hour at most, and nothing of the alert's text.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tendChannels } from '#delivery/tend-channels.ts'
import { plan, retry, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, audience, setNow } from './rows.ts'

const rig = useRig()

const day = 24 * 60

/** Messages to the partners' webhook, which fails until their schedule is used up; mails arrive. */
async function exhaust(episode: number, minutes: number): Promise<string> {
  const { db } = rig()
  const id = alertId.replace(/.{4}$/, String(6_000 + episode))
  const start = Temporal.Instant.from('2026-03-20T18:31:00Z').add({ minutes })
  await setNow(db, start.toString())
  await db.deleteFrom('channel_health').execute()
  await addAlert(db, { id, episode, level: 'info', max_level: 'info' })
  await addEvent(db, { alert_id: id, level: 'info' }, { audiences: [audience('partners', { from: 'info' })] })
  await plan(rig())
  // A person would release them.
  await db
    .updateTable('delivery')
    .set({ state: 'planned', reason: 'released', due_at: start.toString() })
    .where('alert_id', '=', id)
    .where('state', '=', 'draft')
    .execute()
  rig().answers = [retry]
  for (;;) {
    await run(rig())
    const row = await db
      .selectFrom('delivery')
      .selectAll()
      .where('alert_id', '=', id)
      .where('channel', '=', 'webhook-partner')
      .executeTakeFirstOrThrow()
    if (row.due_at === null) {
      expect(row.state).toBe('exhausted')
      rig().answers = []
      return row.id
    }
    await setNow(db, row.due_at.toString())
  }
}

const notices = async () =>
  (
    await rig()
      .db.selectFrom('channel_message')
      .selectAll()
      .where('kind', '=', 'exhausted')
      .orderBy('created_at')
      .execute()
  ).map((one) => `${one.about_channel} → ${one.channel}`)

test('the first of an hour is told, with how many wait; the next hour tells again', async () => {
  const id = await exhaust(11, 0)
  expect(await notices()).toEqual(['webhook-partner → email-duty'])
  expect(rig().pokes.given).toContain('channels due')
  rig().sent.splice(0)
  await tendChannels(rig().deps, 'due')
  const mails = rig().sent.flatMap(({ message }) => (message.type === 'email' ? [message] : []))
  const told = mails.find((one) => one.subject.includes('Un mensaje no llegó'))
  expect(told?.text).toContain(id)
  expect(told?.text).toContain('Sin atender por este canal: 1.')
  expect(told?.text).not.toMatch(/Puerto|Norte|amenaza/i)
  // The same series of tries begins anew, and ends within the hour of the first notice: nobody is told again.
  await sql`update delivery set state = 'retry', due_at = app.now() where id = ${id}::uuid`.execute(rig().db)
  rig().answers = [retry]
  await run(rig())
  expect(
    await rig().db.selectFrom('delivery').select('state').where('id', '=', id).executeTakeFirst(),
  ).toEqual({
    state: 'exhausted',
  })
  expect((await notices()).length).toBe(1)
  await exhaust(12, 20 * day)
  expect(await notices()).toEqual(['webhook-partner → email-duty', 'webhook-partner → email-duty'])
})
