// The two databases that the product runs on, each opened empty and migrated, with as many sessions as a test asks for.
import type { Db } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { openPglite } from '#platform/database/pglite.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { lookFromOutside } from './outside-walls.ts'
import { ownDatabase } from './own-database.ts'
import { silentLogger } from './silent-logger.ts'

lookFromOutside()

export interface TestDatabase {
  readonly db: Db
  /** Another process's connections where the database has several sessions; the same one where it has one. */
  another(): Db
  close(): Promise<void>
}

export async function pgliteDatabase(): Promise<TestDatabase> {
  const db = await openPglite()
  await migrate(db)
  return { db, another: () => db, close: () => db.destroy() }
}

export async function postgresDatabase(): Promise<TestDatabase> {
  const database = await ownDatabase()
  const open: Db[] = []
  const another = () => {
    const db = openPostgres(database.url, silentLogger)
    open.push(db)
    return db
  }
  const db = another()
  await migrate(db)
  return {
    db,
    another,
    async close() {
      for (const one of open) await one.destroy()
      await database.drop()
    },
  }
}
