// What has been opened is closed last-in-first-out; each teardown is registered the moment its resource exists.
import { setTimeout as sleep } from 'node:timers/promises'

// Longer than the close of a BullMQ transport that is gone; shorter than what service managers wait before they kill.
const STEP_LIMIT_MS = 6_000

export interface StopStack {
  onStop(stop: () => Promise<unknown>): void
  stop(): Promise<void>
}

export function createStopStack(): StopStack {
  const stops: (() => Promise<unknown>)[] = []
  return {
    onStop: (stop) => void stops.push(stop),
    async stop() {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) {
        // Cutting off what hangs is safe: every stage is safe against being killed.
        await Promise.race([stop(), sleep(STEP_LIMIT_MS, undefined, { ref: false })])
      }
    },
  }
}
