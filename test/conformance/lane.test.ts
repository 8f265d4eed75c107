import { pgliteDatabase, postgresDatabase } from '../support/databases.ts'
import { laneConformance } from './lane.suite.ts'

// PGlite is one session: nothing can be under way beside a step.
laneConformance('PGlite', pgliteDatabase, { concurrent: false })
laneConformance('PostgreSQL', postgresDatabase, { concurrent: true })
