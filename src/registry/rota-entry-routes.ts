// Shifts and absences of a rota.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { AppError } from '#platform/errors.ts'
import { uuidv7 } from '#platform/ids.ts'
import { problemSchema } from '#platform/problem.ts'
import { dutyPersonSchema, viewPerson } from './duty-view.ts'
import { refuseUnknownChannels, unknownRota } from './rota-owner.ts'
import { audit, managed, owned, type RotaRouteDeps } from './rota-routes.ts'
import {
  insertAbsence,
  insertShift,
  listAbsences,
  listShifts,
  type RotaRow,
  readRota,
  removeEntry,
} from './rota-store.ts'
import { answerChange } from './rule-change-routes.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

const idParameter = z.object({ id: z.uuid() })
const entryParameter = z.object({ id: z.uuid(), entry: z.uuid() })
const moment = z.iso.datetime({ offset: true })
const span = { starts_at: moment, ends_at: moment }
const newShift = z.strictObject({ ...dutyPersonSchema.shape, ...span })
const newAbsence = z.strictObject({
  person: z.string().trim().min(1).max(64),
  cover: dutyPersonSchema.nullable().default(null).describe('Who stands in; null = nobody'),
  ...span,
})
const shiftSchema = z.object({ id: z.string(), ...newShift.shape }).meta({ id: 'Shift' })
const absenceSchema = z.object({ id: z.string(), ...newAbsence.shape }).meta({ id: 'Absence' })

export function rotaEntryRoutes(deps: RotaRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerShifts(server, deps)
    registerAbsences(server, deps)
    registerRemovals(server, deps)
    done()
  }
}

function registerShifts(server: Server, deps: RotaRouteDeps): void {
  server.get(
    '/v1/rotas/:id/shifts',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Shifts that have not ended, the next first',
        params: idParameter,
        response: { 200: z.object({ items: z.array(shiftSchema) }), default: problemSchema },
      },
    },
    async ({ actor, params }) => {
      await shown(deps, params.id, actor)
      return { items: (await listShifts(deps.db, params.id)).map((row) => ({ ...pick(row), ...times(row) })) }
    },
  )
  server.post(
    '/v1/rotas/:id/shifts',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Adds shifts, all or none',
        params: idParameter,
        body: z.strictObject({ shifts: z.array(newShift).min(1).max(200) }),
        response: { 201: z.object({ items: z.array(shiftSchema) }), default: problemSchema },
      },
    },
    async (request, reply) => {
      const pack = await deps.loadPack()
      return answerChange(deps, request, reply, async (trx, view) => {
        const { actor, params, body } = request
        const row = await managed(trx, pack, view.pack.country, params.id, actor)
        const items = body.shifts.map((one) => ({ id: uuidv7(), ...one }))
        for (const [index, { starts_at: startsAt, ends_at: endsAt, ...shift }] of items.entries()) {
          refuseBackward(`/shifts/${index}`, startsAt, endsAt)
          refuseUnknownChannels(pack, shift.channels)
          await insertShift(trx, { ...shift, rotaId: row.id, startsAt, endsAt, createdBy: actor.personId })
        }
        await audit(trx, actor, 'rota.shifts_added', row.id, { shifts: items.map((one) => one.id) })
        return { status: 201, body: { items } }
      })
    },
  )
}

function registerAbsences(server: Server, deps: RotaRouteDeps): void {
  server.get(
    '/v1/rotas/:id/absences',
    {
      config: { scope: 'delivery:read' },
      schema: {
        summary: 'Absences that have not ended, the next first',
        params: idParameter,
        response: { 200: z.object({ items: z.array(absenceSchema) }), default: problemSchema },
      },
    },
    async ({ actor, params }) => {
      await shown(deps, params.id, actor)
      const rows = await listAbsences(deps.db, params.id)
      return {
        items: rows.map((row) => ({
          id: row.id,
          person: row.person,
          cover: viewPerson(row.cover),
          ...times(row),
        })),
      }
    },
  )
  server.post(
    '/v1/rotas/:id/absences',
    {
      config: { scope: 'delivery:manage' },
      schema: {
        summary: 'Somebody is away, and who stands in',
        params: idParameter,
        body: newAbsence,
        response: { 201: absenceSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const pack = await deps.loadPack()
      return answerChange(deps, request, reply, async (trx, view) => {
        const { actor, params } = request
        const row = await managed(trx, pack, view.pack.country, params.id, actor)
        const { starts_at: startsAt, ends_at: endsAt, person, cover } = request.body
        refuseBackward('', startsAt, endsAt)
        refuseUnknownChannels(pack, cover?.channels)
        const id = uuidv7()
        await insertAbsence(trx, {
          id,
          rotaId: row.id,
          person,
          cover,
          startsAt,
          endsAt,
          createdBy: actor.personId,
        })
        await audit(trx, actor, 'rota.absence_added', row.id, { absence: id, person })
        return { status: 201, body: { id, ...request.body } }
      })
    },
  )
}

function registerRemovals(server: Server, deps: RotaRouteDeps): void {
  for (const table of ['shift', 'absence'] as const) {
    server.delete(
      `/v1/rotas/:id/${table}s/:entry`,
      {
        config: { scope: 'delivery:manage' },
        schema: {
          summary: `Takes a ${table} out of the rota`,
          params: entryParameter,
          response: { 200: z.object({ id: z.string() }), default: problemSchema },
        },
      },
      async (request, reply) => {
        const pack = await deps.loadPack()
        return answerChange(deps, request, reply, async (trx, view) => {
          const { id, entry } = request.params
          await managed(trx, pack, view.pack.country, id, request.actor)
          if (!(await removeEntry(trx, table, id, entry))) {
            throw new AppError('not_found', 'ROTA_ENTRY_UNKNOWN', `the rota ${id} has no ${table} ${entry}`)
          }
          await audit(trx, request.actor, `rota.${table}_removed`, id, { [table]: entry })
          return { status: 200, body: { id: entry } }
        })
      },
    )
  }
}

const times = (row: { readonly startsAt: Temporal.Instant; readonly endsAt: Temporal.Instant }) => ({
  starts_at: row.startsAt.toString(),
  ends_at: row.endsAt.toString(),
})

const pick = (row: Awaited<ReturnType<typeof listShifts>>[number]) => ({
  id: row.id,
  person: row.person,
  name: row.name,
  channels: row.channels === null ? null : [...row.channels],
})

async function shown(deps: RotaRouteDeps, id: string, actor: Actor): Promise<RotaRow> {
  const row = await readRota(deps.db, id)
  const owner = row === undefined ? undefined : (await owned(deps)).get(row.owner)
  if (row === undefined || owner?.isShownTo(actor) !== true) throw unknownRota(id)
  return row
}

function refuseBackward(pointer: string, startsAt: string, endsAt: string): void {
  if (Temporal.Instant.compare(Temporal.Instant.from(startsAt), Temporal.Instant.from(endsAt)) < 0) return
  const message = { es: 'debe ser posterior al inicio', en: 'must be later than its start' }
  throw new AppError(
    'invalid',
    'ROTA_TIMES',
    `ends_at (${endsAt}) must be later than starts_at (${startsAt})`,
    {
      faults: [{ pointer: `${pointer}/ends_at`, code: 'ROTA_TIMES', message }],
    },
  )
}
