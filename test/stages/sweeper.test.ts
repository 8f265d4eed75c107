import { expect, test, vi } from 'vitest'
import type { Stage } from '#app/pipeline.ts'
import { startSweeper } from '#app/sweeper.ts'
import { embeddedDb } from '../support/embedded.ts'
import { silentLogger } from '../support/silent-logger.ts'

test('a stage that works for long, or fails, holds up no other; stopping waits for what is under way', async () => {
  const open = Promise.withResolvers<void>()
  const handled: string[] = []
  const stage = (poke: Stage['poke'], work: () => Promise<void>): Stage => ({
    poke,
    handle: (key) => {
      handled.push(`${poke} ${key}`)
      return work()
    },
    waiting: () => Promise.resolve(['all']),
  })
  const stop = startSweeper(
    await embeddedDb(),
    [
      stage('respond', () => open.promise),
      stage('score', () => Promise.reject(new Error('broken'))),
      stage('notify', () => Promise.resolve()),
    ],
    silentLogger,
  )
  const of = (poke: string) => handled.filter((one) => one === `${poke} all`).length
  await vi.waitFor(
    () => expect([of('respond'), of('notify') >= 2, of('score') >= 2]).toEqual([1, true, true]),
    {
      timeout: 30_000,
    },
  )
  let isStopped = false
  const end = async () => {
    await stop()
    isStopped = true
  }
  const ending = end()
  await Promise.resolve()
  expect(isStopped).toBe(false)
  open.resolve()
  await ending
  expect(isStopped).toBe(true)
})
