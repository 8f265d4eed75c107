import { describe, test } from 'vitest'
import { pgliteDatabase, postgresDatabase } from '../support/databases.ts'
import { examplesFolder } from '../support/rules/examples-folder.ts'
import { ruleLogConformance } from './rule-log.suite.ts'

// The examples stand beside the checkout and not in it: where the folder is absent, the run says so instead of passing in silence.
if (examplesFolder === undefined) {
  describe('the twelve examples', () => test.skip('need ../shared/design/rules-examples beside the checkout'))
} else {
  ruleLogConformance('PGlite', pgliteDatabase, examplesFolder)
  ruleLogConformance('PostgreSQL', postgresDatabase, examplesFolder)
}
