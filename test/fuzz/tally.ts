// What came of the requests: statuses per route, how many got past validation, latencies, and every answer of 500 and above with its request.
import type { Drawn } from './requests.ts'

/** Refused by the door or by validation, so that no handler decided: everything else was taken up. */
const refusedAtTheDoor = new Set([400, 401, 403, 405, 413, 415, 422, 429])

export interface Fault {
  readonly status: number
  readonly code: string
  readonly method: string
  readonly url: string
  readonly caller: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | undefined
  readonly logged: string
}

export interface Tally {
  add(drawn: Drawn, status: number, code: string, ms: number): void
  fault(fault: Fault): void
  readonly faults: readonly Fault[]
  readonly requests: number
  readonly taken: number
  readonly shed: number
  readonly statuses: ReadonlyMap<number, number>
  readonly routes: ReadonlyMap<string, ReadonlyMap<number, number>>
  /** Milliseconds below which this share of the answers came. */
  percentile(share: number): number
}

/** Steps of five per cent from 10 µs on: a million latencies in a few hundred numbers. */
const stepOf = (ms: number) => Math.max(0, Math.ceil(Math.log(Math.max(ms, 0.01) / 0.01) / Math.log(1.05)))
const msOf = (step: number) => 0.01 * 1.05 ** step

/** `onFault`: told at once, because a run takes long. */
export function createTally(onFault: (fault: Fault) => void = () => undefined): Tally {
  const statuses = new Map<number, number>()
  const routes = new Map<string, Map<number, number>>()
  const faults: Fault[] = []
  const steps: number[] = []
  let requests = 0
  let taken = 0
  let shed = 0
  return {
    faults,
    get requests() {
      return requests
    },
    get taken() {
      return taken
    },
    get shed() {
      return shed
    },
    statuses,
    routes,
    fault(fault) {
      faults.push(fault)
      onFault(fault)
    },
    add({ target }, status, code, ms) {
      requests += 1
      if (status === 503) shed += 1
      if (!refusedAtTheDoor.has(status) && status < 500 && code !== 'HTTP_ROUTE_UNKNOWN') taken += 1
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      const own = routes.get(target.name) ?? new Map<number, number>()
      routes.set(target.name, own)
      own.set(status, (own.get(status) ?? 0) + 1)
      const step = stepOf(ms)
      steps[step] = (steps[step] ?? 0) + 1
    },
    percentile(share) {
      let left = requests * share
      for (let step = 0; step < steps.length; step += 1) {
        left -= steps[step] ?? 0
        if (left <= 0) return msOf(step)
      }
      return 0
    },
  }
}

const shown = (counts: ReadonlyMap<number, number>) =>
  [...counts]
    .toSorted(([a], [b]) => a - b)
    .map(([status, count]) => `${status}×${count}`)
    .join(' ')

/** The figures, and a line for each route. */
export function report(tally: Tally, seconds: number): string {
  const { requests, taken, shed, faults } = tally
  const wrong = faults.filter((one) => one.status !== 503)
  const ms = (share: number) => `${tally.percentile(share).toPrecision(3)} ms`
  return [
    ...[...tally.routes]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, counts]) => `  ${name}  ${shown(counts)}`),
    `requests ${requests} in ${seconds.toFixed(0)} s (${Math.round(requests / seconds)} a second), routes ${tally.routes.size}`,
    `statuses ${shown(tally.statuses)}`,
    `past validation ${taken} (${((100 * taken) / requests).toFixed(1)} %)`,
    `answers of 5xx ${wrong.length}, refused for load (503) ${shed}`,
    `latency p50 ${ms(0.5)}, p99 ${ms(0.99)}, p99.9 ${ms(0.999)}`,
  ].join('\n')
}
