// Repeats that count for nothing, signals in hand and out of sight, and what a correction does to a decision.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { type Person } from '../sources/desk.ts'
import { idsIn, openDesk } from './desk-rig.ts'

const { ana, app, beto, contributions, etag, one, queue, report, verify } = await openDesk()

const sightOf = async (id: string): Promise<unknown> => (await one(id))['signal']?.['verification']

describe('repeats', () => {
  const merge = async (who: Person, signal: string, into: string, ifMatch?: string) =>
    who.ask('POST', '/v1/signals:merge', { signal, into }, { 'if-match': ifMatch ?? (await etag(signal)) })

  test('are suggested with their reasons, the most alike first', async () => {
    const text = 'Hombres armados amenazan a la delegada en el recinto Sucre'
    const id = await report({ place: 'BO05', narrative: text })
    const twin = await report({ place: 'BO05', narrative: `${text}, dice una radio` })
    const other = await report({
      place: 'BO05',
      category: 'roadblock',
      narrative: 'Piedras en la vía a Uyuni',
    })
    const alike = (await one(id))['alike'] as unknown as readonly {
      signal: string
      reasons: { code: string }[]
    }[]
    expect(alike[0]?.signal).toBe(twin)
    expect(alike[0]?.reasons.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['same_place', 'same_category', 'text', 'hours_apart']),
    )
    expect(alike.map(({ signal }) => signal)).not.toContain(other)
  })

  test('both stay; the repeat leaves the queue and counts for nothing until the two are parted', async () => {
    const into = await report({ place: 'BO03', target: { kind: 'candidate' } })
    const id = await report({ place: 'BO03', target: { kind: 'candidate' } })
    await app.drain()
    expect((await contributions(id)).length).toBeGreaterThan(0)
    const merged = await merge(ana, id, into)
    expect([merged.status, merged.body['revision']]).toEqual([201, 2])
    await app.drain()
    expect(await contributions(id)).toEqual([])
    expect((await contributions(into)).length).toBeGreaterThan(0)
    expect(idsIn(await queue())).not.toContain(id)
    expect(await one(id)).toMatchObject({ merged_into: into })
    expect((await one(into))['repeats']).toMatchObject([{ signal: id }])
    expect((await verify(beto, id)).body['code']).toBe('SIGNAL_MERGED')
    const correction = { set: { severity: 4 }, reason: 'fue más grave' }
    expect(
      (await app.call('desk', 'POST', `/v1/signals/${id}/corrections`, { payload: correction })).body['code'],
    ).toBe('SIGNAL_MERGED')
    const parted = await beto.ask('POST', '/v1/signals:unmerge', { signal: id, reason: 'son dos hechos' })
    expect([parted.status, parted.body['revision']]).toEqual([201, 3])
    await app.drain()
    expect((await contributions(id)).length).toBeGreaterThan(0)
    expect(idsIn(await queue())).toContain(id)
    expect(
      (await beto.ask('POST', '/v1/signals:unmerge', { signal: id, reason: 'otra vez' })).body['code'],
    ).toBe('SIGNAL_NOT_MERGED')
  })

  test('of a repeat, of itself, or of what has changed are refused', async () => {
    const [a, b, c] = [await report(), await report(), await report()]
    expect((await merge(ana, a, b)).status).toBe(201)
    expect((await merge(ana, c, a)).body['code']).toBe('SIGNAL_MERGED')
    expect((await merge(ana, c, c)).body['code']).toBe('SIGNAL_MERGE_ITSELF')
    expect((await merge(ana, c, b, '"7"')).body['code']).toBe('SIGNAL_CHANGED')
  })
})

describe('in hand and out of sight', () => {
  test('others see that somebody has it; one sees one’s own', async () => {
    const id = await report()
    const taken = await ana.ask('POST', `/v1/triage/${id}:assign`, { to: 'me' })
    expect([taken.status, taken.body['held_by']]).toEqual([201, 'me'])
    expect((await one(id, beto))['held_by']).toBe('other')
    expect(idsIn(await queue('&show=mine'))).toEqual([id])
    expect(idsIn(await queue('&show=mine', beto))).toEqual([])
    await beto.ask('POST', `/v1/triage/${id}:assign`, { to: 'nobody' })
    expect((await one(id))['held_by']).toBe(null)
  })

  test('a snoozed signal comes back by itself, and sooner when asked', async () => {
    const id = await report()
    await ana.ask('POST', `/v1/triage/${id}:snooze`, { minutes: 30 })
    expect(idsIn(await queue())).not.toContain(id)
    expect(idsIn(await queue('&show=snoozed'))).toContain(id)
    await ana.ask('POST', `/v1/triage/${id}:snooze`, { minutes: 0 })
    expect(idsIn(await queue())).toContain(id)
    await ana.ask('POST', `/v1/triage/${id}:snooze`, { minutes: 30 })
    await sql`update triage_hold set snoozed_until = app.now() where signal_id = ${id}::uuid`.execute(
      app.core.db,
    )
    expect(idsIn(await queue())).toContain(id)
  })
})

describe('a correction after a decision', () => {
  test('by its own source brings the signal back to the desk; the letter of the source stays', async () => {
    const id = await report({}, 'analyst')
    await verify(ana, id)
    const answer = await app.call('analyst', 'POST', `/v1/signals/${id}/corrections`, {
      payload: { set: { severity: 5 }, reason: 'fue más grave' },
    })
    expect(answer.status).toBe(201)
    expect(await one(id)).toMatchObject({ reliability: 'B', credibility: 6 })
    expect(await sightOf(id)).toBe('unverified')
    const graded = { set: { credibility: 1 }, reason: 'estoy seguro' }
    expect(
      (await app.call('analyst', 'POST', `/v1/signals/${id}/corrections`, { payload: graded })).status,
    ).toBe(403)
  })

  test('a decision leaves the hour of a report without one as it was', async () => {
    const id = await report()
    const before = (await one(id))['signal']?.['event_time']
    await sql`create or replace function app.now() returns timestamptz language sql stable as
      'select now() + interval ''3 hours'''`.execute(app.core.db)
    try {
      await verify(ana, id)
      expect((await one(id))['signal']?.['event_time']).toEqual(before)
    } finally {
      await sql`create or replace function app.now() returns timestamptz language sql stable as 'select now()'`.execute(
        app.core.db,
      )
    }
  })
})
