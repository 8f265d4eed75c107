// Who may see and do what, as far as roles, territory and marking decide it.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Actor,
  coversPlace,
  isMarkingWithin,
  mayUseProcess,
  roles,
  scopes,
  scopesOfRole,
  stricterMarking,
} from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'

const actor = (changes: Partial<Actor> = {}): Actor => ({
  tokenId: 't',
  personId: 'p',
  role: 'analyst',
  scopes: [],
  territory: ['BO02'],
  marking: 'TLP:GREEN',
  office: null,
  sourceId: null,
  processes: null,
  ...changes,
})
const marking = fc.constantFrom(...markings)

describe('scopes of roles', () => {
  test('every role has some, all of them known, none twice', () => {
    for (const role of roles) {
      const own = scopesOfRole[role]
      expect(own.length, role).toBeGreaterThan(0)
      expect(new Set(own).size).toBe(own.length)
      expect(scopes).toEqual(expect.arrayContaining([...own]))
    }
  })

  test.each([
    ['rules_admin', 'signals:read'],
    ['rules_admin', 'alerts:read'],
    ['system_admin', 'signals:read'],
    ['system_admin', 'alerts:read'],
    ['un_liaison', 'signals:read'],
    ['intake_token', 'signals:read'],
    ['auditor', 'signals:read'],
    ['auditor', 'alerts:read'],
    ['analyst', 'signals:grade'],
    ['analyst', 'signals:attribute'],
    ['analyst', 'alerts:act'],
    ['verifier', 'alerts:act'],
  ] as const)('%s never has %s by its role', (role, scope) => {
    expect(scopesOfRole[role]).not.toContain(scope)
  })
})

describe('marking', () => {
  test('the stricter of two is one of them, whichever comes first, and lets nobody see more', () => {
    fc.assert(
      fc.property(marking, marking, marking, (a, b, ceiling) => {
        const strict = stricterMarking(a, b)
        expect([a, b]).toContain(strict)
        expect(stricterMarking(b, a)).toBe(strict)
        expect(isMarkingWithin(strict, ceiling)).toBe(
          isMarkingWithin(a, ceiling) && isMarkingWithin(b, ceiling),
        )
      }),
    )
  })

  test('the order is that of TLP 2.0', () => {
    expect(markings).toEqual(['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED'])
  })
})

describe('territory', () => {
  test.each([
    [['BO'], ['BO020105', 'BO0201', 'BO02', 'BO'], true],
    [['BO02'], ['BO020105', 'BO0201', 'BO02', 'BO'], true],
    [['BO02'], ['BO03', 'BO'], false],
    [['BO02'], ['BO'], false],
    [['BO020105'], ['BO02', 'BO'], false],
    [['BO0'], ['BO02', 'BO'], false],
    [[], ['BO02', 'BO'], false],
    [['BO02'], [], false],
  ])('%j covers %j: %s', (territory, lineage, covers) => {
    expect(coversPlace(actor({ territory }), lineage)).toBe(covers)
  })
})

test('a token bound to processes is bound to exactly these', () => {
  expect(mayUseProcess(actor(), 'any')).toBe(true)
  expect(mayUseProcess(actor({ processes: ['a'] }), 'a')).toBe(true)
  expect(mayUseProcess(actor({ processes: ['a'] }), 'b')).toBe(false)
  expect(mayUseProcess(actor({ processes: [] }), 'a')).toBe(false)
})
