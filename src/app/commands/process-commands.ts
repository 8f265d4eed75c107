// `vigia process`: open an electoral process from a calendar file of the country pack, or a drill; list and close.
import { parseArgs } from 'node:util'
import { recordAudit } from '#audit/record-audit.ts'
import { missingMilestones } from '#domain/calendar-proposal.ts'
import { inTransaction } from '#platform/database/database.ts'
import { openProcess } from '#registry/open-process.ts'
import { closeProcess, listProcesses, raiseRegistryVersion, readNow } from '#registry/process-store.ts'
import type { Core } from '../create-app.ts'
import { openExercise } from '../first-run.ts'
import { isCanaryRuleInForce, openCanary } from '../open-canary.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const processCommand: Command = {
  name: 'process',
  usage: 'vigia process open CALENDAR [--shards N] | exercise | canary | list | close ID',
  does: 'opens, lists and closes electoral processes',
  async run(context) {
    const [act, ...rest] = context.args
    return withCore(context.config, async (core) => {
      switch (act) {
        case 'open':
          return open(core, { ...context, args: rest })
        case 'exercise':
          context.print(JSON.stringify(await openExercise(core), null, 2))
          return 0
        case 'canary':
          return canary(core, context)
        case 'list':
          for (const one of await listProcesses(core.db)) {
            context.print(
              `${one.id}  ${one.state}  ${one.clock}${one.isExercise ? '  exercise' : ''}  ${one.name.es}`,
            )
          }
          return 0
        case 'close':
          return close(core, rest[0], context)
        case undefined:
        default:
          throw new UsageError('say open, exercise, canary, list or close')
      }
    })
  },
}

async function open(core: Core, context: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...context.args],
    allowPositionals: true,
    options: { shards: { type: 'string', default: '1' } },
  })
  const known = core.installed.calendars
  const file = known.find((one) => one.process === positionals[0])
  if (file === undefined)
    throw new UsageError(`calendars of the pack: ${known.map((one) => one.process).join(', ')}`)
  const shards = Number(values.shards)
  if (!Number.isInteger(shards) || shards < 1 || shards > 64) throw new UsageError('--shards: 1 to 64')
  const isNew = await inTransaction(core.db, async (trx) => {
    const { now } = await readNow(trx)
    const opening = {
      id: file.process,
      file,
      kind: file.type,
      isExercise: false,
      clock: 'live',
      shards,
    } as const
    return openProcess(trx, core.installed.pack, { ...opening, now: now.epochMilliseconds })
  })
  context.print(isNew ? `${file.process} is open` : `${file.process} is there already`)
  const missing = missingMilestones(core.installed.templates, file)
  if (missing.length > 0) context.print(`dates that its calendar still lacks: ${missing.join(', ')}`)
  return 0
}

/** A new token each time: the way to renew one, too. */
async function canary(core: Core, { print }: CommandContext): Promise<number> {
  const token = await openCanary(core)
  if (token === undefined) throw new Error('the country pack has no canary (pack.yaml, canary)')
  print(token)
  if (!(await isCanaryRuleInForce(core)))
    print('its rule pipeline-canary is not in force yet: npx vigia import-pack --activate')
  return 0
}

async function close(core: Core, id: string | undefined, { print }: CommandContext): Promise<number> {
  if (id === undefined) throw new UsageError('give the id of the process')
  await inTransaction(core.db, async (trx) => {
    await closeProcess(trx, id)
    await recordAudit(trx, { actor: null, action: 'process.closed', object: { kind: 'process', id } })
    await raiseRegistryVersion(trx)
  })
  print(`${id} takes no more signals`)
  return 0
}
