// What must hold for every event, alert and world.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { planFor } from '#domain/delivery/plan.ts'
import type { PlannedRow } from '#domain/delivery/planned-row.ts'
import { readEventBody } from '#domain/delivery/situation.ts'
import { markings } from '#domain/pack.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { anAlert, anEvent, anOccasion, aWorld, routing } from '../../support/delivery-world.ts'

const codes = [...routing.audiences.map((one) => one.code), 'unknown']
const bodies = fc.record({
  audiences: fc.array(
    fc.record({
      audience: fc.constantFrom(...codes),
      from: fc.constantFrom(...levelNames),
      ack_within_ms: fc.option(fc.nat()),
      release: fc.constantFrom('automatic', 'approval'),
    }),
    { maxLength: 6 },
  ),
  consent: fc.record({
    internal: fc.boolean(),
    ombudsman: fc.boolean(),
    un: fc.boolean(),
    public: fc.boolean(),
  }),
  evidence_actors: fc.subarray(['state_security', 'party']),
  window: fc.constantFrom(null, 'election_day'),
})
const occasions = fc
  .record({
    body: bodies,
    level: fc.constantFrom(...levelNames),
    marking: fc.constantFrom(...markings),
    place: fc.constantFrom('AA', 'AA01', 'AA0105', 'AA02', 'elsewhere'),
    isExercise: fc.boolean(),
    isReplay: fc.boolean(),
    usable: fc.subarray(['console', 'email', 'webhook']),
  })
  .map(({ body, level, marking, place, isExercise, isReplay, usable }) => ({
    occasion: anOccasion({
      event: anEvent({ level }, body),
      alert: anAlert({ marking, place, isExercise }),
    }),
    world: aWorld({ isReplay, isUsable: (channel) => ['console', ...usable].includes(channel.type) }),
  }))
const audienceOf = (row: PlannedRow) => routing.audiences.find((one) => one.code === row.audience)

test('every recipient and channel has exactly one row, and it has a reason', () => {
  fc.assert(
    fc.property(occasions, ({ occasion, world }) => {
      const rows = planFor(occasion, world)
      const keys = rows.map((row) => `${row.recipient} ${row.channel} ${row.step}`)
      expect(new Set(keys).size).toBe(keys.length)
      expect(
        rows.every((row) => row.reason.length > 0 && (row.dueAt !== null) === (row.state === 'planned')),
      ).toBe(true)
    }),
  )
})

test('everybody whom the rule names is considered', () => {
  fc.assert(
    fc.property(occasions, ({ occasion, world }) => {
      const rows = planFor(occasion, world)
      for (const { audience: code } of occasion.event.body.audiences) {
        const isPerson = routing.audiences.some((one) => one.code === code && one.members_from === undefined)
        if (isPerson) expect(rows.map((row) => row.recipient)).toContain(code)
      }
    }),
  )
})

test('nothing is sent to an outside audience without consent, clearance, or beside a conflict of interest', () => {
  fc.assert(
    fc.property(occasions, ({ occasion, world }) => {
      const { consent, evidence_actors: actors } = occasion.event.body
      for (const row of planFor(occasion, world)) {
        const to = audienceOf(row)
        if (to === undefined || to.inside || row.state === 'withheld') continue
        expect(consent[to.consent ?? 'public']).toBe(true)
        expect(markings.indexOf(occasion.alert.marking)).toBeLessThanOrEqual(markings.indexOf(to.clearance))
        if (row.audience === 'police') expect(actors).not.toContain('state_security')
      }
    }),
  )
})

test('in an exercise or a replay nothing leaves but to the inbox', () => {
  fc.assert(
    fc.property(occasions, ({ occasion, world }) => {
      if (!occasion.alert.isExercise && !world.isReplay) return
      const leaving = planFor(occasion, world).filter(
        (row) => row.state !== 'withheld' && row.channelType !== 'inbox',
      )
      expect(leaving).toEqual([])
    }),
  )
})

test('an event that somebody should hear of reaches somebody inside', () => {
  fc.assert(
    fc.property(occasions, ({ occasion, world }) => {
      const rows = planFor(occasion, world)
      const isWanted = rows.some((row) => row.reason !== 'below_level')
      if (isWanted)
        expect(rows.some((row) => row.state === 'planned' && audienceOf(row)?.inside === true)).toBe(true)
    }),
  )
})

test('total: any body of a row is read and planned', () => {
  fc.assert(
    fc.property(fc.anything(), fc.dictionary(fc.string(), fc.anything()), (anything, fields) => {
      for (const body of [readEventBody(anything), readEventBody(fields)]) {
        expect(planFor(anOccasion({ event: anEvent({ body }) }), aWorld()).length).toBeGreaterThan(0)
      }
    }),
  )
})
