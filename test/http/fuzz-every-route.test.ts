// A short run of test/fuzz (npm run test:fuzz is the long one): every route and parameter, as every role, never a 5xx. FUZZ_RUNS and FUZZ_SEED
// as in fuzz.test.ts.
import { expect, test } from 'vitest'
import { playWorld } from '../fuzz/play.ts'
import { createTally, report } from '../fuzz/tally.ts'

// One seed for the build, so that it says the same twice; npm run test:fuzz draws others.
const seed = Number(process.env['FUZZ_SEED'] ?? 1)
const requests = Number(process.env['FUZZ_RUNS'] ?? 2_400)

test('every route × every role × every parameter: less than 500, as documented, and at least a fifth past validation', {
  timeout: 600_000,
}, async () => {
  const tally = createTally()
  const start = performance.now()
  await playWorld({ seed, requests, compareEvery: 1, atOnce: 4 }, tally)
  const figures = report(tally, (performance.now() - start) / 1_000)
  process.stdout.write(`fuzz: FUZZ_SEED=${seed} FUZZ_RUNS=${requests}\n`)
  expect(tally.faults, figures).toEqual([])
  expect(tally.taken / tally.requests, figures).toBeGreaterThan(0.2)
  expect(tally.routes.size).toBeGreaterThan(150)
})
