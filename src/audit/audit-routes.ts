// /v1/audit: events, checkpoints and proofs for whoever may read the record; nothing here changes anything but the record itself.
import { Readable } from 'node:stream'
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import { eventLine } from '#domain/audit/event-line.ts'
import { consistencyRanges, inclusionRanges, nodesOf, type Range, rangeHash } from '#domain/audit/merkle.ts'
import { sha256Tree } from '#platform/checkpoint-key.ts'
import { readNumberCursor, writeCursor } from '#platform/cursor.ts'
import type { Db } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { latestCheckpoint, listCheckpoints, listKeys, readCheckpoint } from './checkpoint-store.ts'
import { listEvents, readEvent, type StoredEvent } from './event-store.ts'
import { dumpLines } from './export-dump.ts'
import { recordRead } from './record-audit.ts'
import { loadNodes, readTree } from './tree-store.ts'

export interface AuditRouteDeps {
  readonly db: Db
}

type Server = Parameters<FastifyPluginCallbackZod>[0]

const config = { scope: 'audit:read' } as const
const moment = z.iso.datetime({ offset: true })
const limit = z.coerce.number().int().min(1).max(limits.pageLimit).default(limits.pageDefault)
const count = z.coerce.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const hashes = z.array(z.string()).describe('SHA-256, hexadecimal, the lowest first')

const eventSchema = z
  .object({
    id: z.number().int(),
    at: z.string(),
    actor: z.object({ token: z.string().nullable(), person: z.string().nullable() }).nullable(),
    action: z.string(),
    object: z.object({ kind: z.string(), id: z.string() }),
    detail: z
      .record(z.string(), z.unknown())
      .describe('Ids and codes; `note` is the hash of a reason kept elsewhere'),
    index: z.number().int().nullable().describe('Its place in the tree; null = not sealed yet'),
  })
  .meta({ id: 'AuditEvent' })

const checkpointSchema = z
  .object({
    size: z.number().int(),
    root: z.string().describe('SHA-256, hexadecimal'),
    at: z.string(),
    key: z.string().describe('Which of the keys has signed'),
    note: z.string().describe('Signed note (C2SP): what travels in mails, webhooks and feeds'),
  })
  .meta({ id: 'AuditCheckpoint' })

export function auditRoutes(deps: AuditRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerEvents(server, deps)
    registerCheckpoints(server, deps)
    registerInclusion(server, deps)
    registerConsistency(server, deps)
    registerDump(server, deps)
    done()
  }
}

function registerEvents(server: Server, { db }: AuditRouteDeps): void {
  const querystring = z.object({
    action: z.string().max(100).optional().describe('Such as token.issued'),
    object_kind: z.string().max(100).optional(),
    object: z.string().max(200).optional().describe('Id of the object'),
    person: z.uuid().optional().describe('Id of the person who acted'),
    since: moment.optional(),
    until: moment.optional(),
    cursor: z.string().max(200).optional(),
    limit,
  })
  const page = z.object({ items: z.array(eventSchema), next: z.string().nullable() })
  server.get(
    '/v1/audit/events',
    {
      config,
      schema: {
        summary: 'Who did or read what, the latest transaction first; sealed or not yet',
        querystring,
        response: { 200: page, default: problemSchema },
      },
    },
    async ({ query: { cursor, limit: most, ...filter } }) => {
      const rows = await listEvents(db, filter, readNumberCursor(cursor), most + 1)
      const shown = rows.slice(0, most)
      const last = shown.at(-1)
      const next =
        rows.length > most && last !== undefined ? writeCursor({ xid: last.xid, id: String(last.id) }) : null
      return { items: shown.map(viewEvent), next }
    },
  )
}

function viewEvent(event: StoredEvent): z.infer<typeof eventSchema> {
  const { id, at, token, person, action, objectKind, objectId, detail, index } = event
  const actor = token === null && person === null ? null : { token, person }
  return { id, at, actor, action, object: { kind: objectKind, id: objectId }, detail: { ...detail }, index }
}

function registerCheckpoints(server: Server, { db }: AuditRouteDeps): void {
  server.get(
    '/v1/audit/checkpoints',
    {
      config,
      schema: {
        summary: 'Signed checkpoints, the largest first, and the public keys that have signed',
        querystring: z.object({ before: count.optional().describe('Only smaller sizes'), limit }),
        response: {
          200: z.object({
            origin: z.string().describe('The name of this log'),
            keys: z.array(z.string()).describe('For `vigia audit verify --key`'),
            items: z.array(checkpointSchema),
            next: z.number().int().nullable().describe('`before` of the next page'),
          }),
          default: problemSchema,
        },
      },
    },
    async ({ query: { before, limit: most } }) => {
      const { origin } = await readTree(db)
      const keys = (await listKeys(db)).map(({ publicKey }) => publicKey)
      const rows = await listCheckpoints(db, before, most + 1)
      const shown = rows.slice(0, most)
      const next = rows.length > most ? (shown.at(-1)?.size ?? null) : null
      const items = shown.map(({ size, root, at, keyId, note }) => ({
        size,
        root,
        at: at.toString(),
        key: keyId,
        note,
      }))
      return { origin, keys, items, next }
    },
  )
}

