// Engine = oracle: the same rule over the same log gives the same states, levels, measures, evidence, alerts and events, after every entry
// and at instants between. ORACLE_RUNS sets how many logs; ORACLE_SEED and ORACLE_PATH repeat a failure that was printed.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differences } from '../../support/oracle/compare.ts'
import { instantsArb, logArb, settingArb } from '../../support/oracle/generate-log.ts'
import { ruleArb, tunedArb } from '../../support/oracle/generate-rule.ts'
import { instant } from '../../support/oracle/plain.ts'

/** As many as fit in about twenty seconds on one core. */
const ordinary = 2000
const { ORACLE_RUNS, ORACLE_SEED, ORACLE_PATH } = process.env
const seeded = ORACLE_SEED === undefined ? {} : { seed: Number(ORACLE_SEED) }
const pathed = ORACLE_PATH === undefined ? {} : { path: ORACLE_PATH }

describe('engine and reference evaluator', () => {
  it('agree after every entry of random logs under random rules', () => {
    fc.assert(
      fc.property(
        ruleArb,
        tunedArb,
        logArb,
        instantsArb,
        settingArb,
        (source, params, lines, instants, place) => {
          const setting = { ...place, params }
          const entries = lines.map((line) => instant(line['received_at']))
          expect(differences(source, lines, setting, [...new Set([...entries, ...instants])])).toEqual([])
        },
      ),
      { numRuns: Number(ORACLE_RUNS ?? ordinary), ...seeded, ...pathed },
    )
  }, 3_600_000)
})
