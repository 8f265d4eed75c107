// The people suite on both databases: embedded in one process, PostgreSQL with two.
import { describe } from 'vitest'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { testConfig } from '../support/app.ts'
import { ownDatabase } from '../support/own-database.ts'
import { openDesk } from '../support/people-desk.ts'
import { silentLogger } from '../support/silent-logger.ts'
import { type PeopleWorld, peopleSuite } from './people.suite.ts'

const VIGIA_ACCESS_KEY = 'q'.repeat(43)

async function embedded(): Promise<PeopleWorld> {
  const desk = await openDesk(testConfig({ VIGIA_ACCESS_KEY }))
  return { desk, other: desk, close: () => desk.close() }
}

async function postgres(): Promise<PeopleWorld> {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  await db.destroy()
  const config = testConfig({ DATABASE_URL: database.url, VIGIA_ACCESS_KEY })
  const desk = await openDesk(config)
  const other = await openDesk(config)
  return {
    desk,
    other,
    async close() {
      await desk.close()
      await other.close()
      await database.drop()
    },
  }
}

describe('embedded', () => peopleSuite(embedded))
describe('postgres', () => peopleSuite(postgres))
