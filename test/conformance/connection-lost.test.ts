// A connection that is reset while it is in use fails its transaction and nothing else: the process goes on, and so does the next one.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database/database.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { need } from '../support/needs.ts'
import { silentLogger } from '../support/silent-logger.ts'

/** Passes bytes to the server and back, until it is told to reset every connection. */
async function openProxy(target: URL) {
  const open = new Set<Socket>()
  const server = createServer((inner) => {
    const outer = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [inner, outer]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    }
    inner.pipe(outer)
    outer.pipe(inner)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen')
  return {
    port: address.port,
    reset: () => open.forEach((socket) => void socket.resetAndDestroy()),
    close: () => new Promise((resolve) => server.close(resolve)),
  }
}

test('a connection reset inside a transaction is an error of that transaction', async () => {
  const server = need('postgres')
  const proxy = await openProxy(new URL(server))
  const url = new URL(server)
  url.host = `127.0.0.1:${proxy.port}`
  const db = openPostgres(url.href, silentLogger)
  const work = inTransaction(db, async (trx) => {
    await sql`select 1`.execute(trx)
    proxy.reset()
    await sql`select pg_sleep(5)`.execute(trx)
  })
  await expect(work).rejects.toThrow(/ECONNRESET|Connection terminated|not queryable/)
  const { rows } = await sql<{ one: number }>`select 1 as one`.execute(db)
  expect(rows).toEqual([{ one: 1 }])
  await db.destroy()
  await proxy.close()
})
