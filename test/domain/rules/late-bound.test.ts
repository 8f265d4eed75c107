// What spares the look at the past must never spare it wrongly: no measure and no threshold lies beyond its bound.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { leavesOf } from '#domain/rules/conditions.ts'
import { defaultDiscounts, geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { logEntries } from '#domain/rules/eval-log.ts'
import { fold } from '#domain/rules/fold.ts'
import { type KeyMemory, scanMeasures, thresholdAt } from '#domain/rules/key-memory.ts'
import { createLane } from '#domain/rules/lane-memory.ts'
import type { Span } from '#domain/rules/measures/measure.ts'
import { parseRule } from '#domain/rules/schema.ts'
import { reachWithin } from '#domain/rules/sweep.ts'
import { logArb } from '../../support/oracle/generate-log.ts'
import { ruleArb } from '../../support/oracle/generate-rule.ts'
import { laneSettings } from '../../support/rules/stored-lane.ts'

const day = 86_400_000
const timeout = 300_000
const settings = { geography: geographyOfCodes('BO'), discounts: defaultDiscounts }

const lanes = fc.tuple(ruleArb, logArb).map(([source, lines]) => {
  const { rule, problems } = parseRule(source)
  if (rule === undefined) throw new Error(JSON.stringify(problems))
  const lane = createLane(laneSettings)
  fold(lane, logEntries(lines, settings, { rule, revision: 'r', ruleState: 1, params: {} }))
  return lane
})

/** The ends of the span and every instant in it at which a signal happened. */
function instantsOf(key: KeyMemory, { from, to }: Span): readonly number[] {
  const times = Object.values(key.series).flatMap(({ all }) => all.map(({ at }) => at))
  return [from, ...times.filter((at) => from <= at && at <= to), to]
}

describe('the bounds of a key in a span of time', () => {
  it(
    'are not passed at any of its instants',
    () => {
      const property = fc.property(lanes, fc.nat(5 * day), fc.nat(day), (lane, age, length) => {
        for (const key of lane.rules.flatMap((rule) => [...rule.keys.values()])) {
          const span = { from: lane.lt - age, to: lane.lt - age + length }
          const { most, least } = reachWithin(key, span)
          const conditions = key.rule.levels.flatMap(({ when }) => leavesOf(when))
          for (const at of instantsOf(key, span)) {
            const read = scanMeasures(key, at)
            for (const name of key.plan.measures.keys()) {
              expect(read(name) ?? -Infinity, name).toBeLessThanOrEqual(most(name))
            }
            for (const { than } of conditions) {
              expect(thresholdAt(key, at)(than)).toBeGreaterThanOrEqual(least(than))
            }
          }
        }
      })
      fc.assert(property, { numRuns: Number(process.env['FOLD_RUNS'] ?? 300) })
    },
    timeout,
  )
})
