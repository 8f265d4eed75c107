// An identity given with a report goes into the vault in the same transaction, and nowhere else.
import { generateIdentity, identityToRecipient } from 'age-encryption'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { ageAlg, openAsRecipient, parseRecipients } from '#platform/age-recipients.ts'
import { inTransaction } from '#platform/database/database.ts'
import { open } from '#platform/envelope.ts'
import { newKeyRingText, parseKeyRing } from '#platform/key-ring.ts'
import { placeOfField, sealIdentities } from '#sources/seal-identity.ts'
import { createVault } from '#sources/vault.ts'
import { identitiesOfSignal, lookalikesOf, readFields, readKeys } from '#sources/vault-store.ts'
import { sharedApp, type TestApp } from '../../support/app.ts'
import { dumpOf } from '../../support/dump.ts'

let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

let count = 0
const report = (more: object = {}) => ({
  external_id: `seal-${(count += 1)}`,
  process: app.process,
  category: 'threat',
  place: 'BO02',
  severity: 3,
  ...more,
})
const identity = {
  name: 'Zenobia Quispaya Marca',
  phone: '+591 71234987',
  note: 'solo de noche, por la radio',
}
const secrets = Object.values(identity)

describe('a report with an identity', () => {
  test('is taken; nothing of the identity is answered or can be read in the database', async () => {
    const body = report({ source: { identity } })
    const headers = { 'idempotency-key': `seal-key-${count}` }
    const answer = await app.call('analyst', 'POST', '/v1/signals', { payload: body, headers })
    expect(answer.status).toBe(201)
    const seen = await app.call('desk', 'GET', `/v1/signals/${String(answer.body['id'])}`)
    const texts = [JSON.stringify(answer), JSON.stringify(seen), await dumpOf(app.core.db)]
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret)
    expect(await identitiesOfSignal(app.core.db, String(answer.body['id']))).toMatchObject([
      { wrapping: 'server', isAtRisk: false, shreddedAt: null },
    ])
  })

  test('sent again with its key: the kept answer; another identity under that key: refused', async () => {
    const body = report({ source: { identity } })
    const headers = { 'idempotency-key': `seal-key-${count}` }
    const send = (payload: object) => app.call('analyst', 'POST', '/v1/signals', { payload, headers })
    const first = await send(body)
    const again = await send(body)
    expect([again.status, again.body['id']]).toEqual([201, first.body['id']])
    expect(await identitiesOfSignal(app.core.db, String(first.body['id']))).toHaveLength(1)
    const other = await send({ ...body, source: { identity: { ...identity, phone: '+591 60000001' } } })
    expect(other.body['code']).toBe('IDEMPOTENCY_KEY_REUSED')
  })

  test('each of a batch has its own', async () => {
    const items = [
      report({ source: { identity } }),
      report(),
      report({ source: { identity: { email: 'a@b.example' } } }),
    ]
    const { body } = await app.call('analyst', 'POST', '/v1/signals:batch', { payload: items })
    const verdicts = body['items'] as unknown as { signal: { id: string } }[]
    const counts = await Promise.all(
      verdicts.map(async ({ signal }) => (await identitiesOfSignal(app.core.db, signal.id)).length),
    )
    expect(counts).toEqual([1, 0, 1])
  })

  test('tried out: nothing is stored', async () => {
    const before = await vaultRows()
    const answer = await app.call('analyst', 'POST', '/v1/signals?dry_run=true', {
      payload: report({ source: { identity } }),
    })
    expect([answer.status, await vaultRows()]).toEqual([200, before])
  })

  test.each([
    [{ nombre: 'Zenobia Quispaya Marca' }],
    [{ name: 7 }],
    [{ at_risk: true }],
    ['Zenobia Quispaya Marca'],
    [{ name: 'Zenobia Quispaya Marca', 'Zenobia Quispaya Marca': 'x' }],
  ])('a wrong one is refused without a word of it: %j', async (wrong) => {
    const answer = await app.call('analyst', 'POST', '/v1/signals', {
      payload: report({ source: { identity: wrong } }),
      headers: { 'idempotency-key': `seal-wrong-${count}` },
    })
    expect([answer.status, answer.body['code']]).toEqual([422, 'INTAKE_IDENTITY_WRONG'])
    expect(JSON.stringify(answer)).not.toContain('Zenobia')
    expect(await dumpOf(app.core.db)).not.toContain('Zenobia')
  })

  test('a correction takes none', async () => {
    const { body } = await app.call('desk', 'POST', '/v1/signals', { payload: report() })
    const answer = await app.call('desk', 'POST', `/v1/signals/${String(body['id'])}/corrections`, {
      payload: { set: { source: { identity } }, reason: 'who it was' },
    })
    expect([answer.status, answer.body['code']]).toEqual([422, 'INTAKE_IDENTITY_NOT_HERE'])
  })
})

