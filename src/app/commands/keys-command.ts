// `vigia keys`: keys of the vault of source identity. They are printed or written where the caller says, and never logged.
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { z } from 'zod'
import { openAsRecipient } from '#platform/age-recipients.ts'
import { AppError } from '#platform/errors.ts'
import { newKeyLine, newKeyRingText } from '#platform/key-ring.ts'
import { backupKeys, openSealed, restoreKeyLines, rewrapKeys } from '#sources/key-table.ts'
import type { Core } from '../create-app.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const keysCommand: Command = {
  name: 'keys',
  usage:
    'vigia keys new | wrap | backup FILE | restore FILE | rewrap | open ANSWER.json --secret FILE (an age secret key)',
  does: 'makes, backs up, restores and renews the keys of the vault of source identity; opens what was sealed to a verifier',
  async run(context) {
    const [act, file, flag, secret] = context.args
    switch (act) {
      case 'new':
        context.print(newKeyRingText().trimEnd())
        return 0
      case 'wrap':
        context.print(newKeyLine('wrap'))
        return 0
      case 'backup':
        return withCore(context.config, (core) => backup(core, fileOf(file), context))
      case 'restore':
        return withCore(context.config, (core) => restore(core, fileOf(file), context))
      case 'rewrap':
        return withCore(context.config, (core) => rewrap(core, context))
      case 'open':
        if (flag !== '--secret') throw new UsageError('--secret FILE is needed')
        return openAnswer(fileOf(file), fileOf(secret), context)
      case undefined:
      default:
        throw new UsageError('say new, wrap, backup, restore, rewrap or open')
    }
  },
}

function fileOf(name: string | undefined): string {
  if (name === undefined) throw new UsageError('name the file')
  return name
}

/** One file, replaced whole: an older copy of the key table would bring back what was shredded since. */
async function backup(core: Core, file: string, { print }: CommandContext): Promise<number> {
  const lines = await backupKeys(core.db)
  await writeFile(`${file}.new`, `${lines.join('\n')}\n`, { mode: 0o600 })
  const isReplaced = existsSync(file)
  await rename(`${file}.new`, file)
  print(`${lines.length - 1} key(s) in ${file}${isReplaced ? ', which replaces the earlier copy' : ''}`)
  return 0
}

async function restore(core: Core, file: string, { print }: CommandContext): Promise<number> {
  const { read, restored } = await restoreKeyLines(core.db, await readFile(file, 'utf8'))
  print(
    `${restored} of ${read} key(s) restored; the others are there already, or their identity is shredded or unknown`,
  )
  return 0
}

async function rewrap(core: Core, { print }: CommandContext): Promise<number> {
  const { vault } = core
  if (vault === undefined)
    throw new AppError('invalid', 'VAULT_KEYS_MISSING', 'VIGIA_VAULT_KEYS_FILE is not set')
  const count = await rewrapKeys(core.db, vault)
  print(
    `${count} data key(s) are now wrapped by ${vault.ring.wrapper.keyId}; earlier wrap: lines may be destroyed`,
  )
  return 0
}

const answerSchema = z.object({
  items: z.array(
    z.object({
      id: z.string(),
      sealed: z
        .object({
          identity: z.string(),
          key: z.string(),
          fields: z.array(z.object({ field: z.string(), version: z.number(), ciphertext: z.string() })),
        })
        .optional(),
    }),
  ),
})

/** Without a database: for the verifier's own machine. */
async function openAnswer(file: string, secretFile: string, { print }: CommandContext): Promise<number> {
  const { items } = answerSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const secret = /AGE-SECRET-KEY-1[0-9A-Z]+/.exec(await readFile(secretFile, 'utf8'))?.[0]
  if (secret === undefined) throw new UsageError(`${secretFile} holds no age secret key (AGE-SECRET-KEY-1…)`)
  for (const { id, sealed } of items) {
    if (sealed === undefined) continue
    const fields = await openSealed(sealed, (key) => openAsRecipient(secret, key))
    print(JSON.stringify({ id, fields }, null, 2))
  }
  return 0
}
