// How the rows of a file become signals: the mappings of the country pack, and rows mapped by one of them or by one made by hand. Nothing is
// stored here; what comes back is posted to /v1/signals:batch like everything else.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { limits } from '#config/limits.ts'
import type { Actor } from '#domain/actor.ts'
import { type HandMapping, handMappingSchema, missingColumns, rowMappingOf } from '#domain/hand-mapping.ts'
import { mapFields, type RowMapping } from '#domain/map-row.ts'
import { columnsOf, type Mapping } from '#domain/mapping.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'

export interface MappingRouteDeps {
  /** Mappings of the pack as their files are now; `refused`: files that cannot be read, with their faults. */
  readMappings(): Promise<{ readonly mappings: readonly Mapping[]; readonly refused: readonly string[] }>
}

// What a spreadsheet has at most that somebody still reads; more columns are a fault of the delimiter.
const columnsMost = 200

const text = z.object({ es: z.string(), en: z.string() })
const columnsOfFields = z
  .record(z.string(), z.array(z.string()))
  .describe('Field of the signal contract → columns that it is made from')

const mappingSchema = z
  .object({
    id: z.string(),
    title: text,
    credit: z.string().describe('Whose data it is: shown wherever a figure from it is shown'),
    delimiter: z.string(),
    columns: z.array(z.string()).describe('A file needs all of them, in any order'),
    process: z.string().nullable().describe('null: every process open at that place and time'),
    fields: columnsOfFields,
  })
  .meta({ id: 'Mapping' })

const requestSchema = z
  .strictObject({
    mapping: z.string().min(1).max(64).optional().describe('Id of a mapping of the pack'),
    by_hand: handMappingSchema.optional(),
    columns: z.array(z.string().min(1).max(200)).min(1).max(columnsMost),
    rows: z
      .array(
        z.strictObject({
          row: z.int().min(1).describe('As the file counts it; named in reasons'),
          cells: z.array(z.string().max(20_000)).max(columnsMost).describe('In the order of columns'),
        }),
      )
      .min(1)
      .max(limits.batchItems),
  })
  .refine((one) => (one.mapping === undefined) !== (one.by_hand === undefined), {
    error: 'either mapping or by_hand',
    path: ['mapping'],
  })
  .refine((one) => new Set(one.columns).size === one.columns.length, {
    error: 'a name stands twice',
    path: ['columns'],
  })

const mappedSchema = z
  .object({
    items: z.array(
      z.object({
        row: z.int(),
        signal: z.record(z.string(), z.unknown()).optional().describe('To be posted as it is'),
        refusals: z
          .array(z.object({ message: z.string(), column: z.string().optional() }))
          .optional()
          .describe('Why the row gives no signal'),
        rest: z
          .record(z.string(), z.unknown())
          .optional()
          .describe(
            'What its other cells give: for a dry run that finds their faults too, never to be stored',
          ),
      }),
    ),
    fields: columnsOfFields,
    left_out: z
      .array(z.string())
      .describe('Fields that the mapping fills and that this caller has no right to set'),
  })
  .meta({ id: 'MappedRows' })

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function mappingRoutes(deps: MappingRouteDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerList(server, deps)
    registerMap(server, deps)
    done()
  }
}

function registerList(server: Server, deps: MappingRouteDeps): void {
  server.get(
    '/v1/mappings',
    {
      config: { scope: 'signals:write' },
      schema: {
        summary: 'Mappings of the country pack: how tables of known senders become signals',
        response: {
          200: z.object({
            items: z.array(mappingSchema),
            refused: z.array(z.string()).describe('Mapping files that cannot be read, with line and column'),
          }),
          default: problemSchema,
        },
      },
    },
    async () => {
      const { mappings, refused } = await deps.readMappings()
      return { items: mappings.map(viewMapping), refused: [...refused] }
    },
  )
}

