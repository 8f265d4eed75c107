// Each transaction on a server begins, takes its role and sets its sight in one flight with its first statement; a statement outside of a
// transaction goes with one of its own, its commit included. Nothing of it outlives the transaction, so a connection that goes back to the pool
// knows nobody. A role that cannot be taken leaves the transaction failed: the server refuses what follows in the flight.
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
const begun = { command: 'BEGIN', rowCount: null, rows: [] }

function walled(client: PostgresPoolClient): PostgresPoolClient {
  let isOpen = false
  /** Begin and role, on their way; whoever asks first waits for them as well. */
  let opened: Promise<unknown> | undefined

  /** BEGIN is a message of its own: whatever is wrong with the opening, what comes behind it is inside a transaction. */
  function open(begin: string, opening: string | undefined): Promise<unknown> {
    const all = Promise.all(
      [begin, ...(opening === undefined ? [] : [opening])].map((text) => client.query(text, [])),
    )
    // The first statement tells of it; without one nobody would, and the process would end.
    all.catch(() => undefined)
    return all
  }
  async function alone(text: string, parameters: readonly unknown[], opening: string): Promise<unknown> {
    // The first that failed is thrown; the commit of a failed transaction is its rollback.
    const [, result] = await Promise.all([
      open('begin', opening),
      client.query(text, [...parameters]),
      client.query('commit', []),
    ])
    return result
  }
  async function ask(text: string, parameters: readonly unknown[]): Promise<unknown> {
    if (isOpen) {
      if (ends.has(text)) isOpen = false
      const before = opened
      opened = undefined
      const [, result] = await Promise.all([before, client.query(text, [...parameters])])
      return result
    }
    const opening = openingOf(wallNow())
    if (!begins.test(text))
      return opening === undefined ? client.query(text, [...parameters]) : alone(text, parameters, opening)
    opened = open(text, opening)
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
