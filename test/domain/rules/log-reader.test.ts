// The logical time of an exported line: the greatest time of receipt so far, or further on where the lane says so.
import { describe, expect, test } from 'vitest'
import { defaultDiscounts, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { createLogReader } from '#domain/rules/log-reader.ts'
import { shardOf } from '#domain/rules/shard.ts'
import { parseInstant } from '#domain/time.ts'

const at = (time: string) => `2026-03-01T${time}Z`

describe('createLogReader', () => {
  test('a line that carries lt is taken up then, was received before, and later lines follow it', () => {
    const reader = createLogReader({ geography: geographyOfCodes('BO'), discounts: defaultDiscounts })
    const lines = [
      { kind: 'signal', id: 'a', category: 'threat', received_at: at('10:00:00') },
      { kind: 'signal', id: 'b', category: 'threat', received_at: at('10:01:00'), lt: at('10:05:00') },
      { kind: 'signal', id: 'c', category: 'threat', received_at: at('10:02:00') },
    ]
    const read = lines.map((line) => reader.next(line))
    expect(read.map((one) => one?.lt)).toEqual(
      ['10:00:00', '10:05:00', '10:05:00'].map((time) => parseInstant(at(time))),
    )
    expect(read[1]?.entry).toMatchObject({ signal: { receivedAt: parseInstant(at('10:01:00')) } })
  })
})

describe('shardOf', () => {
  test('never changes: stored state depends on it', () => {
    const ids = ['candidate-threats', 'roadblock-surge', 'tally-silence', 'compound-risk']
    expect(ids.map((id) => shardOf(id, 4))).toEqual(ids.map((id) => fnv1a(id) % 4))
    expect(ids.map((id) => shardOf(id, 1))).toEqual([0, 0, 0, 0])
  })
})

/** FNV-1a with 32 bits, in whole numbers. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5n
  for (const unit of Buffer.from(text)) hash = ((hash ^ BigInt(unit)) * 0x01000193n) % 2n ** 32n
  return Number(hash)
}
