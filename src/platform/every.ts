// Runs a piece of work again and again, never overlapping itself, until it is stopped.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from './logger.ts'

/** Starts now; the pause is counted from the end of one run to the start of the next. stop() waits for a run under way. */
export function every(
  pauseMs: number,
  name: string,
  work: () => Promise<void>,
  logger: Logger,
): () => Promise<void> {
  const leaving = new AbortController()
  async function loop(): Promise<void> {
    while (!leaving.signal.aborted) {
      try {
        await work()
      } catch (error) {
        logger.warn({ event: 'periodic.failed', name, error: String(error) })
      }
      await sleep(pauseMs, undefined, { signal: leaving.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return async () => {
    leaving.abort()
    await running
  }
}
