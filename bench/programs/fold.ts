// G2 and G3 in memory: what 900 rules that never match, and a long history, cost per signal in the fold. CPU time of this thread.
import { fold, touchedKeys } from '#domain/rules/fold.ts'
import type { ActiveRule, Entry, LaneSignal } from '#domain/rules/lane.ts'
import { activate, createLane, type LaneMemory, loadKey, resumeAt } from '#domain/rules/lane-memory.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { cpuMs, note, type Row, readSettings, report, rounded, times } from '../program.ts'
import { createRandom } from '../random.ts'
import { activeRules, workloadRules } from '../workload-rules.ts'
import { laneSignal } from '../workload-signals.ts'

const { seed } = readSettings()
const start = 1_790_000_000_000
/** Entries folded at a time, as a scoring step takes them. */
const batch = 500

function openLane(rules: readonly ActiveRule[]): LaneMemory {
  const lane = createLane({
    process: 'bench',
    timeZone: '-04:00',
    monitoringStart: start - 400 * 86_400_000,
    country: 'BO',
    ancestors: (place) => (place === 'BO' ? ['BO'] : [place, 'BO']),
    labelOf: (_field, code) => code,
  })
  activate(lane, rules)
  return lane
}

const asEntry = (signal: LaneSignal, pos: number): Entry => ({
  kind: 'signal',
  pos,
  lt: signal.receivedAt,
  signal,
})

/** Milliseconds of CPU for a batch. */
function foldBatch(lane: LaneMemory, entries: readonly Entry[]): number {
  const began = cpuMs()
  touchedKeys(lane, entries, new Map())
  fold(lane, entries)
  return cpuMs() - began
}

/**
 * Microseconds per signal for each lane; they take the same batches in turn, and the first third warms up. Summed over all batches, because
 * the thread's CPU clock moves in steps of 4 ms, which is about one batch.
 */
function alternate(
  lanes: readonly LaneMemory[],
  batches: number,
  next: (place: number, lane: number) => Entry[],
) {
  const spent = lanes.map(() => ({ ms: 0, signals: 0 }))
  for (let round = 0; round < batches; round += 1) {
    lanes.forEach((lane, which) => {
      const entries = next(round, which)
      const ms = foldBatch(lane, entries)
      const sum = spent[which]
      if (sum === undefined || round < batches / 3) return
      sum.ms += ms
      sum.signals += entries.length
    })
  }
  return spent.map(({ ms, signals }) => (ms * 1_000) / signals)
}

/** How many rules that never match are added to the hundred. */
const quietCounts = [900, 9_900]

function quietRules(): Row[] {
  const random = createRandom(seed)
  const rules = workloadRules(random, 100, 'rule')
  const sets = [0, ...quietCounts].map((count) => [...rules, ...workloadRules(random, count, 'silent', true)])
  const lanes = sets.map((set) => openLane(activeRules(set)))
  const batches = Array.from({ length: 60 }, (_, round) =>
    Array.from({ length: batch }, (__, index) => {
      const pos = round * batch + index + 1
      return laneSignal(random, String(pos), start + pos * 500)
    }),
  )
  // each lane gets its own objects: a lane keeps what it found by signal
  const [few = 0, ...many] = alternate(lanes, batches.length, (round) =>
    (batches[round] ?? []).map((signal, index) => asEntry({ ...signal }, round * batch + index + 1)),
  )
  return quietCounts.map((count, place) => {
    const more = many[place] ?? Number.NaN
    note(`G2 fold: ${rounded(few)} µs with 100 rules, ${rounded(more)} µs with ${count} more`)
    return {
      gate: 'G2',
      what: `fold in memory, ${count.toLocaleString('en')} more rules that never match`,
      measured: `${rounded(more)} µs per signal`,
      against: `${rounded(few)} µs with 100 rules`,
      result: times(more / few),
      target: '≤ 1.2 ×',
      isMet: more / few <= 1.2,
    }
  })
}

