// `node bench/programs/audit-verify.ts [1000000] [every]`: writes a dump of so many events with a checkpoint after every so many of them, and
// runs the verifier on the file in a process of its own, as an auditor does. Ends with 1 when it took longer than a minute per million.
import { spawnSync } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { makeDump, newSigner, numbers } from '../../test/support/audit-mutations.ts'

const [wanted = '1000000', each = '100'] = process.argv.slice(2)
const events = Number(wanted)
const signer = newSigner()
const folder = mkdtempSync(path.join(tmpdir(), 'vigia-audit-'))
const [dump, mail] = [path.join(folder, 'dump.ndjson'), path.join(folder, 'mail.txt')]
const print = (line: string) => void process.stdout.write(`${line}\n`)
try {
  let witness = ''
  const lines = function* () {
    for (const line of makeDump(numbers(events), Number(each), signer)) {
      if (line.startsWith('{"checkpoint"')) witness = line
      yield `${line}\n`
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(dump))
  writeFileSync(mail, witness)
  print(`${events} events, a checkpoint after every ${each}, ${(statSync(dump).size / 1e6).toFixed(0)} MB`)
  const verifier = path.join(import.meta.dirname, '../../src/audit/verify-audit.ts')
  const began = performance.now()
  const args = [verifier, dump, '--checkpoint', mail, '--key', signer.publicKey]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' })
  const seconds = (performance.now() - began) / 1_000
  print(`${stdout.trim()}${stderr}`)
  print(`verified in ${seconds.toFixed(1)} s (${((seconds * 1e6) / events).toFixed(1)} s per million)`)
  process.exitCode = status === 0 && (seconds * 1e6) / events <= 60 ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
}
