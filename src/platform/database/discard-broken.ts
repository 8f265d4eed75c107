// A connection on which a query got no answer is given up. Back in the pool it would look idle, and each next query would wait behind the
// one that nobody answers, until its own time limit: the pool hands out the connection used last, so the whole process would hang on it.
import type { PostgresCursor, PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import { DatabaseError, type Pool, type PoolClient } from 'pg'
import { planName } from './kept-plan.ts'

export function discardBroken(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => watched(await pool.connect()),
    end: () => pool.end(),
  }
}

/** What the server itself says, even a no, leaves the connection in order; a time limit of ours or a broken line does not. */
function watched(client: PoolClient): PostgresPoolClient {
  let broken: Error | undefined
  async function ask(text: string, parameters: readonly unknown[]): Promise<unknown> {
    // Such as the ROLLBACK after a query that timed out.
    if (broken !== undefined) throw broken
    try {
      const name = planName(text)
      const values = [...parameters]
      return await (name === undefined ? client.query(text, values) : client.query({ name, text, values }))
    } catch (error) {
      if (!(error instanceof DatabaseError))
        broken = error instanceof Error ? error : new Error(String(error))
      throw error
    }
  }
  function query<R>(text: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<R>>
  function query<R>(cursor: PostgresCursor<R>): PostgresCursor<R>
  function query(asked: unknown, parameters: readonly unknown[] = []): unknown {
    if (typeof asked !== 'string') throw new Error('results are read whole: no cursor is set up')
    return ask(asked, parameters)
  }
  return { query, release: (destroy = false) => client.release(destroy || broken !== undefined) }
}
