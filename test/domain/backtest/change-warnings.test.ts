// What to look at twice before a changed rule is proposed: a department that falls silent, and five times as many alerts.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  countChanges,
  departmentOfKey,
  floodOf,
  silencedDepartments,
} from '#domain/backtest/change-warnings.ts'
import { createGazetteer } from '#domain/place.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack } = await readPack('rules/bo')
const places = createGazetteer(pack)
const change = fc.constantFrom('new' as const, 'lost' as const, 'same' as const)
const alert = fc.record({ change, department: fc.constantFrom('BO02', 'BO03', 'BO07', null) })

describe('a department falls silent', () => {
  it('when every alert that it had is lost and none comes instead', () => {
    expect(
      silencedDepartments([
        { change: 'lost', department: 'BO07' },
        { change: 'lost', department: 'BO02' },
        { change: 'same', department: 'BO03' },
        { change: 'lost', department: 'BO03' },
        { change: 'lost', department: null },
        { change: 'new', department: 'BO09' },
      ]),
    ).toEqual(['BO02', 'BO07'])
  })

  it('and only then, whatever the alerts are', () => {
    fc.assert(
      fc.property(fc.array(alert), (alerts) => {
        const silenced = silencedDepartments(alerts)
        for (const code of ['BO02', 'BO03', 'BO07']) {
          const own = alerts.filter(({ department }) => department === code)
          const isSilenced = own.length > 0 && own.every((one) => one.change === 'lost')
          expect(silenced.includes(code)).toBe(isSilenced)
        }
      }),
    )
  })
})

describe('a flood', () => {
  it.each([
    [{ new: 4, lost: 0, same: 1 }, null],
    [{ new: 5, lost: 0, same: 1 }, 6],
    [{ new: 11, lost: 2, same: 0 }, 5.5],
    [{ new: 10, lost: 2, same: 0 }, null],
    // nothing to compare with
    [{ new: 90, lost: 0, same: 0 }, null],
    [{ new: 0, lost: 9, same: 0 }, null],
  ])('%o → %s', (counts, times) => {
    expect(floodOf(counts)).toBe(times)
  })

  it('is told exactly where more than five times as many alerts would stand', () => {
    fc.assert(
      fc.property(fc.array(alert), (alerts) => {
        const counts = countChanges(alerts)
        const now = counts.lost + counts.same
        expect(floodOf(counts) !== null).toBe(now > 0 && counts.new + counts.same > 5 * now)
      }),
    )
  })
})

it('a key lies in the department of its place, and a key without one in none', () => {
  expect(departmentOfKey(['topic', 'municipality'], ['health', 'BO020105'], places)).toBe('BO02')
  expect(departmentOfKey(['department'], ['BO07'], places)).toBe('BO07')
  expect(departmentOfKey([], [], places)).toBe(null)
  expect(departmentOfKey(['topic'], ['health'], places)).toBe(null)
})
