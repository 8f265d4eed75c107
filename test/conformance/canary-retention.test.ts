import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { ownDatabase } from '../support/own-database.ts'
import { silentLogger } from '../support/silent-logger.ts'
import { canaryRetention } from './canary-retention.suite.ts'

canaryRetention('PGlite', () => Promise.resolve({ env: {}, close: () => Promise.resolve() }))
canaryRetention('PostgreSQL', async () => {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  await db.destroy()
  return { env: { DATABASE_URL: database.url, VIGIA_DATA_DIR: '' }, close: () => database.drop() }
})