function registerInclusion(server: Server, { db }: AuditRouteDeps): void {
  const answer = z.object({
    event: z.string().describe('The canonical line (RFC 8785) whose leaf hash is SHA-256(0x00 ‖ line)'),
    index: z.number().int(),
    leaf: z.string().describe('The leaf hash as it was sealed'),
    size: z.number().int(),
    path: hashes,
    checkpoint: z.string().describe('Signed note of that size'),
  })
  server.get(
    '/v1/audit/proofs/:event',
    {
      config,
      schema: {
        summary: 'Proof that an event is in the sealed log (RFC 6962, 2.1.1)',
        params: z.object({ event: count }),
        querystring: z.object({
          size: count.optional().describe('Of a checkpoint; the last one when left out'),
        }),
        response: { 200: answer, default: problemSchema },
      },
    },
    async ({ params, query }) => {
      const event = await readEvent(db, params.event)
      if (event === undefined)
        throw new AppError('not_found', 'AUDIT_EVENT_UNKNOWN', `there is no event ${params.event}`)
      const checkpoint =
        query.size === undefined ? await latestCheckpoint(db) : await checkpointOf(db, query.size)
      const { index } = event
      if (index === null || checkpoint === undefined || index >= checkpoint.size) {
        throw new AppError(
          'conflict',
          'AUDIT_NOT_SEALED',
          `the event ${params.event} is not in ${checkpoint === undefined ? 'any checkpoint yet' : `the checkpoint of ${checkpoint.size} events`}; ask again in a few seconds, or name a later one`,
        )
      }
      const path = await hashesOf(db, inclusionRanges(index, checkpoint.size))
      const [leaf = ''] = await hashesOf(db, [{ from: index, to: index + 1 }])
      return {
        event: eventLine(event),
        index,
        leaf,
        size: checkpoint.size,
        path,
        checkpoint: checkpoint.note,
      }
    },
  )
}

function registerConsistency(server: Server, { db }: AuditRouteDeps): void {
  const answer = z.object({ from: z.string(), to: z.string(), path: hashes })
  server.get(
    '/v1/audit/consistency',
    {
      config,
      schema: {
        summary: 'Proof that a later checkpoint only adds to an earlier one (RFC 6962, 2.1.2)',
        querystring: z.object({ from: count.describe('Size of the earlier'), to: count.optional() }),
        response: {
          200: answer.describe('Both checkpoints as signed notes, and the proof'),
          default: problemSchema,
        },
      },
    },
    async ({ query }) => {
      const earlier = await checkpointOf(db, query.from)
      const later = query.to === undefined ? await latestCheckpoint(db) : await checkpointOf(db, query.to)
      if (later === undefined || later.size < earlier.size)
        throw new AppError('invalid', 'AUDIT_SIZES', 'expected `from` to be the smaller size of the two')
      const path = await hashesOf(db, consistencyRanges(earlier.size, later.size))
      return { from: earlier.note, to: later.note, path }
    },
  )
}

function registerDump(server: Server, { db }: AuditRouteDeps): void {
  server.get(
    '/v1/audit/dump',
    {
      config,
      schema: {
        summary: 'The sealed log as lines of JSON, for `vigia audit verify`; asking for it is recorded',
        produces: ['application/x-ndjson', 'application/problem+json'],
        response: { 200: z.string(), default: problemSchema },
      },
    },
    async ({ actor }, reply) => {
      await recordRead(db, { actor, action: 'audit.exported', object: { kind: 'audit', id: 'dump' } })
      return reply
        .type('application/x-ndjson')
        .header('content-disposition', 'attachment; filename="vigia-audit.ndjson"')
        .send(Readable.from(endedLines(db)) as unknown as string)
    },
  )
}

async function* endedLines(db: Db): AsyncGenerator<string> {
  for await (const line of dumpLines(db)) yield `${line}\n`
}

async function checkpointOf(db: Db, size: number) {
  const found = await readCheckpoint(db, size)
  if (found !== undefined) return found
  throw new AppError(
    'not_found',
    'AUDIT_CHECKPOINT_UNKNOWN',
    `there is no checkpoint of ${size} events; /v1/audit/checkpoints lists the sizes`,
  )
}

/** All from one reading of the stored nodes. */
async function hashesOf(db: Db, ranges: readonly Range[]): Promise<string[]> {
  const lookup = await loadNodes(db, ranges.flatMap(nodesOf))
  return ranges.map((range) => rangeHash(range, lookup, sha256Tree))
}
