// What follows from a signal, and what bad input gets (the table of the signal contract).
import { describe, expect, test } from 'vitest'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import { consentSchema } from '#domain/signal/signal.ts'
import { aSignal, context, receivedAt, sender, verifier } from './world.ts'

const derive = (changes: Partial<SignalBody> = {}, from = sender) =>
  deriveSignal(aSignal(changes), from, context)
const iso = (offsetMs: number) => Temporal.Instant.fromEpochMilliseconds(receivedAt + offsetMs).toString()
const minute = 60_000

describe('what is not given', () => {
  test('is taken from the category, the source and the clock, and flagged', () => {
    const { derived } = derive()
    expect(derived).toMatchObject({
      place: 'BO02',
      department: 'BO02',
      eventTime: iso(0),
      eventTimePrecision: 'unknown',
      severity: 3,
      polarity: 'risk',
      verification: 'unverified',
      marking: 'TLP:AMBER',
      fields: {
        category: 'threat',
        reliability: 'B',
        credibility: 6,
        'source.root': 'radio-a',
        department: 'BO02',
      },
    })
    expect(derived?.flags).toEqual(
      expect.arrayContaining([
        'time_defaulted',
        'severity_defaulted',
        'factor_defaulted',
        'rights_defaulted',
      ]),
    )
  })

  test('consent that nobody asked for is yes inside, and no to the UN and the public', () => {
    expect(derive().derived?.consent).toEqual({ internal: true, ombudsman: true, un: false, public: false })
  })

  test('of consent that was asked for, an answer left out is no', () => {
    const consent = consentSchema.parse({ internal: true })
    expect(derive({ consent }).derived?.consent).toEqual({ ...consent, ombudsman: false, un: false })
  })

  test('a source that repeats others and names no root is flagged', () => {
    expect(derive({}, { ...sender, kind: 'media_local' }).derived?.flags).toContain('root_unknown')
    expect(
      derive({ source: { root: 'x' } }, { ...sender, kind: 'media_local' }).derived?.flags,
    ).not.toContain('root_unknown')
  })
})

describe('place', () => {
  test.each([
    ['La Paz', 'BO02'],
    ['BO-L', 'BO02'],
    ['potosi', 'BO05'],
    ['  Potosí ', 'BO05'],
    ['BO', 'BO'],
    ['BO020105', 'BO020105'],
    ['BO-EXT', 'BO-EXT'],
  ])('%s is %s', (place, code) => {
    expect(derive({ place }).derived?.place).toBe(code)
  })

  test('coordinates inside the country stand for a place; outside they are dropped where there is a place, and refused where there is none', () => {
    const { place: _place, ...nowhere } = aSignal()
    const at = (lat: number, lon: number) => deriveSignal({ ...nowhere, lat, lon }, sender, context)
    expect(at(-16.5, -68.1).derived).toMatchObject({ place: 'BO', placePrecision: 'point' })
    expect(at(0, 0).faults?.map((one) => one.code)).toEqual(['INTAKE_COORDINATES_OUTSIDE'])
    expect(at(16.5, 68.1).faults?.map((one) => one.code)).toEqual(['INTAKE_COORDINATES_OUTSIDE'])
    const dropped = derive({ lat: 0, lon: 0 }).derived
    expect(dropped?.flags).toContain('coords_dropped')
    expect(dropped?.placePrecision).toBe('department')
  })
})

describe('time', () => {
  test.each([
    [-365 * 24 * 60 * minute, 'before'],
    [0, 'now'],
    [9 * minute, 'fast clock'],
  ])('%d ms from now (%s) is taken', (offset) => {
    const { derived } = derive({ event_time: iso(offset) })
    expect(derived?.eventTime).toBe(iso(Math.min(0, offset)))
    expect(derived?.flags.includes('future_clamped')).toBe(offset > 0)
  })

  test.each<[Partial<SignalBody>, string, string]>([
    [{ event_time: iso(10 * minute + 1) }, '/event_time', 'INTAKE_EVENT_TIME_FUTURE'],
    [{ event_time: '2026-02-30T10:00:00Z' }, '/event_time', 'INTAKE_TIME_WRONG'],
    [{ event_time: '1899-12-31T23:59:59Z' }, '/event_time', 'INTAKE_TIME_WRONG'],
    [{ event_time: iso(-minute), event_end: iso(-2 * minute) }, '/event_end', 'INTAKE_EVENT_END_BEFORE'],
    [{ event_end: iso(-2 * minute) }, '/event_end', 'INTAKE_EVENT_END_BEFORE'],
    [{ event_end: '2026-02-30T10:00:00Z' }, '/event_end', 'INTAKE_TIME_WRONG'],
    [
      { evidence: [{ sha256: 'a'.repeat(64), captured_at: '2026-13-01T10:00:00Z' }] },
      '/evidence/0/captured_at',
      'INTAKE_TIME_WRONG',
    ],
  ])('%j is refused', (changes, pointer, code) => {
    expect(derive(changes).faults).toEqual([expect.objectContaining({ pointer, code })])
  })
})

