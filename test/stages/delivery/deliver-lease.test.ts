import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { deliver } from '#delivery/deliver.ts'
import { hasDueDeliveries, oldestDueSeconds, releaseLeases, renewLease } from '#delivery/delivery-store.ts'
import { createInFlight } from '#delivery/in-flight.ts'
import { attemptsOf, plan, retry, rowOf, run, useRig } from './deliver-rig.ts'
import { addAlert, addEvent, alertId, setNow } from './rows.ts'

const rig = useRig()

/** As a killed process leaves it: sending, leased, its try without an end. */
async function leaveAsKilled(id: string): Promise<void> {
  const { db } = rig()
  await sql`update delivery set state = 'sending', lease_until = app.now() + interval '15 seconds', due_at = app.now(), ended_at = null
    where id = ${id}`.execute(db)
  await sql`update attempt set ended_at = null, outcome = null, detail = null where delivery_id = ${id}`.execute(
    db,
  )
}

describe('leases and fencing', () => {
  test('a row whose sender died is taken over when its lease is over, with the same bytes', async () => {
    await addEvent(rig().db)
    await plan(rig())
    rig().beforeAnswer = () => Promise.reject(new Error('this process is gone'))
    await run(rig())
    const lost = await rowOf(rig(), 'email-duty')
    await leaveAsKilled(lost.id)
    rig().beforeAnswer = () => Promise.resolve()
    await setNow(rig().db, '2026-03-20T18:31:14Z')
    expect(await hasDueDeliveries(rig().db)).toBe(false)
    await setNow(rig().db, '2026-03-20T18:31:16Z')
    expect(await hasDueDeliveries(rig().db)).toBe(true)
    await run(rig())
    expect(await rowOf(rig(), 'email-duty')).toMatchObject({ state: 'accepted', fence: 2, attempts: 2 })
    expect((await attemptsOf(rig(), lost.id)).map((one) => one.outcome)).toEqual(['unknown', 'accepted'])
    expect(rig().sent[1]).toEqual(rig().sent[0])
  })

  test('the only process of a database takes over at once what its dead predecessor held', async () => {
    await addEvent(rig().db)
    await plan(rig())
    rig().beforeAnswer = () => Promise.reject(new Error('this process is gone'))
    await run(rig())
    const lost = await rowOf(rig(), 'email-duty')
    await leaveAsKilled(lost.id)
    rig().beforeAnswer = () => Promise.resolve()
    await setNow(rig().db, '2026-03-20T18:31:02Z')
    expect(await hasDueDeliveries(rig().db)).toBe(false)
    // A leased row waits all the same: what a dead sender held is no silence.
    expect(await oldestDueSeconds(rig().db)).toBe(2)
    await releaseLeases(rig().db)
    expect(await hasDueDeliveries(rig().db)).toBe(true)
    await run(rig())
    expect(await rowOf(rig(), 'email-duty')).toMatchObject({ state: 'accepted', fence: 2, attempts: 2 })
    expect((await attemptsOf(rig(), lost.id)).map((one) => one.outcome)).toEqual(['unknown', 'accepted'])
    expect(rig().sent[1]).toEqual(rig().sent[0])
  })

  test('whoever holds the token renews the lease, nobody else does', async () => {
    await addEvent(rig().db)
    await plan(rig())
    const renewed: boolean[] = []
    rig().beforeAnswer = async () => {
      const { id, fence } = await rowOf(rig(), 'email-duty')
      await setNow(rig().db, '2026-03-20T18:31:10Z')
      renewed.push(await renewLease(rig().db, id, fence - 1), await renewLease(rig().db, id, fence))
      expect(String((await rowOf(rig(), 'email-duty')).lease_until)).toBe('2026-03-20T18:31:25Z')
    }
    await run(rig())
    const { id, fence } = await rowOf(rig(), 'email-duty')
    // Once the try has ended there is nothing to renew.
    expect([...renewed, await renewLease(rig().db, id, fence)]).toEqual([false, true, false])
  })

  test('a sender that wakes up after another took over records nothing but its stale try', async () => {
    await addEvent(rig().db)
    await plan(rig())
    const other = { ...rig().deps, inFlight: createInFlight() }
    let isFirst = true
    rig().beforeAnswer = async () => {
      if (!isFirst) return
      isFirst = false
      await setNow(rig().db, '2026-03-20T18:32:00Z')
      await deliver(other, 'due')
      await other.inFlight.settled()
    }
    rig().answers = [{ outcome: 'accepted', detail: 'second' }, retry]
    await run(rig())
    const row = await rowOf(rig(), 'email-duty')
    expect(row).toMatchObject({ state: 'accepted', fence: 2, due_at: null })
    expect((await attemptsOf(rig(), row.id)).map((one) => `${one.fence} ${one.outcome}`)).toEqual([
      '1 stale',
      '2 accepted',
    ])
  })

  test('a channel that throws is a failed try, not a lost row', async () => {
    await addEvent(rig().db)
    await plan(rig())
    rig().beforeAnswer = () => Promise.reject(new TypeError('broken'))
    await run(rig())
    const row = await rowOf(rig(), 'email-duty')
    expect(row.state).toBe('retry')
    expect(await attemptsOf(rig(), row.id)).toMatchObject([{ outcome: 'retry', detail: 'TypeError' }])
  })

  test('two workers at once send each row once', async () => {
    for (let episode = 2; episode <= 40; episode += 1) {
      const id = alertId.replace(/.{4}$/, String(episode).padStart(4, '0'))
      await addAlert(rig().db, { id, episode })
      await addEvent(rig().db, { alert_id: id })
    }
    await plan(rig())
    const other = { ...rig().deps, inFlight: createInFlight() }
    while (await hasDueDeliveries(rig().db)) {
      await Promise.all([deliver(rig().deps, 'due'), deliver(other, 'due')])
      await Promise.all([rig().deps.inFlight.settled(), other.inFlight.settled()])
    }
    const ids = rig().sent.map((one) => one.target.deliveryId)
    expect(ids.length).toBe(39)
    expect(new Set(ids).size).toBe(39)
  })
})
