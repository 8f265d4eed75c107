// G1: the match stage against two ceilings in the same process.
import type { LaneSignal } from '#domain/rules/lane.ts'
import { compileRules, matchSignal } from '#domain/rules/match.ts'
import { generatedCode, plainBitsets } from '../ceilings.ts'
import { cpuMs, median, note, type Row, rate, readSettings, report, times } from '../program.ts'
import { createRandom } from '../random.ts'
import { activeRules, workloadRules } from '../workload-rules.ts'
import { laneSignal } from '../workload-signals.ts'

const target = 0.2
const rounds = 7
const roundMs = 120
const signalCount = 4_000
const { seed } = readSettings()

function perSecond(match: (signal: LaneSignal) => unknown, signals: readonly LaneSignal[]): number {
  const began = cpuMs()
  let done = 0
  let elapsed = 0
  for (let at = 0; elapsed < roundMs; at = (at + 1) % signals.length) {
    const signal = signals[at]
    if (signal !== undefined) match(signal)
    done += 1
    if (done % 64 === 0) elapsed = cpuMs() - began
  }
  return (done / elapsed) * 1_000
}

function measure(ruleCount: number): Row {
  const random = createRandom(seed + ruleCount)
  const rules = workloadRules(random, ruleCount, 'rule')
  const shapes = rules.flatMap((rule) => rule.shapes)
  const signals = Array.from({ length: signalCount }, (_, index) =>
    laneSignal(random, String(index), 1_790_000_000_000 + index),
  )
  const index = compileRules(activeRules(rules))
  const places = new Map(index.selectors.map((one, place) => [one, place]))
  const engines = {
    engine: (signal: LaneSignal) => matchSignal(index, signal),
    code: generatedCode(shapes),
    bitsets: plainBitsets(shapes),
  }
  let matches = 0
  for (const signal of signals) {
    const found = matchSignal(index, signal).map((one) => places.get(one))
    matches += found.length
    for (const ceiling of [engines.code, engines.bitsets]) {
      if (ceiling(signal).join() !== found.join()) throw new Error('a ceiling and the engine disagree')
    }
  }
  const figures = { engine: [] as number[], code: [] as number[], bitsets: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of ['engine', 'code', 'bitsets'] as const) {
      const figure = perSecond(engines[name], signals)
      if (round > 0) figures[name].push(figure) // the first round warms up
    }
  }
  const [engine, code, bitsets] = [median(figures.engine), median(figures.code), median(figures.bitsets)]
  const ratio = engine / Math.max(code, bitsets)
  note(`G1 ${ruleCount} rules: ${rate(engine)} against ${rate(code)} and ${rate(bitsets)}`)
  return {
    gate: 'G1',
    what: `match stage, ${ruleCount} rules, ${(matches / signals.length).toFixed(1)} matches per signal`,
    measured: `${rate(engine)} (${(1e6 / engine).toFixed(2)} µs)`,
    against: `generated code ${rate(code)}, bitsets ${rate(bitsets)}`,
    result: times(ratio),
    target: `≥ ${target} × the faster`,
    isMet: ratio >= target,
  }
}

report([100, 1_000, 10_000].map(measure))
