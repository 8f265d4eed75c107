// What must hold of every signal that the contract lets through, drawn from the contract itself.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import { type SignalBody, signalSchema } from '#domain/signal/signal.ts'
import { shapeFaults } from '#domain/signal/signal-faults.ts'
import { arbitraryOf, hostile, type JsonSchema, spoilt } from '../../support/from-schema.ts'
import { aSignal, context, pack, sender, verifier } from './world.ts'

const codes = (known: ReadonlyMap<string, unknown>) => [...known.keys()]
const words = {
  usual: ['external_id', 'process', 'place'],
  external_id: ['a', 'b'],
  process: ['drill', 'real'],
  category: codes(pack.eventTypes),
  topic: codes(pack.topics),
  factor: codes(pack.factors),
  features: [[], ...codes(pack.features).map((one) => [one])],
  populations: [[], ['women']],
  rights: [[], ['life']],
  relatedness: [[], ['named']],
  place: ['BO', 'BO02', 'La Paz', 'BO-EXT', 'BO020105'],
  kind: codes(pack.targets),
  group: ['women'],
  class: codes(pack.actors),
  phase: ['campaign'],
  window: ['campaign_acts'],
  event_time: [
    '2026-03-01T10:00:00-04:00',
    '2026-02-30T10:00:00Z',
    '1850-01-01T00:00:00Z',
    '2030-01-01T00:00:00Z',
  ],
  event_end: ['2026-03-01T12:00:00-04:00', '2026-02-30T10:00:00Z'],
}
const schema = z.toJSONSchema(signalSchema, { io: 'input' }) as JsonSchema
const drawn = arbitraryOf(schema, words)
const bodies = drawn
  .filter((one) => signalSchema.safeParse(one).success)
  .map((one) => signalSchema.parse(one))
const senders = fc.constantFrom(
  sender,
  verifier,
  { ...sender, kind: 'citizen_report', reliability: 'F' },
  { ...verifier, kind: 'media_local' },
)

function soundFaults(
  faults: readonly { pointer: string; code: string; message: { es: string; en: string } }[],
): void {
  expect(faults.length).toBeGreaterThan(0)
  for (const fault of faults) {
    expect(fault.pointer).toMatch(/^(\/[^/]*)*$/)
    expect(fault.code).toMatch(/^INTAKE_[A-Z_]+$/)
    expect(fault.message.es).toMatch(/\S/)
    expect(fault.message.en).toMatch(/\S/)
    expect(fault.message.es).not.toBe(fault.message.en)
  }
}

describe('a body of the contract', () => {
  test('is derived or refused with faults that a person can act on; nothing throws', {
    timeout: 60_000,
  }, () => {
    let derivations = 0
    fc.assert(
      fc.property(bodies, senders, (body, from) => {
        const { derived, faults } = deriveSignal(body, from, context)
        if (derived === undefined) return soundFaults(faults)
        derivations += 1
        expect(derived.discount).toBeGreaterThanOrEqual(0.04)
        expect(derived.discount).toBeLessThanOrEqual(1)
        expect(Temporal.Instant.from(derived.eventTime).epochMilliseconds).toBeLessThanOrEqual(
          context.receivedAt,
        )
        expect(Object.keys(derived.processes).length).toBeGreaterThan(0)
        expect(derived.relatednessScore).toBe(new Set(derived.relatedness).size)
        return undefined
      }),
      { numRuns: 1_500 },
    )
    expect(derivations).toBeGreaterThan(20)
  })

  test('gives the same twice', () => {
    fc.assert(
      fc.property(bodies, senders, (body, from) => {
        expect(deriveSignal(body, from, context)).toEqual(deriveSignal(structuredClone(body), from, context))
      }),
      { numRuns: 200 },
    )
  })
})

test('a body that is not of the contract is refused with faults that a person can act on', () => {
  fc.assert(
    fc.property(fc.oneof(spoilt(drawn), fc.constantFrom(...hostile)), (raw) => {
      const parsed = signalSchema.safeParse(raw)
      if (!parsed.success) soundFaults(shapeFaults(parsed.error.issues))
    }),
    { numRuns: 1_500 },
  )
})

describe('lawful assembly', () => {
  const assemblies = codes(pack.eventTypes).filter(
    (code) => pack.eventTypes.get(code)?.lawfulAssembly === true,
  )
  const calm = codes(pack.features).filter((code) => pack.features.get(code)?.isViolent !== true)
  const violent = codes(pack.features).filter((code) => pack.features.get(code)?.isViolent === true)
  const assembly = fc.record({
    category: fc.constantFrom(...assemblies),
    severity: fc.integer({ min: 1, max: 5 }),
    counts: fc.record({
      killed: fc.constant(0),
      injured: fc.constant(0),
      arrested: fc.nat(500),
      participants: fc.nat(100_000),
    }),
    target: fc.constantFrom(...codes(pack.targets)).map((kind) => ({ kind })),
    factor: fc.constantFrom(...codes(pack.factors)),
  })
  const derived = (changes: Partial<SignalBody>) => deriveSignal(aSignal(changes), sender, context).derived

  test('the pack knows it', () => {
    expect(assemblies).toEqual(expect.arrayContaining(['protest', 'march', 'roadblock']))
    expect(violent.length).toBeGreaterThan(3)
  })

  test('is never risk without a violent feature, whatever else is said of it', () => {
    fc.assert(
      fc.property(assembly, fc.subarray(calm), (changes, features) => {
        const signal = derived({ ...changes, features })
        expect(signal).toMatchObject({ lawfulAssembly: true, polarity: null })
        expect(signal?.scoring).not.toBe('score')
      }),
    )
  })

  test('is risk with one, or with people killed or injured', () => {
    fc.assert(
      fc.property(assembly, fc.constantFrom(...violent), fc.subarray(calm), (changes, feature, features) => {
        expect(derived({ ...changes, features: [...features, feature] })?.polarity).toBe('risk')
        expect(derived({ ...changes, counts: { injured: 1 } })?.polarity).toBe('risk')
      }),
    )
  })
})
