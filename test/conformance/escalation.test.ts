// Escalation on the embedded database, and on a server with two workers at once.
import { describe } from 'vitest'
import { pgliteDatabase, postgresDatabase } from '../support/databases.ts'
import { escalationSuite } from './escalation.suite.ts'

describe('embedded', () => escalationSuite(pgliteDatabase, 1))
describe('PostgreSQL, two workers', () => escalationSuite(postgresDatabase, 2))
