// What has been opened is closed last-in-first-out; each teardown is registered the moment its resource exists.

export interface StopStack {
  onStop(stop: () => Promise<unknown>): void
  stop(): Promise<void>
}

export function createStopStack(): StopStack {
  const stops: (() => Promise<unknown>)[] = []
  return {
    onStop: (stop) => void stops.push(stop),
    async stop() {
      for (let stop = stops.pop(); stop !== undefined; stop = stops.pop()) await stop()
    },
  }
}
