// The same as walled-pool.ts for the one session of an embedded database, whose user is a superuser: without the role it would see everything.
import type { PGlite, Transaction } from '@electric-sql/pglite'
import type { PGliteDialectConfig } from 'kysely'
import { openingOf, wallNow } from './who-asks.ts'

type Inner = Exclude<PGliteDialectConfig['pglite'], (...args: never[]) => unknown>

export function walledPglite(pglite: PGlite): Inner {
  return {
    get closed() {
      return pglite.closed
    },
    get ready() {
      return pglite.ready
    },
    get waitReady() {
      return pglite.waitReady
    },
    close: () => pglite.close(),
    async query(text, parameters, options) {
      const opening = openingOf(wallNow())
      if (opening === undefined) return pglite.query(text, parameters, options)
      return pglite.transaction(async (trx) => {
        await trx.exec(opening)
        return trx.query(text, parameters, options)
      })
    },
    transaction(work) {
      const opening = openingOf(wallNow())
      if (opening === undefined) return pglite.transaction(work)
      return pglite.transaction(async (trx) => {
        const failed = await trx.exec(opening).then(
          () => undefined,
          (error: unknown) => ({ error }),
        )
        // The work waits to be told that the transaction has begun, and learns of the failure by its first statement.
        return work(failed === undefined ? trx : refusing(trx, failed.error))
      })
    },
  }
}

function refusing(trx: Transaction, error: unknown): Transaction {
  const query = () => Promise.reject(error instanceof Error ? error : new Error(String(error)))
  return new Proxy(trx, { get: (target, name) => (name === 'query' ? query : Reflect.get(target, name)) })
}
