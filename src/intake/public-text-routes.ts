// A separate text for readers outside: proposed with the report or later, approved by another person before anybody outside reads it.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { findPersonalData } from '#domain/do-no-harm/free-text.ts'
import { isOwn, maySee } from '#domain/signal/sight.ts'
import type { Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import type { IntakeDeps } from './accept-signals.ts'
import { answerAct, inView } from './answer-act.ts'
import {
  decidePublicText,
  insertPublicTexts,
  listPublicTexts,
  lockPublicText,
  type PublicTextRow,
} from './public-text-store.ts'
import { readRevisions } from './signal-store.ts'

const publicTextSchema = z
  .object({
    signal: z.string(),
    number: z.number().int(),
    body: z.string(),
    person: z.string().describe('Who wrote it'),
    created_at: z.string(),
    decision: z.enum(['approved', 'withheld']).nullable(),
    decided_by: z.string().nullable(),
    decided_at: z.string().nullable(),
    note: z.string().nullable(),
    findings: z
      .array(z.object({ kind: z.string(), from: z.number().int(), to: z.number().int() }))
      .describe('Where it seems to name, reach or locate a person'),
  })
  .meta({ id: 'PublicText' })

type Server = Parameters<FastifyPluginCallbackZod>[0]
const idParameter = z.object({ id: z.uuid() })

export function publicTextRoutes(deps: IntakeDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerTexts(server, deps)
    registerDecision(server, deps)
    done()
  }
}

/** Its own source, or whoever may grade and see it. */
async function requireWriter(trx: Trx, view: RegistryView, actor: Actor, id: string): Promise<void> {
  const latest = (await readRevisions(trx, id)).at(-1)
  if (latest !== undefined && isOwn(latest, actor)) return
  const mayGrade = actor.scopes.includes('signals:grade')
  if (latest !== undefined && mayGrade && maySee(latest, actor, view.places)) return
  throw new AppError(
    'not_found',
    'SIGNAL_UNKNOWN',
    `there is no signal ${id} that this token may write about`,
  )
}

function viewText(row: PublicTextRow, view: RegistryView): z.infer<typeof publicTextSchema> {
  return {
    signal: row.signalId,
    number: row.number,
    body: row.body,
    person: row.person,
    created_at: row.createdAt.toString(),
    decision: row.decision,
    decided_by: row.decidedPerson,
    decided_at: row.decidedAt?.toString() ?? null,
    note: row.note,
    findings: findPersonalData(row.body, view.pack.personalForms),
  }
}

function registerTexts(server: Server, deps: IntakeDeps): void {
  server.get(
    '/v1/signals/:id/public-texts',
    {
      config: { scope: 'signals:write' },
      schema: {
        summary: 'Texts for readers outside, with what became of them; the newest first',
        params: idParameter,
        response: { 200: z.object({ items: z.array(publicTextSchema) }), default: problemSchema },
      },
    },
    (request) =>
      inView(deps, async (trx, view) => {
        await requireWriter(trx, view, request.actor, request.params.id)
        const rows = await listPublicTexts(trx, request.params.id)
        return { items: rows.map((row) => viewText(row, view)) }
      }),
  )
  server.post(
    '/v1/signals/:id/public-texts',
    {
      config: { scope: 'signals:write' },
      schema: {
        summary: 'Propose a text for readers outside; another person approves it',
        params: idParameter,
        body: z.strictObject({ body: z.string().trim().min(1).max(4_000) }),
        response: { 201: publicTextSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx, view) => {
        const { id } = request.params
        await requireWriter(trx, view, request.actor, id)
        const text = { signalId: id, body: request.body.body, tokenId: request.actor.tokenId }
        await insertPublicTexts(trx, [text])
        const [newest] = await listPublicTexts(trx, id)
        if (newest === undefined) throw new AppError('bug', 'INVARIANT_BROKEN', `no text of ${id} was stored`)
        return viewText(newest, view)
      }),
  )
}

function registerDecision(server: Server, deps: IntakeDeps): void {
  server.post(
    '/v1/signals/:id/public-texts/:number/decisions',
    {
      config: { scope: 'signals:grade' },
      schema: {
        summary: 'Approve a text for readers outside, or withhold it; another person than its author',
        params: z.object({ id: z.uuid(), number: z.coerce.number().int().min(1).max(1_000_000) }),
        body: z.strictObject({
          decision: z.enum(['approved', 'withheld']),
          note: z.string().trim().max(500).optional(),
        }),
        response: { 201: publicTextSchema, default: problemSchema },
      },
    },
    (request, reply) =>
      answerAct(deps, request, reply, async (trx, view) => {
        const { id, number } = request.params
        const { decision, note = null } = request.body
        await requireWriter(trx, view, request.actor, id)
        const found = await lockPublicText(trx, id, number)
        if (found === undefined)
          throw new AppError('not_found', 'PUBLIC_TEXT_UNKNOWN', `the signal ${id} has no text ${number}`)
        if (found.decision !== null)
          throw new AppError(
            'conflict',
            'PUBLIC_TEXT_DECIDED',
            `the text ${number} is ${found.decision} already`,
          )
        if (decision === 'approved' && found.person === request.actor.personId)
          throw new AppError(
            'forbidden',
            'ACCESS_TWO_PERSON_SAME_PERSON',
            'whoever wrote it may not approve it: ask another person who has the right to',
          )
        await decidePublicText(trx, found, { decision, person: request.actor.personId, note })
        const decided = await lockPublicText(trx, id, number)
        return viewText(decided ?? found, view)
      }),
  )
}
