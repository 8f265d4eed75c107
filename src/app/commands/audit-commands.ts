// `vigia audit`: writes the sealed log as a dump, verifies one without database or settings, makes and changes the key that signs.
import { createWriteStream, existsSync, readFileSync } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { listKeys } from '#audit/checkpoint-store.ts'
import { dumpLines } from '#audit/export-dump.ts'
import { recordRead } from '#audit/record-audit.ts'
import { acceptKey, sealEvents } from '#audit/seal-events.ts'
import { verifyCommand } from '#audit/verify-audit.ts'
import { proofFormat, verifyProofCommand } from '#audit/verify-proof.ts'
import { createCheckpointSigner, writeCheckpointKey } from '#platform/checkpoint-key.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import { runBehind, sealer } from '#platform/database/who-asks.ts'
import { keyOf } from '../audit-key.ts'
import type { Core } from '../create-app.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const auditCommand: Command = {
  name: 'audit',
  usage:
    'vigia audit verify DUMP|PROOF [--checkpoint FILE …] [--key PUBLIC_KEY …] | export DUMP | key | keygen FILE | rekey',
  does: 'verifies a dump of the audit log, writes one, shows, makes or changes the key that signs it',
  async run({ config, args, print }) {
    const [act, ...rest] = args
    const [file] = rest
    switch (act) {
      case 'verify':
        return isProof(rest) ? verifyProofCommand(rest, print) : verifyCommand(rest, print)
      case 'export':
        return withCore(config, (core) => exportDump(core, required(file, 'DUMP'), print))
      case 'key':
        return withCore(config, ({ db }) => showKeys(db, print))
      case 'keygen':
        return makeKey(required(file, 'FILE'), print)
      case 'rekey':
        return withCore(config, (core) => rekey(core, print))
      case undefined:
      default:
        throw new UsageError('say verify, export, key, keygen or rekey')
    }
  },
}

type Print = CommandContext['print']

/** A proof names its format near its beginning, a dump on its first line. */
function isProof(args: readonly string[]): boolean {
  const file = args.find((one) => !one.startsWith('--') && existsSync(one))
  return file !== undefined && readFileSync(file, 'utf8').slice(0, 200).includes(proofFormat)
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw new UsageError(`${name} is missing`)
  return value
}

/** Sealed first where the key is at hand, so that the dump reaches until now. */
async function exportDump(core: Core, file: string, print: Print): Promise<number> {
  await recordRead(core.db, { actor: null, action: 'audit.exported', object: { kind: 'audit', id: 'dump' } })
  await sealEvents(core.pipelineDeps)
  let lines = 0
  const ended = async function* () {
    for await (const line of dumpLines(core.db)) {
      lines += 1
      yield `${line}\n`
    }
  }
  // Names of actions and people's ids: for its owner's eyes; never over another file.
  await pipeline(Readable.from(ended()), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
  print(`${lines} lines in ${file}; verify it with: vigia audit verify ${file}`)
  return 0
}

async function showKeys(db: Db, print: Print): Promise<number> {
  const keys = await listKeys(db)
  for (const { publicKey } of keys) print(publicKey)
  if (keys.length === 0) print('nothing is sealed yet; the first sealing takes the key of the settings')
  return 0
}

function makeKey(file: string, print: Print): number {
  writeCheckpointKey(file)
  // The name is the log's, which a key alone does not know: reading it back proves that the file can be used.
  createCheckpointSigner(readFileSync(file, 'utf8'), 'vigia')
  print(`${file} is made; give it to every worker: VIGIA_AUDIT_KEY_FILE=${file}`)
  return 0
}

async function rekey(core: Core, print: Print): Promise<number> {
  const key = keyOf(core.config)
  if (key === undefined) throw new UsageError('set VIGIA_AUDIT_KEY_FILE to the new key')
  const signer = await runBehind(sealer, () => inTransaction(core.db, (trx) => acceptKey(trx, key)))
  print(`the audit log is signed by ${signer.publicKey} from now on; tell whoever verifies it`)
  return 0
}
