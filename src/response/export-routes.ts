// /v1/exports: measures and alerts as CSV and JSON; each export is in the audit log.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordAudit } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import { type Executor, inTransaction } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'
import type { Sight } from './action-store.ts'
import { type ExportFilter, type ExportRow, exportActions, exportAlerts } from './export-store.ts'
import { type LedgerDeps, ledgerView, sightOf } from './ledger.ts'
import { writeCsv } from './write-csv.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

/** What one answer holds; more is asked for in periods. */
const MOST = 50_000

const caveats = {
  es: 'Los informes muestran patrones, no son un censo: dependen de quién informa y de dónde llega la red.',
  en: 'Reports show patterns and are no census: they depend on who reports and on where the network reaches.',
} as const

const query = z.object({
  process: z.string().max(64).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})
const cellSchema = z.union([z.string(), z.number(), z.boolean(), z.null()])
const exportSchema = z.object({ caveat: z.string(), items: z.array(z.record(z.string(), cellSchema)) })

interface Kind {
  readonly name: 'actions' | 'alerts'
  readonly columns: readonly string[]
  read(db: Executor, sight: Sight, filter: ExportFilter, limit: number): Promise<ExportRow[]>
}

const kinds: readonly Kind[] = [
  {
    name: 'actions',
    columns:
      'id,alert_id,process,rule,rule_action,place_pcode,department_pcode,exercise,level,text_es,text_en,class,line,addressee,due_at,state,overdue,held_back,taken,rating,evidence_count,created_at'.split(
        ',',
      ),
    read: exportActions,
  },
  {
    name: 'alerts',
    columns:
      'id,process,rule,title_es,title_en,episode,state,level,max_level,place_pcode,department_pcode,marking,exercise,late,fired_at,closed_at,acknowledged_at,actions,outcome'.split(
        ',',
      ),
    read: exportAlerts,
  },
]

export function exportRoutes(deps: LedgerDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    for (const kind of kinds) {
      registerCsv(server, deps, kind)
      registerJson(server, deps, kind)
    }
    done()
  }
}

function registerCsv(server: Server, deps: LedgerDeps, kind: Kind): void {
  server.get(
    `/v1/exports/${kind.name}.csv`,
    {
      config: { scope: 'exports:read', stepUp: true },
      schema: {
        summary: `Every one of the ${kind.name} that the caller may see, as CSV that a spreadsheet opens as text`,
        produces: ['text/csv', 'application/problem+json'],
        querystring: query,
        response: { 200: z.string(), default: problemSchema },
      },
    },
    async ({ query: filter, actor, headers }, reply) => {
      const rows = await readAudited(deps, kind, actor, filter, 'csv')
      return reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', `attachment; filename="vigia-${kind.name}.csv"`)
        .send(writeCsv(caveats[languageOf(headers['accept-language'])], kind.columns, rows))
    },
  )
}

function registerJson(server: Server, deps: LedgerDeps, kind: Kind): void {
  server.get(
    `/v1/exports/${kind.name}.json`,
    {
      config: { scope: 'exports:read', stepUp: true },
      schema: {
        summary: `Every one of the ${kind.name} that the caller may see, as JSON`,
        querystring: query,
        response: { 200: exportSchema, default: problemSchema },
      },
    },
    async ({ query: filter, actor, headers }) => ({
      caveat: caveats[languageOf(headers['accept-language'])],
      items: (await readAudited(deps, kind, actor, filter, 'json')).map((row) => ({ ...row })),
    }),
  )
}

/** Nothing leaves without its line in the audit log, which is written in the transaction of the reading. */
async function readAudited(
  deps: LedgerDeps,
  kind: Kind,
  actor: Actor,
  filter: ExportFilter,
  form: string,
): Promise<ExportRow[]> {
  const { pack } = await ledgerView(deps)
  return inTransaction(deps.db, async (trx) => {
    const rows = await kind.read(trx, sightOf(actor, pack.country), filter, MOST + 1)
    if (rows.length > MOST) {
      throw new AppError(
        'invalid',
        'EXPORT_TOO_LARGE',
        `more than ${MOST} rows: ask for a shorter period with since and until`,
      )
    }
    await recordAudit(trx, {
      actor,
      action: 'export.read',
      object: { kind: 'export', id: kind.name },
      detail: { form, rows: rows.length, ...filter },
    })
    return rows
  })
}
