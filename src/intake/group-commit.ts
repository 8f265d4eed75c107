// Many requests, one transaction: what arrives while a commit is under way goes with the next one, so a flush to disk serves hundreds.
import { limits } from '#config/limits.ts'
import { AppError } from '#platform/errors.ts'

interface Waiting<Item, Result> {
  readonly item: Item
  readonly weight: number
  resolve(result: Result): void
  reject(error: unknown): void
}

export interface GroupCommit<Item, Result> {
  /** Resolves after the commit. Sheds load with 503 when too much is waiting. */
  add(item: Item, weight: number): Promise<Result>
  /** Resolves when nothing is waiting or under way. */
  drain(): Promise<void>
}

async function settle<Item, Result>(
  group: readonly Waiting<Item, Result>[],
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
): Promise<void> {
  try {
    const results = await commit(group.map((one) => one.item))
    group.forEach((one, index) => one.resolve(results[index] as Result))
  } catch (error) {
    if (group.length === 1 || (error instanceof AppError && error.kind === 'unavailable')) {
      for (const one of group) one.reject(error)
      return
    }
    // One of them broke the transaction; alone, each shows which.
    for (const one of group) await settle([one], commit)
  }
}

/** `commit` gets items of at most `limits.groupCommit` weight together and gives one result per item, in order. */
export function createGroupCommit<Item, Result>(
  writers: number,
  commit: (items: readonly Item[]) => Promise<readonly Result[]>,
): GroupCommit<Item, Result> {
  const queue: Waiting<Item, Result>[] = []
  let waitingWeight = 0
  const busy = new Set<Promise<void>>()

  function takeGroup(): Waiting<Item, Result>[] {
    let weight = 0
    let count = 0
    for (const one of queue) {
      if (count > 0 && weight + one.weight > limits.groupCommit) break
      weight += one.weight
      count += 1
    }
    waitingWeight -= weight
    return queue.splice(0, count)
  }

  async function write(): Promise<void> {
    // One turn of the loop: requests that were read together are written together.
    await new Promise((resolve) => setImmediate(resolve))
    while (queue.length > 0) await settle(takeGroup(), commit)
  }

  return {
    add(item, weight) {
      if (waitingWeight + weight > limits.groupCommitQueue) {
        return Promise.reject(
          new AppError(
            'unavailable',
            'INTAKE_OVERLOADED',
            'too many signals are waiting to be written; send again',
            {
              retryAfterSeconds: 2,
            },
          ),
        )
      }
      const result = new Promise<Result>((resolve, reject) => queue.push({ item, weight, resolve, reject }))
      waitingWeight += weight
      if (busy.size < writers) {
        const run: Promise<void> = write().finally(() => busy.delete(run))
        busy.add(run)
      }
      return result
    },
    async drain() {
      while (busy.size > 0) await Promise.all(busy)
    },
  }
}
