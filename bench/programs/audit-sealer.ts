// Seals the audit log each second, as a worker does and with nothing else, while the program that started it says so.
import { sealEvents } from '#audit/seal-events.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { every } from '#platform/every.ts'
import { createLogger } from '#platform/logger.ts'
import { testAuditKey } from '../../test/support/audit-key.ts'
import { lookFromOutside } from '../../test/support/outside-walls.ts'

lookFromOutside()

const logger = createLogger('error')
const db = openPostgres(process.argv[2] ?? '', logger)
let isSealing = false
const seal = () => sealEvents({ db, auditKey: testAuditKey })
const stop = every(1_000, 'sealer', async () => void (isSealing && (await seal())), logger)
// `true`: go on; `false`: seal what is there, so that the next turn has nothing to catch up with, and pause. Answered with the CPU time used.
process.on('message', (wish) => {
  isSealing = wish === true
  void (isSealing ? Promise.resolve() : seal()).then(() => process.send?.({ cpuMs: cpuMs() }))
})
process.once('disconnect', () => void stop().then(() => process.exit(0)))

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}
