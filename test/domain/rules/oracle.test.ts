// The oracle checked against itself on random rules and logs: its change instants are complete, looking changes nothing.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { instantsArb, logArb, logStart, logZone } from '../../support/oracle/generate-log.ts'
import { ruleArb } from '../../support/oracle/generate-rule.ts'
import { Judge } from '../../support/oracle/judge.ts'
import { plainRule } from '../../support/oracle/plain-rule.ts'

const setting = { process: 'p', timeZone: logZone, country: 'BO', monitoringStart: logStart, params: {} }
const tenMinutes = 600_000
const day = 86_400_000
const end = logStart + 10 * day
/** Thirty times what the ordinary number of runs needs on a slow machine. */
const timeout = 600_000
const runs = Number(process.env['ORACLE_RUNS'] ?? 0)

describe('the reference evaluator', () => {
  it(
    'misses no change instant: an evaluation every ten minutes gives the same events',
    () => {
      fc.assert(
        fc.property(ruleArb, logArb, (source, lines) => {
          const rule = plainRule(source)
          const exact = new Judge(rule, lines, setting)
          const dense = new Judge(rule, lines, setting, tenMinutes)
          exact.advance(end)
          dense.advance(end)
          expect(exact.events).toEqual(dense.events)
        }),
        { numRuns: Math.max(60, runs / 10) },
      )
    },
    timeout,
  )

  it(
    'is not disturbed by looking',
    () => {
      fc.assert(
        fc.property(ruleArb, logArb, instantsArb, (source, lines, instants) => {
          const rule = plainRule(source)
          const looked = new Judge(rule, lines, setting)
          const left = new Judge(rule, lines, setting)
          for (const at of instants) looked.lookAt(at)
          looked.advance(end)
          left.advance(end)
          expect(looked.events).toEqual(left.events)
        }),
        { numRuns: Math.max(60, runs / 10) },
      )
    },
    timeout,
  )
})
