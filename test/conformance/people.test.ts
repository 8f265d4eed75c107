// The suites about people on both databases: embedded in one process, PostgreSQL with two.
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { testConfig } from '../support/app.ts'
import { ownDatabase } from '../support/own-database.ts'
import { openDesk, signIn } from '../support/people-desk.ts'
import { silentLogger } from '../support/silent-logger.ts'
import { peopleSuite } from './people.suite.ts'
import { moveClock, type PeopleWorld } from './people-world.ts'
import { protectionSuite } from './protection.suite.ts'
import { sessionSuite } from './session.suite.ts'
import { signInSuite } from './sign-in.suite.ts'
import { twoPersonSuite } from './two-person.suite.ts'

type Opened = Pick<PeopleWorld, 'desk' | 'other' | 'close'>
const VIGIA_ACCESS_KEY = 'q'.repeat(43)

async function embedded(): Promise<Opened> {
  const desk = await openDesk(testConfig({ VIGIA_ACCESS_KEY }))
  return { desk, other: desk, close: () => desk.close() }
}

async function postgres(): Promise<Opened> {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  await db.destroy()
  const config = testConfig({ DATABASE_URL: database.url, VIGIA_ACCESS_KEY })
  const desk = await openDesk(config)
  const other = await openDesk(config)
  const close = async () => {
    await desk.close()
    await other.close()
    await database.drop()
  }
  return { desk, other, close }
}

describe.each([
  ['embedded', embedded],
  ['postgres', postgres],
])('%s', (_name, open) => {
  let opened: PeopleWorld
  beforeAll(async () => {
    const base = await open()
    opened = { ...base, ana: await base.desk.firstAdmin('ana'), beto: await base.desk.firstAdmin('beto') }
    for (const one of [opened.ana, opened.beto]) expect((await signIn(one)).status).toBe(200)
  })
  afterAll(() => opened.close())
  afterEach(() => moveClock(opened, '0 seconds'))
  const world = () => opened

  peopleSuite(world)
  sessionSuite(world)
  signInSuite(world)
  twoPersonSuite(world)
  protectionSuite(world)
})