/** One signal every 1.2 s, so that 1,000,000 of them fill two weeks and 1,000 twenty minutes. */
const spacing = 1_200

function historyRule(size: number): ActiveRule {
  const minutes = (size * spacing) / 60_000
  const window = `${minutes}m`
  const parsed = parseRule({
    schema: 1,
    id: 'history',
    version: 1,
    status: 'active',
    title: { es: 'Historia', en: 'History' },
    owner: 'unidad-analisis',
    group_by: [],
    lateness: { allow: '1m' },
    signals: { events: { where: { category: 'violence' } } },
    measures: {
      n: { count: 'events', window },
      sources: { distinct: 'source.root', of: 'events', window },
      worst: { max: 'severity', of: 'events', window },
      total: { score: 'events', window },
      pressure: { score: 'events', window, half_life: `${minutes / 2}m` },
    },
    // every measure is read at each signal, and none is ever reached
    levels: [
      {
        level: 'watch',
        when: {
          any: [
            { n: { gte: 1e8 } },
            { sources: { gte: 1e6 } },
            { worst: { gte: 6 } },
            { total: { gte: 1e9 } },
            { pressure: { gte: 1e9 } },
          ],
        },
      },
    ],
    explain: { es: '{n}', en: '{n}' },
    notify: [{ audience: 'analysis-unit', from: 'watch' }],
    tests: [
      {
        name: 'none',
        start: '2026-03-01T00:00:00-04:00',
        steps: [],
        expect: [{ t: '1h', key: {}, state: 'none' }],
      },
    ],
  })
  if (parsed.rule === undefined) throw new Error(JSON.stringify(parsed.problems))
  return { rule: parsed.rule, revision: 'history', ruleState: 1, params: {} }
}

function fullLane(size: number): { readonly lane: LaneMemory; readonly loadMs: number } {
  const random = createRandom(seed)
  const lane = openLane([historyRule(size)])
  resumeAt(lane, start, size)
  const contributions = Array.from({ length: size }, (_, index) => {
    const root = `root-${random.below(200)}`
    return {
      selector: 'events',
      signalId: `old-${index}`,
      rev: 1,
      eventTime: start - (size - index) * spacing,
      pos: index + 1,
      origin: root,
      weight: 1_800_000,
      isStale: false,
      values: { 'source.root': root, severity: 1 + random.below(5) },
    }
  })
  const began = cpuMs()
  loadKey(lane, 1, [], contributions)
  return { lane, loadMs: cpuMs() - began }
}

function history(): Row[] {
  const random = createRandom(seed + 1)
  const [small, large] = [1_000, 1_000_000]
  const short = fullLane(small)
  const long = fullLane(large)
  const batches = 90
  const [few = 0, many = 0] = alternate([short.lane, long.lane], batches, (round, which) =>
    Array.from({ length: batch }, (_, index) => {
      const at = round * batch + index + 1
      const signal = laneSignal(random, String(at), start + at * spacing)
      const fields = { ...signal.fields, category: 'violence', 'source.root': `root-${random.below(200)}` }
      const pos = (which === 0 ? small : large) + at
      return asEntry({ ...signal, eventTime: signal.receivedAt, fields }, pos)
    }),
  )
  note(`G3 fold: ${rounded(few)} µs with 1,000, ${rounded(many)} µs with 1,000,000`)
  return [
    {
      gate: 'G3',
      what: '1,000,000 signals in the windows of one key (count, distinct, max, score, decayed score)',
      measured: `${rounded(many)} µs per signal`,
      against: `${rounded(few)} µs with 1,000`,
      result: times(many / few),
      target: '≤ 1.3 ×',
      isMet: many / few <= 1.3,
    },
    {
      gate: 'G3',
      what: 'taking those 1,000,000 contributions up in memory, once',
      measured: `${rounded(long.loadMs / 1_000)} s CPU`,
      against: '–',
      result: '–',
      target: 'information',
      isMet: null,
    },
  ]
}

report([...quietRules(), ...history()])
