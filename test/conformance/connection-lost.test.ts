// A connection that is reset while it is in use fails its transaction and nothing else: the process goes on, and so does the next one.
import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { inTransaction } from '#platform/database/database.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { need } from '../support/needs.ts'
import { silentLogger } from '../support/silent-logger.ts'

/** Passes bytes to the server and back, until it is told to reset every connection, or to lose what the client sends. */
async function openProxy(target: URL) {
  const open = new Set<Socket>()
  const proxy = { isLosing: false }
  const server = createServer((inner) => {
    const outer = connect(Number(target.port || 5432), target.hostname)
    for (const socket of [inner, outer]) {
      open.add(socket)
      socket.on('error', () => undefined)
      socket.on('close', () => open.delete(socket))
    }
    inner.on('data', (bytes) => {
      if (!proxy.isLosing) outer.write(bytes)
    })
    inner.on('end', () => outer.end())
    outer.pipe(inner)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy does not listen')
  return Object.assign(proxy, {
    port: address.port,
    reset: () => open.forEach((socket) => void socket.resetAndDestroy()),
    close: () => new Promise((resolve) => server.close(resolve)),
  })
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

test('a query that is lost on its way costs its own time limit, and no later query waits behind it (F40)', async () => {
  const server = need('postgres')
  const proxy = await openProxy(new URL(server))
  const url = new URL(server)
  url.host = `127.0.0.1:${proxy.port}`
  const db = openPostgres(url.href, silentLogger)
  const ask = () => sql<{ one: number }>`select 1 as one`.execute(db)
  await ask()
  proxy.isLosing = true
  const lost = await Promise.allSettled([
    ask(),
    inTransaction(db, async (trx) => void (await sql`select 1`.execute(trx))),
  ])
  expect(lost.map((one) => one.status)).toEqual(['rejected', 'rejected'])
  proxy.isLosing = false
  for (let round = 0; round < 3; round += 1) expect((await ask()).rows).toEqual([{ one: 1 }])
  // What the server itself refuses leaves the connection as it is.
  await expect(sql`select 1 / 0`.execute(db)).rejects.toThrow('division by zero')
  expect((await ask()).rows).toEqual([{ one: 1 }])
  await db.destroy()
  await proxy.close()
}, 60_000)
