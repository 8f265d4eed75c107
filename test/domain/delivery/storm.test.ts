// Storm control: nothing is lost, critical goes first, and nobody gets more than can be read.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { foldStorm, type Recent, type Stormy } from '#domain/delivery/storm.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'

const now = 1_800_000_000_000

function aRow(index: number, level: LevelName, changes: Partial<Stormy> = {}): Stormy {
  return {
    id: `row-${index}`,
    audience: 'duty',
    recipient: 'duty',
    channel: 'email-duty',
    channelType: 'email',
    step: 0,
    state: 'planned',
    reason: 'planned',
    level,
    priority: 3 - levelNames.indexOf(level),
    dueAt: now,
    heldUntil: null,
    groupKey: null,
    isUncapped: false,
    carrier: null,
    isList: false,
    ...changes,
  }
}
const criticals = (count: number) => Array.from({ length: count }, (_, index) => aRow(index, 'critical'))
const recently = (changes: Partial<Recent>): Recent => ({
  recipient: 'duty',
  channel: 'email-duty',
  criticals: 0,
  openList: null,
  lastListAt: null,
  others: 0,
  othersSince: null,
  ...changes,
})
const brief = (row: Stormy) =>
  `${row.state}${row.isList ? ' list' : ''}${row.carrier === null ? '' : ` → ${row.carrier}`}`

test('five criticals go alone, the others in one message that lists them', () => {
  expect(foldStorm(criticals(8), [], now).map(brief)).toEqual([
    ...Array.from({ length: 5 }, () => 'planned'),
    'planned list',
    'superseded → row-5',
    'superseded → row-5',
  ])
})

test('a list that nobody has claimed takes more', () => {
  expect(foldStorm(criticals(1), [recently({ criticals: 5, openList: 'earlier' })], now).map(brief)).toEqual([
    'superseded → earlier',
  ])
})

test('after a list, the next one collects for the rest of its minute', () => {
  const [row] = foldStorm(criticals(1), [recently({ criticals: 5, lastListAt: now - 20_000 })], now)
  expect(row).toMatchObject({ isList: true, dueAt: now + 40_000 })
})

test('the twenty-first message of an hour that is not critical waits for the end of that hour', () => {
  const rows = foldStorm(
    [aRow(0, 'warning'), aRow(1, 'critical')],
    [recently({ others: 20, othersSince: now - 600_000 })],
    now,
  )
  expect(rows.map((row) => `${row.state} ${row.reason}`)).toEqual(['held held_storm', 'planned planned'])
  expect(rows[0]?.heldUntil).toBe(now + 3_000_000)
})

test('the more urgent of one step goes first, and a notice of a warning is not counted', () => {
  const rows = foldStorm(
    [aRow(0, 'info'), aRow(1, 'warning'), aRow(2, 'watch', { isUncapped: true })],
    [recently({ others: 19, othersSince: now })],
    now,
  )
  expect(rows.map((row) => row.state)).toEqual(['held', 'planned', 'planned'])
})

test('whatever comes: every row is still there, inboxes are untouched, no critical is held, carriers are rows', () => {
  const rows = fc
    .array(
      fc.record({
        level: fc.constantFrom(...levelNames),
        recipient: fc.constantFrom('duty', 'office'),
        channelType: fc.constantFrom('email', 'inbox'),
        state: fc.constantFrom('planned', 'held', 'withheld'),
      }),
      { maxLength: 120 },
    )
    .map((all) =>
      all.map(({ level, ...rest }, index) =>
        aRow(index, level, { ...rest, dueAt: rest.state === 'planned' ? now : null }),
      ),
    )
  fc.assert(
    fc.property(rows, fc.nat(30), fc.nat(30), (given, singles, others) => {
      const recent = [recently({ criticals: singles, others, othersSince: others > 0 ? now - 1 : null })]
      const folded = foldStorm(given, recent, now)
      expect(folded.map((row) => row.id)).toEqual(given.map((row) => row.id))
      for (const [index, row] of folded.entries()) {
        if (row.channelType === 'inbox' || given[index]?.state !== 'planned')
          expect(row).toEqual(given[index])
        if (row.level === 'critical' && given[index]?.state === 'planned') expect(row.state).not.toBe('held')
        if (row.carrier !== null) {
          const carrier = folded.find((one) => one.id === row.carrier)
          expect(carrier).toMatchObject({ isList: true, recipient: row.recipient, state: 'planned' })
        }
      }
      for (const recipient of ['duty', 'office']) {
        const sent = folded.filter(
          (row) => row.recipient === recipient && row.channelType === 'email' && row.state === 'planned',
        )
        expect(sent.filter((row) => row.level === 'critical').length).toBeLessThanOrEqual(6)
        expect(sent.filter((row) => row.level !== 'critical').length).toBeLessThanOrEqual(20)
      }
    }),
  )
})
