// npm run test:fuzz -- --requests 1000000 --seed 7: requests for every route and parameter, drawn from the API document. Ends with 1 on any
// answer of 500 and above (503, refused for load, is counted apart), a crash, a hang, or too few requests that get past validation.
import { parseArgs } from 'node:util'
import { assumeOutside, login } from '#platform/database/who-asks.ts'
import { newDatabase } from '../support/own-database.ts'
import { startPostgres } from '../support/servers.ts'
import { playWorld } from './play.ts'
import { createTally, report } from './tally.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: '1' },
    // What many requests leave behind makes lists long and folds slow: a world of its own for each part.
    world: { type: 'string', default: '100000' },
    // On the embedded database instead of a PostgreSQL of its own.
    embedded: { type: 'boolean', default: false },
    at: { type: 'string', default: '8' },
  },
})
const requests = Number(values.requests)
const perWorld = Number(values.world)
const seed = Number(values.seed)

// The world is made from outside; what the server does brings its own wall.
assumeOutside(login)
const tally = createTally((fault) => process.stdout.write(`${JSON.stringify(fault)}\n`))
let crashes = 0
const crashed = (error: unknown) => {
  crashes += 1
  process.stderr.write(`crash: ${error instanceof Error ? String(error.stack) : String(error)}\n`)
}
process.on('uncaughtException', crashed)
process.on('unhandledRejection', crashed)
// Whoever breaks off a long run sees what it has found until then.
process.once('SIGINT', () => {
  conclude()
  process.exit(1)
})

const server = values.embedded ? undefined : await startPostgres([])
const start = performance.now()
process.stdout.write(`fuzz: --requests ${requests} --seed ${seed} --world ${perWorld}\n`)
const onProgress = () => {
  const seconds = ((performance.now() - start) / 1_000).toFixed(0)
  process.stdout.write(`${tally.requests} requests after ${seconds} s, faults ${tally.faults.length}\n`)
}
for (let done = 0; done < requests; done += perWorld) {
  const databaseUrl = server && (await newDatabase(server.url, `fuzz_${done}`))
  const plan = {
    seed: seed + done / perWorld,
    requests: Math.min(perWorld, requests - done),
    compareEvery: 50,
    atOnce: Number(values.at),
    databaseUrl,
  }
  await playWorld({ ...plan, onProgress }, tally)
}
await server?.stop()
conclude()

/** The figures so far and whether they are good. */
function conclude(): void {
  process.stdout.write(`${report(tally, (performance.now() - start) / 1_000)}\ncrashes ${crashes}\n`)
  const wrong = tally.faults.some((one) => one.status !== 503)
  const isEnough = tally.taken >= requests * 0.2
  process.exitCode = wrong || crashes > 0 || !isEnough ? 1 : 0
}
