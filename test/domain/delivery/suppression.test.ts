// Silences and inhibition as pure decisions.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planFor } from '#domain/delivery/plan.ts'
import {
  inhibitedBy,
  matchesSilence,
  reasonsForSecondPerson,
  type Suppressor,
} from '#domain/delivery/suppression.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { anAlert, anEvent, anOccasion, aWorld, pack } from '../../support/delivery-world.ts'

const source = (changes: Partial<Suppressor> = {}): Suppressor => ({
  alertId: '018f6d2e-0000-5000-8000-00000000000f',
  process: 'aa-2026-general',
  ruleId: 'department-in-crisis',
  place: 'AA01',
  key: { department: 'AA01' },
  rules: ['candidate-threats'],
  equal: ['department'],
  atOrBelow: 'warning',
  ...changes,
})
const municipal = anAlert({ key: { municipality: 'AA0101' }, place: 'AA0101' })
const isInhibited = (changes: Partial<Suppressor>, level = 'warning', alert = municipal, kind = 'fired') =>
  inhibitedBy(anOccasion({ alert, event: anEvent({ level, kind }) }), [source(changes)]) !== undefined

describe('inhibition', () => {
  test('the department is told from the municipality', () => expect(isInhibited({})).toBe(true))
  test.each<[string, boolean]>([
    ['another department', isInhibited({ place: 'AA02', key: { department: 'AA02' } })],
    ['another process', isInhibited({ process: 'another' })],
    ['a rule that it does not name', isInhibited({ rules: ['other'] })],
    ['a level above at_or_below', isInhibited({ atOrBelow: 'watch' })],
    ['a field that one of the two does not have', isInhibited({ equal: ['category'] })],
    ['itself', isInhibited({ alertId: municipal.id })],
    ['another episode of its own rule', isInhibited({ ruleId: 'candidate-threats' })],
    ['critical', isInhibited({ atOrBelow: undefined }, 'critical')],
    ['an escalation inside', isInhibited({}, 'warning', municipal, 'escalated')],
    ['a closing', isInhibited({}, 'warning', municipal, 'resolved')],
  ])('not: %s', (_name, given) => expect(given).toBe(false))
  test('any level where nothing is said', () => expect(isInhibited({ atOrBelow: undefined })).toBe(true))
  test('the process is always equal', () => expect(isInhibited({ equal: ['process'] })).toBe(true))
})

describe('silences', () => {
  const matchers = { process: 'aa-2026-general', territory: 'AA01' }
  const matched = (more: object, level: (typeof levelNames)[number] = 'warning') =>
    matchesSilence({ ...matchers, ...more }, anAlert({ tags: ['noise'] }), level, pack.lineageOf('AA0101'))

  test.each<[string, boolean, boolean]>([
    ['the place and everything inside', matched({}), true],
    ['elsewhere', matched({ territory: 'AA02' }), false],
    ['another process', matched({ process: 'x' }), false],
    ['one of the rules', matched({ rules: ['other', 'candidate-threats'] }), true],
    ['another rule', matched({ rules: ['other'] }), false],
    ['a tag', matched({ tags: ['noise'] }), true],
    ['another tag', matched({ tags: ['signal'] }), false],
    ['a level that is named', matched({ levels: ['warning'] }), true],
    ['a level that is not', matched({ levels: ['info'] }), false],
    ['critical without a word', matched({}, 'critical'), false],
    ['critical by name', matched({ levels: ['critical'] }, 'critical'), true],
  ])('%s', (_name, given, wanted) => expect(given).toBe(wanted))

  const hours = (count: number) => ({ from: 0, to: count * 3_600_000 })
  const town = pack.placeLevels('AA0101')
  test('who may silence alone', () => {
    expect(reasonsForSecondPerson(matchers, hours(24), town)).toEqual([])
    expect(reasonsForSecondPerson(matchers, hours(25), town)).toEqual(['longer_than_a_day'])
    expect(reasonsForSecondPerson(matchers, hours(1), pack.placeLevels('AA01'))).toEqual([
      'wider_than_a_municipality',
    ])
    expect(reasonsForSecondPerson({ ...matchers, levels: ['critical'] }, hours(1), town)).toEqual([
      'silences_critical',
    ])
  })
})

test('whatever suppresses, everybody considered still has a row, and critical is planned unless silenced by name', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...levelNames),
      fc.constantFrom('silenced', 'inhibited', undefined),
      (level, suppressed) => {
        const event = anEvent(
          { level },
          { audiences: [{ audience: 'duty', from: 'info', ack_within_ms: null, release: 'automatic' }] },
        )
        const rows = planFor(anOccasion({ event }), aWorld({ suppressed }))
        expect(rows.map((row) => row.channel)).toEqual(['inbox', 'email-duty', 'sms-duty'])
        if (suppressed !== undefined) expect(rows.every((row) => row.state === 'withheld')).toBe(true)
      },
    ),
  )
})