describe('sealed', () => {
  const ring = parseKeyRing(newKeyRingText())
  const toSeal = (severity: number, more: object = {}) => ({
    identity: { ...identity, ...more },
    signalId: crypto.randomUUID(),
    sourceId: 's-1',
    processes: ['p'],
    severity,
  })

  test('for the server: its ring opens every field, another ring or place does not', async () => {
    const one = toSeal(3)
    const { db } = app.core
    await inTransaction(db, (trx) =>
      sealIdentities(trx, createVault(ring, undefined, { sealAll: false }), [one]),
    )
    const [stored] = await identitiesOfSignal(db, one.signalId)
    const id = stored?.id ?? ''
    const [key] = await readKeys(db, [id])
    const fields = await readFields(db, [id])
    const bytes = (hex: string) => Buffer.from(hex, 'hex')
    const wrapped = bytes(key?.wrapped ?? '')
    const dataKey = await ring.wrapper.unwrap(wrapped, key?.id ?? '', key?.wrappingKey ?? '')
    const read = fields.map(({ field, ciphertext }) => [
      field,
      Buffer.from(open(dataKey, bytes(ciphertext), placeOfField(id, field, 1))).toString(),
    ])
    expect(Object.fromEntries(read)).toEqual(identity)
    const [first] = fields
    expect(() => open(dataKey, bytes(first?.ciphertext ?? ''), placeOfField(id, 'email', 1))).toThrow()
    await expect(ring.wrapper.unwrap(wrapped, crypto.randomUUID(), ring.wrapper.keyId)).rejects.toThrow()
    const stranger = parseKeyRing(newKeyRingText())
    await expect(stranger.wrapper.unwrap(wrapped, key?.id ?? '', ring.wrapper.keyId)).rejects.toThrow(
      /not in the ring/,
    )
  })

  test.each([
    [3, {}, false, 'server', 1],
    [4, {}, false, 'verifiers', 0],
    [1, { at_risk: true }, false, 'verifiers', 0],
    [1, {}, true, 'verifiers', 0],
  ])('severity %d, %j, all: %s → %s', async (severity, more, sealAll, wrapping, indexed) => {
    const secret = await generateIdentity()
    const recipients = parseRecipients(await identityToRecipient(secret))
    const one = toSeal(severity, more)
    const { db } = app.core
    await inTransaction(db, (trx) => sealIdentities(trx, createVault(ring, recipients, { sealAll }), [one]))
    const [stored] = await identitiesOfSignal(db, one.signalId)
    const [key] = await readKeys(db, [stored?.id ?? ''])
    expect([stored?.wrapping, key?.wrapping]).toEqual([wrapping, wrapping])
    const { rows } =
      await sql`select 1 from vault.blind_index where identity_id = ${stored?.id}::uuid`.execute(db)
    expect(rows).toHaveLength(indexed)
    expect(key?.alg).toBe(wrapping === 'server' ? 'A256GCM' : ageAlg)
  })

  test('ADV1-sealed-to-verifiers: for the verifiers: the server’s own keys are of no use, a verifier’s are', async () => {
    const secret = await generateIdentity()
    const recipients = parseRecipients(await identityToRecipient(secret))
    const one = toSeal(5)
    const { db } = app.core
    await inTransaction(db, (trx) =>
      sealIdentities(trx, createVault(ring, recipients, { sealAll: false }), [one]),
    )
    const [stored] = await identitiesOfSignal(db, one.signalId)
    const id = stored?.id ?? ''
    const [key] = await readKeys(db, [id])
    const wrapped = Buffer.from(key?.wrapped ?? '', 'hex')
    await expect(ring.wrapper.unwrap(wrapped, key?.id ?? '', ring.wrapper.keyId)).rejects.toThrow()
    const dataKey = await openAsRecipient(secret, wrapped)
    const fields = await readFields(db, [id])
    const ciphertext = Buffer.from(fields.find(({ field }) => field === 'name')?.ciphertext ?? '', 'hex')
    expect(Buffer.from(open(dataKey, ciphertext, placeOfField(id, 'name', 1))).toString()).toBe(identity.name)
  })

  test('the same number, written otherwise, is suggested as the same person', async () => {
    const [one, other] = [toSeal(2), toSeal(2, { phone: '7123-4987', name: 'otra' })]
    const { db } = app.core
    const vault = createVault(parseKeyRing(newKeyRingText()), undefined, { sealAll: false })
    await inTransaction(db, (trx) => sealIdentities(trx, vault, [one, other]))
    const [first] = await identitiesOfSignal(db, one.signalId)
    const [second] = await identitiesOfSignal(db, other.signalId)
    expect(await lookalikesOf(db, [first?.id ?? ''])).toEqual([
      { id: first?.id, other: second?.id, kinds: ['phone'] },
    ])
  })
})

test('the role of the vault reaches the vault alone and owns nothing', async () => {
  const { rows } = await sql<{ readable: string[]; owned: number }>`
    select array_agg(table_schema || '.' || table_name order by 1)
        filter (where has_table_privilege('vigia_vault', quote_ident(table_schema) || '.' || quote_ident(table_name), 'select')) as readable,
      (select count(*)::int from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname = 'vigia_vault') as owned
    from information_schema.tables where table_schema in ('public', 'vault', 'app')`.execute(app.core.db)
  expect(rows[0]?.owned).toBe(0)
  const [inside, outside] = [true, false].map((isInside) =>
    rows[0]?.readable.filter((name) => name.startsWith('vault.') === isInside),
  )
  expect(inside?.length).toBeGreaterThan(5)
  // What its lists name beside an access, and whether a process is closed; and the names of migrations, which anybody may read.
  expect(outside?.toSorted()).toEqual([
    'public.electoral_process',
    'public.identity_notice',
    'public.kysely_migration',
    'public.proposal',
  ])
})

async function vaultRows(): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from vault.identity) as a, (select count(*) from vault.data_key) as b,
      (select count(*) from vault.identity_field) as c`.execute(app.core.db)
  return rows[0]
}
