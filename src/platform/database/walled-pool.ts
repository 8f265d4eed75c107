// Each transaction on a server begins, takes its role and sets its sight in one round trip; a statement outside of a transaction gets one of its
// own. Nothing of it outlives the transaction, so a connection that goes back to the pool knows nobody.
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { openingOf, wallNow } from './who-asks.ts'

export function walledPool(pool: PostgresPool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => walled(await pool.connect()),
    end: () => pool.end(),
  }
}

const begins = /^(begin|start transaction)\b/
const ends = new Set(['commit', 'rollback'])

function walled(client: PostgresPoolClient): PostgresPoolClient {
  let isOpen = false
  async function open(begin: string, opening: string): Promise<PostgresQueryResult<unknown>> {
    try {
      return await client.query(`${begin}; ${opening}`, [])
    } catch (error) {
      // Such as a role that is not there: the transaction has begun all the same.
      await client.query('rollback', []).catch(() => undefined)
      throw error
    }
  }
  async function alone(text: string, parameters: readonly unknown[], opening: string): Promise<unknown> {
    await open('begin', opening)
    try {
      const result = await client.query(text, [...parameters])
      await client.query('commit', [])
      return result
    } catch (error) {
      await client.query('rollback', []).catch(() => undefined)
      throw error
    }
  }
  async function ask(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (isOpen) {
      if (ends.has(text)) isOpen = false
      return client.query(text, [...parameters])
    }
    const opening = openingOf(wallNow())
    if (!begins.test(text))
      return opening === undefined ? client.query(text, [...parameters]) : alone(text, parameters, opening)
    const begun = await (opening === undefined ? client.query(text, []) : open(text, opening))
    isOpen = true
    return begun
  }
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(asked: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new Error('results are read whole: no cursor is set up')
    return ask(asked, parameters)
  }
  return { query, release: (destroy = false) => client.release(destroy) }
}