describe('the electoral calendar', () => {
  test('a tag that is in force is taken, one that is not is refused with those in force', () => {
    expect(derive({ phase: 'campaign' }).derived?.processes).toHaveProperty('drill')
    const [fault] = derive({ phase: 'post_election' }).faults ?? []
    expect(fault).toMatchObject({
      pointer: '/phase',
      code: 'INTAKE_PHASE_NOT_IN_FORCE',
      nearest: expect.arrayContaining(['campaign']),
    })
    expect(fault?.message.es).toContain('campaign')
  })

  test('without a process a real signal goes to the real process, an exercise signal to the exercise', () => {
    const { process: _process, ...open } = aSignal()
    expect(Object.keys(deriveSignal(open, sender, context).derived?.processes ?? {})).toEqual(['real'])
    expect(
      Object.keys(deriveSignal({ ...open, exercise: true }, sender, context).derived?.processes ?? {}),
    ).toEqual(['drill'])
  })

  test('an exercise signal cannot name a real process', () => {
    expect(derive({ process: 'real', exercise: true }).faults?.map((one) => one.code)).toEqual([
      'INTAKE_EXERCISE_MIXED',
    ])
  })

  test.each([
    [{ process: 'nowhere' }, 'INTAKE_PROCESS_NOT_OPEN'],
    [{ process: undefined, event_time: '1990-01-01T00:00:00Z' }, 'INTAKE_NO_PROCESS'],
  ])('%j: %s', (changes, code) => {
    const body = Object.fromEntries(
      Object.entries({ ...aSignal(), ...changes }).filter(([, value]) => value !== undefined),
    )
    expect(deriveSignal(body as SignalBody, sender, context).faults?.map((one) => one.code)).toEqual([code])
  })
})

describe('rights', () => {
  const granted: Partial<SignalBody>[] = [
    { reliability: 'A' },
    { credibility: 1 },
    { verification: 'verified' },
    { source: { id: 'other' } },
    { source: { kind: 'police_report' } },
  ]
  test.each(granted)('%j needs a right of its own', (changes) => {
    const { faults } = derive(changes)
    expect(faults).toEqual([expect.objectContaining({ code: 'INTAKE_RIGHT_MISSING', isForbidden: true })])
    expect(derive(changes, verifier).faults).toBeUndefined()
  })
})

describe('codes', () => {
  test.each<[Partial<SignalBody>, string, string?]>([
    [{ category: 'thret' }, '/category', 'threat'],
    [{ factor: 'en.5.44' }, '/factor'],
    [{ factor: ['en.5.4', 'xx'] }, '/factor/1'],
    [{ features: ['weapons', 'weapon'] }, '/features/1', 'weapons'],
    [{ populations: ['woman'] }, '/populations/0', 'women'],
    [{ rights: ['liff'] }, '/rights/0', 'life'],
    [{ target: { kind: 'candidat' } }, '/target/kind', 'candidate'],
    [{ target: { group: 'womens' } }, '/target/group', 'women'],
    [{ actors: [{ class: 'x' }] }, '/actors/0/class'],
    [{ relatedness: ['timin'] }, '/relatedness/0', 'timing'],
  ])('%j is refused at %s', (changes, pointer, near) => {
    const { faults } = derive(changes)
    expect(faults).toEqual([expect.objectContaining({ pointer, code: 'INTAKE_CODE_UNKNOWN' })])
    if (near !== undefined) expect(faults?.[0]?.nearest).toContain(near)
  })
})

describe('free text', () => {
  test.each(['Llame al 71234567', 'escriba a ana@example.org', 'CI: 1234567', 'cédula 12345678'])(
    '«%s» is held back until somebody has read it',
    (narrative) => {
      const { derived } = derive({ narrative, marking: 'TLP:AMBER' })
      expect(derived?.flags).toContain('pii_suspected')
      expect(derived?.marking).toBe('TLP:RED')
    },
  )

  test.each(['Unas 300 personas', 'a las 14:30 del 20/03/2026', 'Ley 026, art. 12'])(
    '«%s» is not',
    (narrative) => {
      expect(derive({ narrative }).derived?.flags).not.toContain('pii_suspected')
    },
  )
})

describe('what protects the source', () => {
  const volunteer = { ...sender, kind: 'ombudsman_volunteer' }

  test('a volunteer’s report without the four answers is refused; with them it is taken', () => {
    const { faults } = derive({}, volunteer)
    expect(faults?.map((one) => one.code)).toContain('INTAKE_CONSENT_MISSING')
    const consent = { internal: true, ombudsman: true, un: false, public: false }
    expect(derive({ consent }, volunteer).derived?.consent).toEqual(consent)
  })

  test('raising a marking is free, lowering it needs the right to grade', () => {
    expect(derive({ marking: 'TLP:RED' }).derived?.marking).toBe('TLP:RED')
    const { faults } = derive({ marking: 'TLP:CLEAR' })
    expect(faults?.map((one) => [one.pointer, one.isForbidden])).toEqual([['/marking', true]])
    expect(derive({ marking: 'TLP:CLEAR' }, { ...sender, mayGrade: true }).derived?.marking).toBe('TLP:CLEAR')
  })
})
