// /v1/rotas, their shifts and absences, and /v1/on-duty: who must act now, per territory, and where nobody will be.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import type { Pokes } from '#queue/pokes.ts'
import { dutyPersonSchema, dutySchema, viewDuty, viewPerson } from './duty-view.ts'
import { readNow } from './process-store.ts'
import type { RegistryDeps } from './registry-routes.ts'
import { ownersOf, type RotaOwner, refuseOutside, refuseUnknownChannels, unknownRota } from './rota-owner.ts'
import { insertRota, listRotas, type RotaRow, readFilledRotas, readRota, setFallback } from './rota-store.ts'
import { answerChange } from './rule-change-routes.ts'

export interface RotaRouteDeps extends RegistryDeps {
  readonly pokes: Pokes
  loadPack(): Promise<DeliveryPack>
}

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const code = z.string().trim().min(1).max(64)

const rotaSchema = z
  .object({
    id: z.string(),
    owner: z.string(),
    role: z.string().nullable(),
    fallback: dutyPersonSchema.nullable(),
  })
  .meta({ id: 'Rota' })
export function rotaRoutes(deps: RotaRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerOnDuty(server, deps)
    registerRotas(server, deps)
    registerFallback(server, deps)
    done()
  }
}

function registerOnDuty(server: Server, deps: RotaRouteDeps): void {
  server.get(
    '/v1/on-duty',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Who must act now, per office and audience, and the gaps of the next 30 days',
        querystring: z.object({
          place: z.string().max(64).optional().describe('Only who answers for this place, by its code'),
        }),
        response: {
          200: z.object({ now: z.string(), items: z.array(dutySchema) }),
          default: problemSchema,
        },
      },
    },
    async ({ actor, query }) => {
      const owners = await owned(deps)
      const { now } = await readNow(deps.db)
      const pack = await deps.loadPack()
      const isAsked = (owner: RotaOwner) =>
        query.place === undefined ||
        owner.territory.some((area) => pack.lineageOf(query.place ?? '').includes(area))
      const items = (await readFilledRotas(deps.db)).flatMap((row) => {
        const owner = owners.get(row.owner)
        if (owner === undefined || !owner.isShownTo(actor) || !isAsked(owner)) return []
        return [viewDuty(row, owner.territory, now.epochMilliseconds)]
      })
      return { now: now.toString(), items }
    },
  )
}

function registerRotas(server: Server, deps: RotaRouteDeps): void {
  server.get(
    '/v1/rotas',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'The rotas that the caller may see',
        response: { 200: z.object({ items: z.array(rotaSchema) }), default: problemSchema },
      },
    },
    async ({ actor }) => {
      const owners = await owned(deps)
      const rows = await listRotas(deps.db)
      return { items: rows.filter((row) => owners.get(row.owner)?.isShownTo(actor) === true).map(viewRota) }
    },
  )
  server.post(
    '/v1/rotas',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'A rota for an office or an audience; one per role, and one for everybody else',
        body: z.strictObject({
          owner: code,
          role: code.nullable().default(null),
          fallback: dutyPersonSchema.nullable().default(null),
        }),
        response: { 201: rotaSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const pack = await deps.loadPack()
      return answerChange(deps, request, reply, async (trx, view) => {
        const { owner, role, fallback } = request.body
        refuseOutside(ownersOf(pack, view.pack.country).get(owner), owner, request.actor)
        refuseUnknownChannels(pack, fallback?.channels)
        const rota = { id: uuidv7(), owner, role, fallback }
        if (!(await insertRota(trx, { ...rota, createdBy: request.actor.personId }))) {
          throw new AppError(
            'conflict',
            'ROTA_EXISTS',
            `${owner} has a rota for ${role ?? 'everybody'} already; change its shifts`,
          )
        }
        await audit(trx, request.actor, 'rota.created', rota.id, { owner, role })
        return { status: 201, body: rota }
      })
    },
  )
}

function registerFallback(server: Server, deps: RotaRouteDeps): void {
  server.patch(
    '/v1/rotas/:id',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Who is called when nobody is on duty',
        params: idParameter,
        body: z.strictObject({ fallback: dutyPersonSchema.nullable() }),
        response: { 200: rotaSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const pack = await deps.loadPack()
      return answerChange(deps, request, reply, async (trx, view) => {
        const { fallback } = request.body
        const row = await managed(trx, pack, view.pack.country, request.params.id, request.actor)
        refuseUnknownChannels(pack, fallback?.channels)
        await setFallback(trx, row.id, fallback)
        await audit(trx, request.actor, 'rota.fallback', row.id, { fallback: fallback?.person ?? null })
        return { status: 200, body: viewRota({ ...row, fallback }) }
      })
    },
  )
}

const viewRota = ({ id, owner, role, fallback }: Omit<RotaRow, 'onDuty'>) => ({
  id,
  owner,
  role,
  fallback: viewPerson(fallback),
})

export async function owned(deps: RotaRouteDeps): Promise<ReadonlyMap<string, RotaOwner>> {
  const { version } = await readNow(deps.db)
  const view = await deps.registry.at(deps.db, version)
  return ownersOf(await deps.loadPack(), view.pack.country)
}

export async function managed(
  trx: Trx,
  pack: DeliveryPack,
  country: string,
  id: string,
  actor: Actor,
): Promise<RotaRow> {
  const row = await readRota(trx, id)
  const owner = row === undefined ? undefined : ownersOf(pack, country).get(row.owner)
  if (row === undefined || owner?.isShownTo(actor) !== true) throw unknownRota(id)
  refuseOutside(owner, row.owner, actor)
  return row
}

export function audit(trx: Trx, actor: Actor, action: string, id: string, detail: Record<string, unknown>) {
  return recordAudit(trx, { actor, action, object: { kind: 'rota', id }, detail })
}
