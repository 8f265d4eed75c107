// `vigia people`: the first administrators, and what has to be possible when nobody can sign in. Whoever can run it holds the machine.
import { parseArgs } from 'node:util'
import { findAccount, listAccounts } from '#access/account-store.ts'
import { inviteFirstAdmin } from '#access/first-admin.ts'
import { grantsOf } from '#access/grant-store.ts'
import { reinvite, shutOut } from '#access/manage-accounts.ts'
import { limits } from '#config/limits.ts'
import { inTransaction } from '#platform/database/database.ts'
import type { Core } from '../create-app.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const peopleCommand: Command = {
  name: 'people',
  usage:
    'vigia people first-admin --name TEXT --handle HANDLE [--days 365] | list | reset HANDLE --reason TEXT | disable HANDLE --reason TEXT',
  does: 'invites the first two administrators by a one-time token (15 min); lets somebody in again or shuts them out when nobody can sign in',
  async run(context) {
    const [act, ...args] = context.args
    const work = acts[act ?? '']
    if (work === undefined) throw new UsageError(`say ${Object.keys(acts).join(', ')}`)
    return withCore(context.config, (core) => work(core, { ...context, args }))
  },
}

const acts: Readonly<Record<string, (core: Core, context: CommandContext) => Promise<number>>> = {
  'first-admin': firstAdmin,
  list,
  reset,
  disable,
}

async function firstAdmin(core: Core, { args, print }: CommandContext): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      name: { type: 'string' },
      handle: { type: 'string' },
      days: { type: 'string', default: '365' },
    },
  })
  const { name, handle } = values
  const days = Number(values.days)
  if (name === undefined || handle === undefined || !/^[a-z0-9][a-z0-9._-]{2,39}$/.test(handle))
    throw new UsageError('--name and --handle are needed; a handle is three to 40 of a-z, 0-9, . _ -')
  if (!(days >= 1 && days <= limits.tokenDaysMost))
    throw new UsageError(`--days: 1 to ${limits.tokenDaysMost}`)
  const { country } = core.installed.pack
  const invitation = await inTransaction(core.db, (trx) =>
    inviteFirstAdmin(trx, { name, handle, days, country }),
  )
  printInvitation(core, print, invitation)
  return 0
}

async function list(core: Core, { print }: CommandContext): Promise<number> {
  const accounts = await listAccounts(core.db, { office: undefined, after: undefined, limit: 1_000 })
  const grants = await grantsOf(
    core.db,
    accounts.map((one) => one.id),
  )
  for (const { id, handle, state, name } of accounts) {
    const own = grants.filter((one) => one.accountId === id && one.isLive)
    const roles = own.map((one) => `${one.role}(${one.territory.join(',')})`).join(' ')
    print(`${handle}  ${state}  ${roles === '' ? 'no grant in force' : roles}  ${name}`)
  }
  return 0
}

async function reset(core: Core, context: CommandContext): Promise<number> {
  const { id, reason } = await named(core, context)
  const { invitation } = await inTransaction(core.db, (trx) =>
    reinvite(trx, { forget: () => undefined }, id, null, reason),
  )
  printInvitation(core, context.print, invitation)
  return 0
}

async function disable(core: Core, context: CommandContext): Promise<number> {
  const { id, reason } = await named(core, context)
  const shut = { state: 'disabled', by: null, reason } as const
  await inTransaction(core.db, (trx) => shutOut(trx, { forget: () => undefined }, id, shut))
  context.print('disabled; out on every process within 5 s')
  return 0
}

async function named(core: Core, { args }: CommandContext): Promise<{ id: string; reason: string }> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { reason: { type: 'string' } },
  })
  const [handle] = positionals
  if (handle === undefined || values.reason === undefined)
    throw new UsageError('give the handle that `vigia people list` shows, and --reason')
  const account = await findAccount(core.db, handle)
  if (account === undefined) throw new UsageError(`there is no account ${handle}`)
  return { id: account.id, reason: values.reason }
}

function printInvitation(core: Core, print: (line: string) => void, invitation: string): void {
  print(invitation)
  print(
    `good once, for ${limits.firstAdminMinutes} minutes: POST ${core.pipelineDeps.publicUrl}/v1/auth/enrolment/… chooses a passkey, or a password with an authenticator app (docs/security/sign-in.md)`,
  )
}