function registerMap(server: Server, deps: MappingRouteDeps): void {
  server.post(
    '/v1/signals::map',
    {
      config: { scope: 'signals:write' },
      bodyLimit: limits.batchBytes,
      schema: {
        summary: 'Rows of a table as the signals that they would be; stores nothing and judges nothing',
        body: requestSchema,
        response: { 200: mappedSchema, default: problemSchema },
      },
    },
    async ({ actor, body, headers }) => {
      const language = languageOf(headers['accept-language'])
      const chosen = await chosenMapping(deps, actor, body)
      const items = body.rows.map(({ row, cells }) => {
        // Own properties only: a column may be called «constructor».
        const named = Object.fromEntries(
          body.columns.flatMap((name, index) => {
            const cell = cells[index]
            return cell === undefined ? [] : [[name, cell]]
          }),
        )
        const mapped = mapFields(chosen.mapping, named, row, sha256)
        if ('signal' in mapped) return { row, signal: withSource(mapped.signal, chosen.source) }
        const refusals = mapped.refusals.map(({ refused, column }) => ({
          message: refused[language],
          ...(column === undefined ? {} : { column }),
        }))
        if (mapped.rest === undefined) return { row, refusals }
        return { row, refusals, rest: withSource(mapped.rest, chosen.source) }
      })
      return { items, fields: fieldsOf(chosen.mapping), left_out: [...chosen.leftOut] }
    },
  )
}

// What only a sender with the right to grade may say of a report.
const graded = ['reliability', 'credibility', 'verification', 'polarity', 'polarity_reason'] as const
const attributed = ['source.id', 'source.kind'] as const

interface Chosen {
  readonly mapping: RowMapping
  readonly source: Pick<Mapping['source'], 'id' | 'kind'> | undefined
  readonly leftOut: readonly string[]
}

async function chosenMapping(
  deps: MappingRouteDeps,
  actor: Actor,
  body: { mapping?: string | undefined; by_hand?: HandMapping | undefined; columns: readonly string[] },
): Promise<Chosen> {
  const refusedFields = [
    ...(actor.scopes.includes('signals:grade') ? [] : graded),
    ...(actor.scopes.includes('signals:attribute') ? [] : attributed),
  ]
  if (body.by_hand !== undefined) {
    refuseMissing(missingColumns(body.by_hand, body.columns))
    return allowed(rowMappingOf(body.by_hand, body.columns), undefined, refusedFields)
  }
  const { mappings } = await deps.readMappings()
  const found = mappings.find((one) => one.id === body.mapping)
  if (found === undefined) {
    throw new AppError(
      'not_found',
      'INTAKE_MAPPING_UNKNOWN',
      `no mapping ${body.mapping} in the country pack: ${mappings.map((one) => one.id).join(', ') || 'it has none'}`,
    )
  }
  refuseMissing(found.columns.filter((one) => !body.columns.includes(one)))
  const source = actor.scopes.includes('signals:attribute') ? found.source : undefined
  return allowed(found, source, refusedFields)
}

function allowed(mapping: RowMapping, source: Chosen['source'], refused: readonly string[]): Chosen {
  const entries = Object.entries(mapping.fields)
  const kept = entries.filter(([name]) => !refused.includes(name))
  return {
    mapping: { ...mapping, fields: Object.fromEntries(kept) },
    source,
    leftOut: entries.map(([name]) => name).filter((name) => refused.includes(name)),
  }
}

function refuseMissing(columns: readonly string[]): void {
  if (columns.length === 0) return
  throw new AppError(
    'invalid',
    'INTAKE_MAPPING_COLUMNS',
    `the file lacks the columns ${columns.join(', ')}`,
    {
      faults: columns.map((one) => ({
        pointer: '/columns',
        code: 'INTAKE_MAPPING_COLUMNS',
        message: { es: `falta la columna «${one}»`, en: `column “${one}” is missing` },
      })),
    },
  )
}

function withSource(signal: Record<string, unknown>, source: Chosen['source']): Record<string, unknown> {
  if (source === undefined) return signal
  const own = typeof signal['source'] === 'object' ? signal['source'] : {}
  return { ...signal, source: { id: source.id, kind: source.kind, ...own } }
}

function fieldsOf({ fields }: Pick<RowMapping, 'fields'>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(fields).map(([name, how]) => [name, [...new Set(columnsOf(how))]]))
}

function viewMapping(mapping: Mapping): z.infer<typeof mappingSchema> {
  const { id, title, credit, delimiter, columns, process } = mapping
  return {
    id,
    title,
    credit,
    delimiter,
    columns: [...columns],
    process: process ?? null,
    fields: fieldsOf(mapping),
  }
}
