// /v1/bulletins/{id}.html and .txt: a bulletin as a file of its own, to be printed or sent on.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import type { Print } from '#domain/bulletin/print.ts'
import { printHtml } from '#domain/bulletin/print-html.ts'
import { printText } from '#domain/bulletin/print-text.ts'
import { languageOf, problemSchema } from '#platform/problem.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { type BulletinDeps, viewOf } from './act-once.ts'
import {
  type BulletinEventRow,
  type BulletinRow,
  listBulletinEvents,
  readBulletin,
} from './bulletin-store.ts'
import { visible } from './read-bulletin.ts'

const files = [
  { ending: 'html', type: 'text/html', what: 'a page that needs nothing else', render: printHtml },
  { ending: 'txt', type: 'text/plain', what: 'plain text', render: printText },
] as const

export function bulletinFileRoutes(deps: BulletinDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    for (const { ending, type, what, render } of files) {
      server.get(
        `/v1/bulletins/:id.${ending}`,
        {
          config: { scope: 'alerts:read' },
          schema: {
            summary: `A bulletin as ${what}, with marking, errata, method and audit checkpoint`,
            produces: [type, 'application/problem+json'],
            params: z.object({ id: z.uuid() }),
            querystring: z.object({
              lang: z.enum(['es', 'en']).optional().describe('Default: by Accept-Language'),
            }),
            response: { 200: z.string(), default: problemSchema },
          },
        },
        async ({ actor, params, query, headers }, reply) => {
          const print = await printOf(deps, actor, params.id)
          const language = query.lang ?? languageOf(headers['accept-language'])
          return (
            reply
              .type(`${type}; charset=utf-8`)
              .header('cache-control', 'private, no-cache')
              // the page brings its own style and nothing that runs
              .header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
              .send(render(print, language))
          )
        },
      )
    }
    done()
  }
}

async function printOf(deps: BulletinDeps, actor: Actor, id: string): Promise<Print> {
  const view = await viewOf(deps)
  const row = visible(view, actor, id, await readBulletin(deps.db, id))
  return { ...factsOf(row, await listBulletinEvents(deps.db, id)), ...namesOf(view, row) }
}

function factsOf(row: BulletinRow, events: readonly BulletinEventRow[]) {
  const end = events.findLast((one) => one.kind === 'withdrawn')
  const { id, kind, place, marking, ceiling, isExercise, state, hash, checkpoint, texts, numbers } = row
  return {
    id,
    kind,
    place,
    marking,
    ceiling,
    isExercise,
    state,
    hash,
    checkpoint,
    texts,
    numbers,
    from: row.from.toString(),
    to: row.to.toString(),
    asOf: row.asOf.toString(),
    publishedAt: row.publishedAt?.toString() ?? null,
    withdrawn: end === undefined ? null : { at: end.at.toString(), reason: end.body.reason ?? '' },
    errata: events.flatMap(({ kind: act, at, body }) =>
      act === 'erratum' && body.text !== undefined ? [{ at: at.toString(), text: body.text }] : [],
    ),
  }
}

/** What has no name in the pack is shown by its code. */
const plain = (code: string) => ({ es: code, en: code })

function namesOf({ pack, processes }: RegistryView, row: BulletinRow) {
  return {
    processName: processes.find((one) => one.id === row.process)?.name ?? plain(row.process),
    country: pack.country,
    timeZone: pack.timeZone,
    boundaries: pack.boundaries ?? [],
    placeName: (code: string) => pack.places.get(code)?.name ?? code,
    institutionName: (code: string) => pack.addressees.get(code)?.labels ?? plain(code),
  }
}
