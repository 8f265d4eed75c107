// npm run test:faults [-- --quick] [-- --seed N] [-- --only F08|kills]: breaks the product in every way of the catalogue that this machine
// allows, and judges what is left by its own statements. Prints figures and a table; ends with 1 when anything was lost, doubled or late.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { type Campaign, type Result, runScenario } from './arena.ts'
import { calendarMoved } from './calendar-moved.ts'
import { runControls } from './controls.ts'
import { deliveryCopies } from './delivery-copies.ts'
import { directed } from './directed.ts'
import { runEmbedded } from './embedded.ts'
import { endpointsScenario } from './endpoints.ts'
import { createGuard } from './guard.ts'
import { laddersScenario } from './ladders.ts'
import { prepareRedis, startPostgres } from './machines.ts'
import { networkScenario } from './network-faults.ts'
import { oneWayScenario } from './one-way.ts'
import { outageScenario } from './outages.ts'
import { overtakenScenario } from './overtaken.ts'
import { createRandom } from './random.ts'
import { noQuietHours } from './receivers.ts'
import { runRefusals } from './refusals.ts'
import { printResult, printSummary } from './report.ts'
import { ruleChangesScenario } from './rule-changes.ts'
import { scenarios } from './scenarios.ts'
import { controlSilence, runSilence } from './silence.ts'
import { copyProduct } from './snapshot.ts'
import { stormScenario } from './storm.ts'
import { clocksScenario } from './time-faults.ts'
import { withdrawnScenario } from './withdrawn.ts'
import { prepareWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    only: { type: 'string' },
    // Of the silence trials: only these segments, by comma (quiet, redis, stuck, or a part's name), so that several runs share the hours.
    part: { type: 'string' },
    quick: { type: 'boolean', default: false },
    long: { type: 'boolean', default: false },
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
    root: await copyProduct(root, path.join(folder, 'product'), noQuietHours),
    cache: path.join(folder, 'compiled'),
    guard,
    postgres,
    redis: await prepareRedis(folder, guard),
    template: 'template_faults',
    world: await prepareWorld(postgres.url('template_faults'), 4, true),
    random: createRandom(seed),
    isQuick: values.quick,
    isLong: values.long,
    segments: values.part?.split(','),
  }
  const isWanted = (id: string, faults: readonly string[]) =>
    values.only === undefined || values.only === id || faults.includes(values.only)
  const results: Result[] = []
  const keep = (result: Result) => {
    printResult(result)
    results.push(result)
  }
  // The refused starts come first: they leave the compiled files behind that make every later start cheap.
  if (isWanted('refusals', ['F20', 'F34', 'E1'])) keep(await runRefusals(campaign))
  const ofDelivery = [deliveryCopies, endpointsScenario, withdrawnScenario(), outageScenario, stormScenario]
  const ofLines = [networkScenario, overtakenScenario(), oneWayScenario, clocksScenario, laddersScenario()]
  for (const scenario of [
    ...directed,
    ...scenarios,
    ruleChangesScenario,
    calendarMoved,
    ...ofDelivery,
    ...ofLines,
  ]) {
    if (!isWanted(scenario.id, scenario.faults) || (values.quick && !scenario.isInQuick)) continue
    keep(await runScenario(campaign, scenario))
  }
  if (isWanted('embedded', ['E2'])) keep(await runEmbedded(campaign, values.quick ? 2 : 20))
  const controls = await runControls(campaign, values.only)
  // Hours in its long form: only where it is asked for.
  if (values.only === 'silence') keep(await runSilence(campaign))
  if (values.only === 'silence' || values.only === 'S13') controls.push(await controlSilence(campaign))
  hasFailed = !printSummary(seed, results, controls)
  await campaign.redis.kill()
  await postgres.stop()
} finally {
  guard.end()
  if (values.keep || hasFailed) process.stdout.write(`logs: ${folder}\n`)
  else await rm(folder, { recursive: true, force: true })
}
process.exitCode = hasFailed ? 1 : 0
