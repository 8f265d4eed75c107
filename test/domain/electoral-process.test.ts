// Which phases, calendar windows and rounds are open, and what a sender's tag is answered.
import { describe, expect, test } from 'vitest'
import type { DerivedSpan } from '#domain/calendar.ts'
import { phasesAt, processExtent } from '#domain/electoral-process.ts'

const span = (
  one: Pick<DerivedSpan, 'type' | 'code' | 'from' | 'to'> & Partial<DerivedSpan>,
): DerivedSpan => ({
  place: 'XX',
  round: 1,
  confidence: 'official',
  opensWith: 'convocation',
  closesWith: null,
  ...one,
})
const spans = [
  span({ type: 'phase', code: 'planning', from: 0, to: 100, period: 'pre_election' }),
  span({ type: 'phase', code: 'campaign', from: 10, to: 50, period: 'election' }),
  span({ type: 'phase', code: 'campaign', from: 20, to: 60, period: 'election', round: 2 }),
  span({ type: 'window', code: 'acts', from: 10, to: 50, place: 'XX1' }),
]

describe('phasesAt', () => {
  test('all open ones, the one that began last first, each code once', () => {
    expect(phasesAt({ spans }, ['XX1', 'XX'], 25)).toEqual({
      period: 'election',
      phases: ['campaign', 'planning'],
      windows: ['acts'],
      rounds: [1, 2],
    })
  })
  test('elsewhere in the country the local window is not open', () => {
    expect(phasesAt({ spans }, ['XX2', 'XX'], 25).windows).toEqual([])
  })
  test('nothing open has no period', () => {
    expect(phasesAt({ spans }, ['XX'], 100)).toEqual({ phases: [], windows: [], rounds: [] })
  })
})

test('a process lasts from its first span to its last', () => {
  expect(processExtent({ spans })).toEqual({ from: 0, to: 100 })
  expect(processExtent({ spans: [] })).toBeUndefined()
})
