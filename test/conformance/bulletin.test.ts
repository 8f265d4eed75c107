// A bulletin has its second person, and keeps its numbers, on both databases: also for whoever writes past the API.
import type { FastifyInstance } from 'fastify'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { type Core, openCore, serverDeps } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import type { Config } from '#config/config.ts'
import { buildServer } from '#http/build-server.ts'
import { createSignalGroups } from '#intake/post-signal-routes.ts'
import { inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { testConfig } from '../support/app.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'

interface Opened {
  readonly config: Config
  drop(): Promise<void>
}

function embedded(): Promise<Opened> {
  return Promise.resolve({ config: testConfig(), drop: () => Promise.resolve() })
}

async function postgres(): Promise<Opened> {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  await db.destroy()
  return { config: testConfig({ DATABASE_URL: database.url }), drop: () => database.drop() }
}

interface Line {
  readonly id: string
  readonly hash: string
  readonly state: string
  readonly code?: string
}

describe.each([
  ['embedded', embedded],
  ['postgres', postgres],
])('%s', (_name, open) => {
  let opened: Opened
  let core: Core
  let server: FastifyInstance
  let process: string
  const people: { readonly token: string; readonly id: string; readonly secret: string }[] = []
  beforeAll(async () => {
    opened = await open()
    core = await openCore(opened.config)
    process = (await openExercise(core)).process
    server = await buildServer(await serverDeps(core, createSignalGroups(core, core.writers)))
    await server.ready()
    for (const label of ['author', 'second', 'third']) people.push(await personNamed(label))
  })
  afterAll(async () => {
    await server.close()
    await core.stack.stop()
    await opened.drop()
  })

  async function personNamed(label: string, personId?: string) {
    const { id: token, secret } = await inTransaction(core.db, (trx) =>
      issueToken(
        trx,
        {
          label,
          role: 'ombudsman',
          territory: ['BO'],
          marking: 'TLP:AMBER',
          days: 1,
          ...(personId === undefined ? {} : { personId }),
        },
        undefined,
      ),
    )
    const { rows } = await sql<{ id: string }>`select app.person_of(${token}::uuid) as id`.execute(core.db)
    return { token, secret, id: String(rows[0]?.id) }
  }
  const one = (index: number) => {
    const found = people[index]
    if (found === undefined) throw new Error(`no person ${index}`)
    return found
  }

  async function post(who: { readonly secret: string }, url: string, payload: object) {
    const headers = { authorization: `Bearer ${who.secret}` }
    const answer = await server.inject({ method: 'POST', url, headers, payload })
    return { status: answer.statusCode, body: answer.json<Line>() }
  }

  async function proposed(): Promise<Line> {
    const made = await post(one(0), '/v1/bulletins', { process, kind: 'daily' })
    expect(made.status).toBe(201)
    const { status } = await post(one(0), `/v1/bulletins/${made.body.id}:propose`, { reason: 'para hoy' })
    expect(status).toBe(200)
    return made.body
  }
  const publish = (who: { readonly secret: string }, { id, hash }: Line) =>
    post(who, `/v1/bulletins/${id}:publish`, { hash })

  test('ADV4-own-bulletin: neither the author nor a second token of theirs publishes it', async () => {
    const bulletin = await proposed()
    const twin = await personNamed('author again', one(0).id)
    for (const who of [one(0), twin]) {
      const refused = await publish(who, bulletin)
      expect([refused.status, refused.body.code]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
    }
    expect((await publish(one(1), bulletin)).body.state).toBe('published')
  })

  test('two who publish at once publish once', async () => {
    const bulletin = await proposed()
    const answers = await Promise.all([publish(one(1), bulletin), publish(one(2), bulletin)])
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409])
  })

  test('past the API: nothing is published without an approval of this text by another person', async () => {
    const { id } = await proposed()
    const written = (person: string, more = sql``) =>
      sql`update bulletin set state = 'published', published_person = ${person}::uuid, published_at = app.now() ${more}
        where id = ${id}::uuid`.execute(core.db)
    await expect(written(one(1).id)).rejects.toThrow(/bulletin_second_person/)
    await sql`insert into approval (proposal_id, approver, decision)
      select proposal_id, ${one(1).token}::uuid, 'approve' from bulletin where id = ${id}::uuid`.execute(
      core.db,
    )
    // The approval is of another text, of another person, and of whoever wrote.
    await expect(written(one(1).id, sql`, hash = 'another'`)).rejects.toThrow(/bulletin_second_person/)
    await expect(written(one(2).id)).rejects.toThrow(/bulletin_second_person/)
    await sql`insert into bulletin_event (bulletin_id, ordinal, kind, token_id, body)
      values (${id}::uuid, 9, 'edited', ${one(1).token}::uuid, '{}')`.execute(core.db)
    await expect(written(one(1).id)).rejects.toThrow(/bulletin_second_person/)
  })

  test('past the API: numbers and history stay, and what is published or withdrawn stays so', async () => {
    const bulletin = await proposed()
    expect((await publish(one(1), bulletin)).status).toBe(200)
    const set = (change: string) =>
      sql.raw(`update bulletin set ${change} where id = '${bulletin.id}'`).execute(core.db)
    await expect(set(`numbers = '{}'`)).rejects.toThrow(/frozen/)
    await expect(set(`marking = 'TLP:CLEAR'`)).rejects.toThrow(/frozen/)
    await expect(set(`texts = '{}'`)).rejects.toThrow(/erratum/)
    await expect(set(`published_person = '${one(2).id}'`)).rejects.toThrow(/erratum/)
    await expect(sql`delete from bulletin where id = ${bulletin.id}::uuid`.execute(core.db)).rejects.toThrow(
      /frozen/,
    )
    await expect(sql`update bulletin_event set body = '{}'`.execute(core.db)).rejects.toThrow(/append-only/)
    expect((await post(one(0), `/v1/bulletins/${bulletin.id}:withdraw`, { reason: 'falso' })).status).toBe(
      200,
    )
    await expect(set(`state = 'published', withdrawn_at = null`)).rejects.toThrow(/stays withdrawn/)
  })
})
