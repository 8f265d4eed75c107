// Seals the audit log each second, as a worker does and with nothing else, until the program that started it lets it go.
import { sealEvents } from '#audit/seal-events.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { every } from '#platform/every.ts'
import { createLogger } from '#platform/logger.ts'
import { testAuditKey } from '../../test/support/audit-key.ts'

const logger = createLogger('error')
const db = openPostgres(process.argv[2] ?? '', logger)
const seal = () => sealEvents({ db, auditKey: testAuditKey })
await seal()
process.send?.({ isReady: true })
const stop = every(1_000, 'sealer', seal, logger)
process.once('disconnect', () => void stop().then(() => process.exit(0)))
