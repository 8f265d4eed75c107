// A backlog for the one lane of a bench world.
import { sql } from 'kysely'
import { createAuthenticate } from '#access/authenticate.ts'
import { limits } from '#config/limits.ts'
import { acceptSignals } from '#intake/accept-signals.ts'
import { readSignal } from '#intake/read-signal.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Random } from './random.ts'
import { signalBody } from './workload-signals.ts'
import type { World } from './world.ts'

/** Generated signals through intake, a full batch at a time. */
export async function fill(world: World, random: Random, count: number): Promise<void> {
  const { core } = world
  const actor = await createAuthenticate(core.db)({ authorization: `Bearer ${world.token}` })
  if (actor === undefined) throw new Error('the token of the exercise is not known')
  for (let done = 0; done < count; done += limits.batchItems) {
    const now = Temporal.Now.instant().epochMilliseconds
    const items = Array.from({ length: limits.batchItems }, () =>
      readSignal(signalBody(random, uuidv7(), now)),
    )
    const submission = {
      actor,
      items,
      key: undefined,
      isDryRun: false,
      answer: () => ({ status: 207, body: null }),
    }
    const [result] = await acceptSignals(core, [submission])
    const refused = result?.verdicts.find((verdict) => verdict.outcome !== 'created')
    if (refused !== undefined) throw new Error(`a signal was not created: ${JSON.stringify(refused)}`)
  }
}

export async function laneOf({ core }: World): Promise<number> {
  const { rows } = await sql<{ lane: number }>`select lane from lane order by lane`.execute(core.db)
  const [row, second] = rows
  if (row === undefined || second !== undefined) throw new Error('the bench expects one lane')
  return row.lane
}
