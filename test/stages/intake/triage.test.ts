// The desk of verification: the queue by its clock, and decisions as revisions that scoring sees.
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { writeCursor } from '#platform/cursor.ts'
import { uuidv4 } from '#platform/ids.ts'
import { type Person, person } from '../sources/desk.ts'
import { idsIn, openDesk } from './desk-rig.ts'

const { ana, app, beto, contributions, decide, etag, one, queue, reject, report, verify } = await openDesk()

const sightOf = async (id: string): Promise<unknown> => (await one(id))['signal']?.['verification']

describe('the queue', () => {
  test('holds what nobody has decided, the one that is due first at the top, without source and text', async () => {
    const calm = await report({ severity: 1 })
    const grave = await report({ severity: 5, narrative: 'texto reservado del informe' })
    const plain = await report({ severity: 3 })
    const page = await queue()
    const ids = idsIn(page)
    expect(ids.indexOf(grave)).toBeLessThan(ids.indexOf(plain))
    expect(ids.indexOf(plain)).toBeLessThan(ids.indexOf(calm))
    expect(JSON.stringify(page)).not.toMatch(/texto reservado|root-|source/)
    expect(page['items']?.[ids.indexOf(grave)]).toMatchObject({ has_text: true, severity: 5, etag: '"1"' })
    await verify(ana, grave)
    await reject(ana, calm)
    expect(idsIn(await queue())).not.toContain(grave)
    expect(idsIn(await queue())).not.toContain(calm)
    expect(idsIn(await queue())).toContain(plain)
  })

  test('in pages, each signal once and in the same order', async () => {
    for (const severity of [2, 4, 4, 2]) await report({ severity })
    const whole = idsIn(await queue())
    const found: string[] = []
    let cursor = ''
    do {
      const page = (await ana.ask('GET', `/v1/triage?limit=2${cursor}`)).body
      found.push(...idsIn(page))
      cursor = page['next'] === null ? '' : `&cursor=${String(page['next'])}`
    } while (cursor !== '')
    expect(found).toEqual(whole)
  })

  test.each(['1795933954608034', '99999999999999999', '9223372036854775807'])(
    'takes no cursor of another list (%s where a time should be)',
    async (number) => {
      const cursor = writeCursor({ xid: number, id: uuidv4() })
      const { status, body } = await ana.ask('GET', `/v1/triage?cursor=${cursor}`)
      expect([status, body['code']]).toEqual([400, 'HTTP_CURSOR'])
    },
  )

  test('is narrowed by place, kind, severity and words, none of which is read as a pattern', async () => {
    const id = await report({
      place: 'BO06',
      category: 'roadblock',
      severity: 4,
      narrative: 'Cerco al 100% del camino',
    })
    for (const query of ['&place=BO06', '&category=roadblock', '&severity=4', '&text=100%25'])
      expect(idsIn(await queue(query)), query).toContain(id)
    for (const query of ['&place=BO07', '&category=protest', '&severity=5', '&text=1__%25'])
      expect(idsIn(await queue(query)), query).not.toContain(id)
    expect((await ana.ask('GET', '/v1/triage?place=nowhere-at-all')).body['code']).toBe(
      'INTAKE_PLACE_UNKNOWN',
    )
  })

  test('shows nothing of another territory or above the marking, and opens for whoever may grade only', async () => {
    const id = await report({ marking: 'TLP:RED' })
    const elsewhere = await person(app, 'verifier', { territory: ['BO08'] })
    expect(idsIn(await queue('', elsewhere))).not.toContain(id)
    expect((await elsewhere.ask('GET', `/v1/triage/${id}`)).status).toBe(404)
    expect((await app.call('verifier', 'GET', `/v1/triage/${id}`)).status).toBe(404)
    expect((await app.call('analyst', 'GET', '/v1/triage')).status).toBe(403)
  })
})

