// Sends that are under way in this process. The handler of `deliver` starts them and returns, so that one slow mail server holds up
// neither the next poke nor another stage; some places are kept for critical messages.

export interface InFlight {
  /** Places for any message, and places that only critical ones may take. */
  room(): { readonly any: number; readonly critical: number }
  start(work: () => Promise<void>): void
  /** Waits for what is under way and starts nothing more. */
  close(): Promise<void>
  /** Waits until nothing is under way. */
  settled(): Promise<void>
}

export function createInFlight(places = 16, reservedForCritical = 4): InFlight {
  const running = new Set<Promise<void>>()
  let isClosed = false
  const settled = async () => {
    while (running.size > 0) await Promise.allSettled(running)
  }
  return {
    room() {
      const free = isClosed ? 0 : places - running.size
      return { any: Math.max(0, free - reservedForCritical), critical: Math.max(0, free) }
    },
    start(work) {
      const promise = work().finally(() => running.delete(promise))
      running.add(promise)
    },
    settled,
    async close() {
      isClosed = true
      await settled()
    },
  }
}
