// Reports marked above AMBER stand at their municipality for whoever has no right to their exact place: in what is read and in what is counted.
import { describe, expect, test } from 'vitest'
import { type Actor, type Role, roles, scopesOfRole } from '#domain/actor.ts'
import { coarsePlace, markingsAt, mayReadExactPlace } from '#domain/do-no-harm/coarse-place.ts'
import { type Marking, markings } from '#domain/pack.ts'
import { createGazetteer } from '#domain/place.ts'
import { readPack } from '#registry/read-pack.ts'

const { pack } = await readPack('rules/bo')
const district = {
  code: 'BO020105-D3',
  name: 'Distrito 3',
  level: 'district',
  parent: 'BO020105',
  aliases: [],
}
const places = createGazetteer({ ...pack, places: new Map([...pack.places, [district.code, district]]) })

const actor = (role: Role, marking: Marking): Actor => ({
  tokenId: 'token',
  personId: 'person',
  role,
  scopes: scopesOfRole[role],
  territory: ['BO'],
  marking,
  office: null,
  sourceId: null,
  processes: null,
})

describe('by role', () => {
  test.each(roles)(
    '%s tells reports above AMBER apart within a municipality only with the right to grade',
    (role) => {
      const reader = actor(role, 'TLP:RED')
      const mayGrade = scopesOfRole[role].includes('signals:grade')
      const fine = markingsAt(reader, ['BO020105', district.code], places)
      expect(fine.includes('TLP:RED')).toBe(mayGrade)
      expect(fine.includes('TLP:AMBER+STRICT')).toBe(mayGrade)
      expect(fine).toContain('TLP:AMBER')
      expect(mayReadExactPlace(reader, 'TLP:RED', false)).toBe(mayGrade)
      expect(mayReadExactPlace(reader, 'TLP:RED', true)).toBe(true)
    },
  )
})

test('at municipalities and above every marking that the reader may see counts', () => {
  const reader = actor('ombudsman', 'TLP:RED')
  expect(markingsAt(reader, ['BO020105', 'BO02'], places)).toEqual(markings)
  expect(markingsAt(reader, [], places)).toEqual(markings)
  expect(markingsAt(actor('ombudsman', 'TLP:GREEN'), ['BO020105'], places)).not.toContain('TLP:AMBER')
})

test('nobody learns by a fine place what their own marking does not let them see', () => {
  expect(markingsAt(actor('verifier', 'TLP:AMBER'), [district.code], places)).not.toContain('TLP:RED')
  expect(coarsePlace(district.code, places)).toBe('BO020105')
})