describe('a decision', () => {
  test('is a revision with both grades apart; who decided what is on record', async () => {
    const id = await report()
    const answer = await verify(ana, id)
    expect([answer.status, answer.body['revision'], answer.body['etag']]).toEqual([201, 2, '"2"'])
    const signal = await one(id)
    expect(signal['signal']).toMatchObject({ verification: 'verified', revision: 2 })
    expect(signal).toMatchObject({ reliability: 'B', credibility: 2 })
    expect(signal['decisions']?.[0]).toMatchObject({ decision: 'verified', on_revision: 1, mine: true })
    expect((await one(id, beto))['decisions']?.[0]).toMatchObject({ mine: false })
  })

  test('on what has changed meanwhile is refused, and so is one that names no revision', async () => {
    const id = await report()
    const read = await etag(id)
    await verify(beto, id)
    const late = await decide(ana, id, { decision: 'rejected', reason: 'no ocurrió' }, read)
    expect([late.status, late.body['code']]).toEqual([412, 'SIGNAL_CHANGED'])
    const bare = await ana.ask('POST', `/v1/signals/${id}/verifications`, {
      decision: 'verified',
      credibility: 2,
    })
    expect([bare.status, bare.body['code']]).toEqual([428, 'SIGNAL_IF_MATCH_MISSING'])
    expect((await one(id))['decisions']).toHaveLength(1)
  })

  test('needs a reason to reject or to decide otherwise, and a grade of the content to verify', async () => {
    const id = await report()
    expect((await decide(ana, id, { decision: 'rejected' })).body['code']).toBe('TRIAGE_REASON_MISSING')
    expect((await decide(ana, id, { decision: 'verified' })).body['code']).toBe('TRIAGE_GRADE_MISSING')
    await verify(ana, id)
    const anew = { decision: 'verified', credibility: 1 }
    expect((await decide(ana, id, anew)).body['code']).toBe('TRIAGE_REASON_MISSING')
    expect((await decide(ana, id, { ...anew, reason: 'hay un segundo testigo' })).status).toBe(201)
  })

  test('is not for the own report, whichever token brought it', async () => {
    const made = await ana.ask('POST', '/v1/signals', {
      external_id: 'own-report',
      process: app.process,
      category: 'threat',
      place: 'BO02',
      severity: 3,
    })
    const id = String(made.body['id'])
    expect((await one(id))['own']).toBe(true)
    expect((await verify(ana, id)).body['code']).toBe('TRIAGE_OWN_REPORT')
    const { rows } = await sql<{ person: string }>`
      select p.person_id as person from signal s join principal p on p.id = s.actor where s.id = ${id}::uuid`.execute(
      app.core.db,
    )
    const again = await person(app, 'verifier', { personId: rows[0]?.person ?? '' })
    expect((await verify(again, id)).body['code']).toBe('TRIAGE_OWN_REPORT')
    expect((await verify(beto, id)).status).toBe(201)
  })

  test('is taken back by whoever made it, while it is fresh and the last word', async () => {
    const id = await report()
    const made = (await reject(ana, id)).body
    const undo = (who: Person) =>
      who.ask('POST', `/v1/signals/${id}/verifications/${String(made['id'])}:undo`, {})
    expect((await undo(beto)).body['code']).toBe('VERIFICATION_UNKNOWN')
    const undone = await undo(ana)
    expect([undone.status, undone.body['etag']]).toEqual([201, '"3"'])
    expect((await one(id))['signal']).toMatchObject({ verification: 'unverified', revision: 3 })
    expect(idsIn(await queue())).toContain(id)
    expect((await undo(ana)).body['code']).toBe('VERIFICATION_STANDS')
  })

  test('sent twice under one key is made once', async () => {
    const id = await report()
    const key = { 'idempotency-key': 'one-decision', 'if-match': '"1"' }
    const body = { decision: 'verified', credibility: 3 }
    const first = await ana.ask('POST', `/v1/signals/${id}/verifications`, body, key)
    const second = await ana.ask('POST', `/v1/signals/${id}/verifications`, body, key)
    expect([first.status, second.status]).toEqual([201, 201])
    expect(second.body).toEqual(first.body)
    expect((await one(id))['decisions']).toHaveLength(1)
  })

  test('that rejects takes the signal out of the alert it carried; taken back, it counts again', async () => {
    const ids = [await report({ place: 'BO04', target: { kind: 'candidate' } })]
    for (let more = 0; more < 2; more += 1)
      ids.push(await report({ place: 'BO04', target: { kind: 'candidate' } }))
    await app.drain()
    const alerts = async () => {
      const { body } = await app.call('ombudsman', 'GET', '/v1/alerts?place=BO04')
      return body['items'] as unknown as readonly { id: string; rule: string }[]
    }
    const alert = (await alerts()).find(({ rule }) => rule === 'candidate-threats')?.id ?? 'no alert'
    const evidence = async () => {
      await app.drain()
      const { body } = await app.call('ombudsman', 'GET', `/v1/alerts/${alert}/why`)
      return { withdrawn: body['withdrawn'], counted: body['comparisons']?.[0]?.['value'] }
    }
    expect((await evidence()).counted).toBe(3)
    const id = ids[0] ?? ''
    const made = (await reject(ana, id)).body
    expect(await sightOf(id)).toBe('rejected')
    await app.drain()
    expect((await contributions(id)).length).toBe(0)
    await ana.ask('POST', `/v1/signals/${id}/verifications/${String(made['id'])}:undo`, {})
    await app.drain()
    expect((await contributions(id)).length).toBeGreaterThan(0)
  })
})
