// `node bench/programs/audit-mutations.ts [10000] [seed]`: changes a dump of the audit log as somebody without its key could, and counts how
// many of the changes `vigia audit verify` sees. Ends with 1 when one was missed, and writes that dump beside it.
import { writeFileSync } from 'node:fs'
import { verifyDump } from '#audit/verify-audit.ts'
import { aDump, bytesOf, mutate, mutationKinds } from '../../test/support/audit-mutations.ts'
import { createRandom } from '../random.ts'

const [wanted = '10000', seed = '16'] = process.argv.slice(2)
const mutations = Number(wanted)
const random = createRandom(Number(seed))
const print = (line: string) => void process.stdout.write(`${line}\n`)

const began = performance.now()
const counts = new Map(mutationKinds.map((kind) => [kind, { made: 0, seen: 0 }]))
let dump = aDump(1, 1)
let original = bytesOf(dump.lines)
for (let made = 0; made < mutations; made += 1) {
  // Another log now and then: sizes around powers of two, few and many checkpoints.
  if (made % 500 === 0) {
    dump = aDump(30 + random.below(200), 1 + random.below(20))
    original = bytesOf(dump.lines)
  }
  const kind = mutationKinds[made % mutationKinds.length] ?? 'flip'
  const changed = mutate(dump, kind, random)
  if (changed.equals(original)) throw new Error(`${kind}: the mutation changed nothing`)
  const { faults } = await verifyDump([changed], [{ name: 'witness', text: dump.witness }], [dump.publicKey])
  const count = counts.get(kind)
  if (count === undefined) continue
  count.made += 1
  if (faults.length > 0) count.seen += 1
  else writeFileSync(`missed-${made}.ndjson`, changed)
}
const whole = await verifyDump([original], [{ name: 'witness', text: dump.witness }], [dump.publicKey])
if (whole.faults.length > 0) throw new Error(`the dump itself does not verify: ${whole.faults.join('; ')}`)

for (const [kind, { made, seen }] of counts) print(`${kind.padEnd(32)} ${seen} of ${made} seen`)
const [made, seen] = [...counts.values()].reduce(([a, b], one) => [a + one.made, b + one.seen], [0, 0])
print(
  `${'all'.padEnd(32)} ${seen} of ${made} seen, seed ${seed}, ${Math.round((performance.now() - began) / 1_000)} s`,
)
process.exitCode = seen === made ? 0 : 1
