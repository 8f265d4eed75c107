import { expect, test } from 'vitest'
import type { DerivedSpan } from '#domain/calendar.ts'
import { freezeAt } from '#domain/change-freeze.ts'

const span = (code: string, from: number, to: number, type: 'window' | 'phase' = 'window'): DerivedSpan => ({
  type,
  code,
  place: 'AA',
  from,
  to,
  round: 1,
  confidence: 'derived',
  opensWith: 'election_day',
  closesWith: null,
})
const calendars = [
  { process: 'one', calendar: { spans: [span('silence', 10, 20), span('election_day', 18, 30)] } },
  { process: 'two', calendar: { spans: [span('campaign_acts', 0, 100), span('silence', 0, 5, 'phase')] } },
]
const windows = ['silence', 'election_day']

test.each([
  ['before the window', 9, undefined],
  ['from its first instant', 10, { process: 'one', window: 'silence', until: 20 }],
  ['where two are open, until the later ends', 19, { process: 'one', window: 'election_day', until: 30 }],
  ['not at its end any more', 30, undefined],
  ['not in a phase of the same name, or in another window', 3, undefined],
])('%s', (_name, at, expected) => {
  expect(freezeAt(calendars, windows, at)).toEqual(expected)
})

test('a country that names no window freezes nothing', () => {
  expect(freezeAt(calendars, [], 15)).toBeUndefined()
})
