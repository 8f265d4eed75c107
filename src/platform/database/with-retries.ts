// Runs a transaction again when it lost against another one (deadlock, serialisation failure, lock wait).
import { setTimeout as sleep } from 'node:timers/promises'
import { limits } from '#config/limits.ts'
import { isWorthRetrying } from './classify-error.ts'

// The pause grows with each try; the process id spreads processes that collided, without a random number.
const pauseMs = 20

export async function withRetries<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work()
    } catch (error) {
      if (tries > limits.transactionRetries || !isWorthRetrying(error)) throw error
      await sleep(pauseMs * tries + (process.pid % 17))
    }
  }
}
