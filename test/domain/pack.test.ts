// Country packs: Bolivia's, and a second country made of files only.
import { describe, expect, test } from 'vitest'
import { deriveCalendar } from '#domain/calendar.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { phasesAt } from '#domain/electoral-process.ts'
import { discountOf } from '#domain/grading.ts'
import { parseOffset } from '#domain/pack/basic-shapes.ts'
import { knownKeys } from '#domain/pack/known-keys.ts'
import { nearest } from '#domain/pack/nearest.ts'
import { namedOffices } from '#domain/pack/office-names.ts'
import { packFile } from '#domain/pack/pack-shapes.ts'
import { routingFile } from '#domain/pack/routing-shapes.ts'
import { createGazetteer, withGazetteer } from '#domain/place.ts'
import { runCase } from '#domain/rules/case.ts'
import { type Geography, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { parseInstant } from '#domain/time.ts'
import { parseGazetteer } from '#registry/read-gazetteer.ts'
import { readPack } from '#registry/read-pack.ts'
import { readRuleFolders } from '#registry/read-rule-files.ts'

const bolivia = await readPack('rules/bo')
const other = await readPack('test/fixtures/pack-xx')
const at = (text: string) => parseInstant(text) ?? expect.fail(`no instant: ${text}`)

describe('Bolivia', () => {
  const { pack } = bolivia
  test('has the vocabulary it is described with', () => {
    const sizes = {
      periods: pack.periods?.size,
      phases: pack.phases.size,
      windows: pack.windows.size,
      clocks: pack.clocks?.size,
      milestones: pack.milestones.size,
      factors: pack.factors.size,
      categories: pack.eventTypes.size,
      lawful: [...pack.eventTypes.values()].filter((type) => type.lawfulAssembly).length,
      targets: pack.targets.size,
      actors: pack.actors.size,
      sourceKinds: pack.sourceKinds.size,
      rights: pack.rights.size,
      populations: pack.populations.size,
      addressees: pack.addressees.size,
      calendars: bolivia.calendars.length,
    }
    expect(sizes).toEqual({
      periods: 3,
      phases: 8,
      windows: 28,
      clocks: 4,
      milestones: 66,
      factors: 47,
      categories: 108,
      lawful: 13,
      targets: 31,
      actors: 21,
      sourceKinds: 22,
      rights: 28,
      populations: 21,
      addressees: 19,
      calendars: 6,
    })
  })
  test('a set that takes its members from another has them', () => {
    expect(pack.entitySets.get('departmental_tribunals')?.members).toHaveLength(9)
    const offices = pack.entitySets.get('offices')
    expect(offices?.members[1]).toEqual({ 'source.id': 'office-la-paz' })
    expect(offices?.coverage?.[1]).toEqual({ covers: ['BO02'], except: ['BO020105'] })
  })
  test('an office is called as the pack says, else by its set and its places', () => {
    const named = namedOffices(pack)
    expect(named.find(({ code }) => code === 'office-el-alto')?.labels).toEqual({
      es: 'Oficina de El Alto',
      en: 'El Alto office',
    })
    expect(named).toHaveLength(10)
    const bare = new Map([...pack.entitySets].map(([code, { names: _names, ...set }]) => [code, set]))
    expect(namedOffices({ ...pack, entitySets: bare })[1]).toEqual({
      code: 'office-la-paz',
      labels: { es: 'Oficinas de la Defensoría: La Paz', en: 'Ombudsman offices: La Paz' },
    })
  })
  test('windows keep their offsets, clocks and conditions', () => {
    expect(pack.windows.get('silence')).toMatchObject({
      elseFrom: { milestone: 'election_day', offset: { days: -3, ms: 0 } },
      elseTo: { milestone: 'election_day', offset: { days: 0, ms: 64_800_000 } },
      clock: 'normal',
    })
    expect(pack.windows.get('runoff_campaign')).toMatchObject({ rounds: [2], from: { round: 2 } })
  })
})

describe('a second country, from files alone', () => {
  const { pack, templates } = other
  test('codes of other lengths', () => {
    const places = createGazetteer(pack)
    expect(places.resolve('nuble del norte')).toEqual({ code: 'XX001' })
    expect(places.resolve('XX00201001')).toEqual({ code: 'XX00201001' })
    expect(places.placeLevels('XX00201001')).toEqual({
      department: 'XX002',
      province: 'XX00201',
      municipality: 'XX00201001',
    })
    expect(places.resolve('001').code).toBeUndefined()
    expect(places.resolve('BO02').code).toBeUndefined()
  })
  test('a gazetteer with other columns and without provinces', () => {
    const csv = [
      'REGION,REGION_NAME,COMUNA,COMUNA_NAME,COMUNA_OLD',
      'XX001,Ñuble del Norte,XX00101001,Pueblo Seco,Aldea',
      'XX000,Lago,XX00000000,Lago,',
    ].join('\n')
    const read = parseGazetteer(csv, pack)
    expect([read.places.length, read.dropped, read.refused]).toEqual([1, 1, []])
    const places = createGazetteer(withGazetteer(pack, read.places))
    expect(places.resolve('aldea')).toEqual({ code: 'XX00101001' })
    expect(places.ancestors('XX00101001')).toEqual(['XX00101001', 'XX001', 'XX'])
  })
  test('local days in a zone whose clocks change, in one region only', () => {
    const [file] = other.calendars
    const calendar = deriveCalendar(file ?? expect.fail('no calendar'), pack, at('2024-09-01T00:00:00Z'))
    const line = ['XX001', 'XX']
    // The clocks went forward on 8 September 2024: ten local days before the vote are 239 hours.
    const opening = at('2024-09-03T00:00:00-04:00')
    expect(phasesAt(calendar, line, opening - 1).windows).toEqual([])
    expect(phasesAt(calendar, line, opening).windows).toEqual(['last_days'])
    expect(at('2024-09-13T00:00:00-03:00') - opening).toBe(239 * 3_600_000)
    expect(phasesAt(calendar, ['XX002', 'XX'], opening).phases).toEqual([])
    expect(calendar.rounds).toEqual([1])
  })
  test('its rule reads codes as the pack builds them, in the tests of its file too', async () => {
    const { rules, problems } = await readRuleFolders(
      { core: 'rules/core', own: 'test/fixtures/pack-xx/rules' },
      pack,
    )
    expect([problems, rules.map(({ rule }) => rule.id)]).toEqual([[], ['serious-threat']])
    const [{ rule, tests } = expect.fail('no rule')] = rules
    const run = (geography: Geography) => tests.flatMap((one) => runCase(rule, one, { geography }).failures)
    expect(run(geographyOfCodes('*', pack))).toEqual([])
    // Read as two digits a level, its regions would not be found.
    expect(run(geographyOfCodes('*'))).not.toEqual([])
  })
  test('its own grades and its own voting weekday', () => {
    expect(discountOf(pack.grading, 'B', 1)).toEqual({ discount: 0.9, gradingVersion: '3' })
    const exercise = exerciseCalendar(templates, pack, '2024-09-01')
    const now = at('2024-09-01T12:00:00-04:00')
    expect(phasesAt(deriveCalendar(exercise, pack, now), ['XX'], now).phases).toContain('campaign')
    expect(Temporal.PlainDate.from(exercise.versions[0]?.election_day ?? '').dayOfWeek).toBe(4)
  })
})

describe('nearest', () => {
  const known = ['campaign', 'candidates_open', 'silence', 'media_silence']
  test.each([
    ['campain', ['campaign']],
    ['SILENCE', ['silence', 'media_silence']],
    ['zzzz', []],
    ['', []],
  ])('%s → %o', (text, words) => {
    expect(nearest(text, known)).toEqual(words)
  })
})

test('known keys are found through lists, records, unions and optional parts', () => {
  expect(knownKeys(packFile, ['versions'])).toEqual(['taxonomy', 'gazetteer', 'grading'])
  expect(knownKeys(routingFile, ['route', 'routes', 2, 'match'])).toContain('audience')
  expect(knownKeys(routingFile, ['audiences', 0, 'quiet_hours'])).toEqual(['from', 'to', 'holds'])
  expect(knownKeys(packFile, ['nowhere', 'at', 'all'])).toEqual([])
})

test.each([
  ['+11d', { days: 11, ms: 0 }],
  ['-3d', { days: -3, ms: 0 }],
  ['+1w2d', { days: 9, ms: 0 }],
  ['+20h', { days: 0, ms: 72_000_000 }],
  ['-1d12h', { days: -1, ms: -43_200_000 }],
  ['+0d', { days: 0, ms: 0 }],
  ['3d', undefined],
  ['+', undefined],
  ['+d', undefined],
  ['+1.5d', undefined],
  ['+12h1d', undefined],
])('offset %s', (text, offset) => {
  expect(parseOffset(text)).toEqual(offset)
})
