// npm run test:faults [-- --quick] [-- --seed N] [-- --only F08|kills]: breaks the product in every way of the catalogue that this machine
// allows, and judges what is left by its own statements. Prints figures and a table; ends with 1 when anything was lost, doubled or late.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { type Campaign, type Result, runScenario } from './arena.ts'
import { createGuard } from './guard.ts'
import { prepareRedis, startPostgres } from './machines.ts'
import { createRandom } from './random.ts'
import { printResult, printSummary } from './report.ts'
import { scenarios } from './scenarios.ts'
import { copyProduct } from './snapshot.ts'
import { prepareWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
})
const seed = values.seed === undefined ? process.hrtime()[1] % 1_000_000 : Number(values.seed)
process.stdout.write(`fault suite, seed ${seed}${values.quick ? ', quick' : ''}\n`)

const root = path.join(import.meta.dirname, '../..')
const folder = await mkdtemp(path.join(tmpdir(), 'vigia-faults-'))
const guard = createGuard()
let hasFailed = true
try {
  const postgres = await startPostgres(folder, guard)
  await postgres.createFrom(undefined, 'template_faults')
  const campaign: Campaign = {
    folder,
    root: await copyProduct(root, path.join(folder, 'product')),
    cache: path.join(folder, 'compiled'),
    guard,
    postgres,
    redis: await prepareRedis(folder, guard),
    template: 'template_faults',
    world: await prepareWorld(postgres.url('template_faults'), 4, true),
    random: createRandom(seed),
    isQuick: values.quick,
  }
  const chosen = scenarios.filter(
    ({ id, faults, isInQuick }) =>
      (values.only === undefined || values.only === id || faults.includes(values.only)) &&
      (isInQuick || !values.quick),
  )
  const results: Result[] = []
  for (const scenario of chosen) {
    const result = await runScenario(campaign, scenario)
    printResult(result)
    results.push(result)
  }
  hasFailed = !printSummary(seed, results)
  await campaign.redis.kill()
  await postgres.stop()
} finally {
  guard.end()
  if (values.keep || hasFailed) process.stdout.write(`logs: ${folder}\n`)
  else await rm(folder, { recursive: true, force: true })
}
process.exitCode = hasFailed ? 1 : 0
