// Many requests, one transaction: each still gets its own answer.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { limits } from '#config/limits.ts'
import { createGroupCommit } from '#intake/group-commit.ts'
import { AppError } from '#platform/errors.ts'

/** Commits that are told when to end. */
function held() {
  const groups: number[][] = []
  const gates: PromiseWithResolvers<void>[] = []
  const commit = async (items: readonly number[]) => {
    const gate = Promise.withResolvers<void>()
    groups.push([...items])
    gates.push(gate)
    await gate.promise
    return items.map((item) => item * 10)
  }
  return { groups, gates, commit }
}

const turn = () => new Promise((resolve) => setImmediate(resolve))

describe('a group commit', () => {
  test('writes together what arrives together, and what arrives meanwhile with the next one', async () => {
    const { groups, gates, commit } = held()
    const group = createGroupCommit(1, commit)
    const first = [1, 2, 3].map((item) => group.add(item, 1))
    await turn()
    const second = [4, 5].map((item) => group.add(item, 1))
    expect(groups).toEqual([[1, 2, 3]])
    gates[0]?.resolve()
    expect(await Promise.all(first)).toEqual([10, 20, 30])
    await turn()
    expect(groups).toEqual([
      [1, 2, 3],
      [4, 5],
    ])
    gates[1]?.resolve()
    expect(await Promise.all(second)).toEqual([40, 50])
  })

  test('answers nobody before the commit', async () => {
    const { gates, commit } = held()
    const group = createGroupCommit(1, commit)
    let answered = false
    const one = (async () => {
      await group.add(1, 1)
      answered = true
    })()
    await turn()
    await turn()
    expect(answered).toBe(false)
    gates[0]?.resolve()
    await one
    expect(answered).toBe(true)
  })

  test('one that breaks the transaction breaks only its own answer', async () => {
    const tried: number[][] = []
    const group = createGroupCommit<number, number>(1, (items) => {
      tried.push([...items])
      return items.includes(13) ? Promise.reject(new Error('13')) : Promise.resolve([...items])
    })
    const results = await Promise.allSettled([1, 13, 2].map((item) => group.add(item, 1)))
    expect(results.map((one) => one.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(tried).toEqual([[1, 13, 2], [1], [13], [2]])
  })

  test('a database that is away is not asked once per item', async () => {
    let tries = 0
    const group = createGroupCommit<number, number>(1, () => {
      tries += 1
      return Promise.reject(new AppError('unavailable', 'DATABASE_UNAVAILABLE', 'away'))
    })
    const results = await Promise.allSettled([1, 2, 3].map((item) => group.add(item, 1)))
    expect(results.every((one) => one.status === 'rejected')).toBe(true)
    expect(tries).toBe(1)
  })

  test('when too much waits, the next is told to come again, and there is room after the commit', async () => {
    const { gates, commit } = held()
    const group = createGroupCommit(1, commit)
    const first = group.add(1, 1)
    await turn()
    const rest = group.add(2, limits.groupCommitQueue)
    await expect(group.add(3, 1)).rejects.toMatchObject({
      code: 'INTAKE_OVERLOADED',
      details: { retryAfterSeconds: 2 },
    })
    gates[0]?.resolve()
    await first
    await turn()
    const later = group.add(4, 1)
    gates[1]?.resolve()
    await rest
    await turn()
    gates[2]?.resolve()
    expect(await later).toBe(40)
  })

  test('drain() ends when everything that was added has its answer', async () => {
    const group = createGroupCommit<number, number>(2, (items) => Promise.resolve([...items]))
    const answers: number[] = []
    for (let item = 0; item < 50; item += 1) void group.add(item, 100).then((one) => answers.push(one))
    await group.drain()
    await turn()
    expect(answers.length).toBe(50)
    await group.drain()
  })

  test('whatever the weights, each item is committed once, in order, in groups of at most the limit, or alone', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: limits.groupCommit + 50 }), { maxLength: 30 }),
        async (weights) => {
          fc.pre(weights.reduce((sum, one) => sum + one, 0) <= limits.groupCommitQueue)
          const groups: number[][] = []
          const group = createGroupCommit<number, number>(1, (items) => {
            groups.push([...items])
            return Promise.resolve([...items])
          })
          const answers = await Promise.all(weights.map((weight, index) => group.add(index, weight)))
          expect(answers).toEqual(weights.map((_, index) => index))
          expect(groups.flat()).toEqual(weights.map((_, index) => index))
          for (const one of groups) {
            const weight = one.reduce((sum, index) => sum + (weights[index] ?? 0), 0)
            expect(one.length === 1 || weight <= limits.groupCommit).toBe(true)
          }
        },
      ),
    )
  })
})
