// `vigia token`: issue, list, rotate and revoke API tokens.
import { parseArgs } from 'node:util'
import { listTokens } from '#access/access-store.ts'
import { endToken, issueToken, rotateToken, type TokenRequest } from '#access/issue-token.ts'
import { limits } from '#config/limits.ts'
import { roles, type Scope } from '#domain/actor.ts'
import { markings } from '#domain/pack.ts'
import { createGazetteer } from '#domain/place.ts'
import { inTransaction } from '#platform/database/database.ts'
import { listProcesses, raiseRegistryVersion } from '#registry/process-store.ts'
import { insertSources } from '#registry/source-store.ts'
import type { Core } from '../create-app.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const tokenCommand: Command = {
  name: 'token',
  usage:
    'vigia token issue --role ROLE --label TEXT [--territory CODE,CODE] [--marking TLP:AMBER] [--office CODE] [--source ID --source-kind KIND] [--process ID] [--also signals:grade,signals:attribute] [--days 90] | list | rotate ID [--overlap 72] | revoke ID',
  does: 'issues, lists, rotates and revokes API tokens; the secret is shown once',
  async run(context) {
    const [act, ...rest] = context.args
    switch (act) {
      case 'issue':
        return withCore(context.config, (core) => issue(core, { ...context, args: rest }))
      case 'list':
        return withCore(context.config, (core) => list(core, context))
      case 'rotate':
        return withCore(context.config, (core) => rotate(core, { ...context, args: rest }))
      case 'revoke':
        return withCore(context.config, (core) => revoke(core, rest[0], context))
      case undefined:
      default:
        throw new UsageError('say issue, list, rotate or revoke')
    }
  },
}

const isId = /^[0-9a-f-]{36}$/

/** Rights beyond a role's own that a token may carry: a desk that grades what it enters, a feed that speaks for several sources. */
const extraRights: readonly Scope[] = ['signals:grade', 'signals:attribute']

function oneOf<T extends string>(name: string, value: string | undefined, known: readonly T[]): T {
  const found = known.find((one) => one === value)
  if (found === undefined)
    throw new UsageError(`--${name}: one of ${known.join(', ')}; read: ${value ?? 'nothing'}`)
  return found
}

/** A typo here would make a token that sees nothing, without a word. */
function placeCode(core: Core, name: string): string {
  const found = createGazetteer(core.installed.pack).resolve(name)
  if (found.code !== undefined) return found.code
  const near = found.nearest.map((one) => `${one.code} ${one.name}`).join(', ')
  throw new UsageError(`--territory: unknown place "${name}"${near === '' ? '' : `; did you mean ${near}?`}`)
}

const issueOptions = {
  role: { type: 'string' },
  label: { type: 'string' },
  territory: { type: 'string' },
  marking: { type: 'string', default: 'TLP:AMBER' },
  office: { type: 'string' },
  source: { type: 'string' },
  'source-kind': { type: 'string' },
  process: { type: 'string' },
  also: { type: 'string' },
  days: { type: 'string', default: '90' },
} as const

async function issue(core: Core, context: CommandContext): Promise<number> {
  const { values } = parseArgs({ args: [...context.args], options: issueOptions })
  const { pack } = core.installed
  const { label, source } = values
  const days = Number(values.days)
  if (label === undefined || !(days > 0 && days <= 730)) {
    throw new UsageError('--label is needed; --days: 1 to 730')
  }
  const kind =
    source === undefined
      ? undefined
      : oneOf('source-kind', values['source-kind'], [...pack.sourceKinds.keys()])
  const bindings = await bindingsOf(core, values)
  const request: TokenRequest = {
    role: oneOf('role', values.role, roles),
    label,
    marking: oneOf('marking', values.marking, markings),
    days,
    territory: (values.territory ?? pack.country).split(',').map((name) => placeCode(core, name)),
    extraScopes: (values.also?.split(',') ?? []).map((one) => oneOf('also', one, extraRights)),
    ...bindings,
  }
  const issued = await inTransaction(core.db, async (trx) => {
    if (source !== undefined && kind !== undefined) {
      const reliability = pack.sourceKinds.get(kind)?.defaultReliability ?? 'F'
      await insertSources(trx, [{ id: source, kind, reliability }])
      await raiseRegistryVersion(trx)
    }
    return issueToken(trx, request, undefined)
  })
  context.print(`id ${issued.id}`)
  context.print(issued.secret)
  return 0
}

/** The office, the source and the electoral process that the token is bound to, as far as they were given. */
async function bindingsOf(
  core: Core,
  given: { office?: string | undefined; source?: string | undefined; process?: string | undefined },
): Promise<Pick<TokenRequest, 'office' | 'sourceId' | 'processes'>> {
  const { pack } = core.installed
  const members = [...pack.entitySets.values()].flatMap((set) =>
    set.members.flatMap((one) => Object.values(one)),
  )
  const offices = [...pack.audiences.keys(), ...members]
  const known = (await listProcesses(core.db)).map((one) => one.id)
  return {
    ...(given.office === undefined ? {} : { office: oneOf('office', given.office, offices) }),
    ...(given.source === undefined ? {} : { sourceId: given.source }),
    ...(given.process === undefined ? {} : { processes: [oneOf('process', given.process, known)] }),
  }
}

async function list(core: Core, { print }: CommandContext): Promise<number> {
  for (const token of await listTokens(core.db)) {
    const state = token.revoked_at === null ? `until ${token.expires_at.toString().slice(0, 10)}` : 'revoked'
    print(
      `${token.id}  ${token.prefix}…  ${token.role}  ${token.territory.join(',')}  ${state}  ${token.label}`,
    )
  }
  return 0
}

async function revoke(core: Core, id: string | undefined, { print }: CommandContext): Promise<number> {
  if (id === undefined || !isId.test(id)) throw new UsageError('give the id that `vigia token list` shows')
  await inTransaction(core.db, (trx) => endToken(trx, id, undefined))
  print('revoked; dead on every process within 5 s')
  return 0
}

async function rotate(core: Core, { args, print }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { overlap: { type: 'string', default: String(limits.rotationHours) } },
  })
  const [id] = positionals
  const hours = Number(values.overlap)
  if (id === undefined || !isId.test(id)) throw new UsageError('give the id that `vigia token list` shows')
  if (!(hours >= 0 && hours <= limits.rotationHours))
    throw new UsageError(`--overlap: 0 to ${limits.rotationHours} hours`)
  const issued = await inTransaction(core.db, (trx) => rotateToken(trx, id, hours, undefined))
  print(`id ${issued.id}`)
  print(issued.secret)
  return 0
}
