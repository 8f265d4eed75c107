// /v1/places and /v1/factors: the gazetteer and the catalogue of factors.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { boundariesFile } from '#domain/pack/boundaries-shape.ts'
import { problemSchema } from '#platform/problem.ts'
import { labelledSchema, type RegistryDeps, viewOf } from './registry-routes.ts'

type Server = Parameters<FastifyPluginCallbackZod>[0]

export function placeAndFactorRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerPlaces(server, deps)
    done()
  }
}

function registerPlaces(server: Server, deps: RegistryDeps): void {
  const place = z.object({
    code: z.string(),
    name: z.string(),
    level: z.string(),
    parent: z.string().nullable(),
  })
  server.get(
    '/v1/places',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'Territories; `match` finds one by code, name or alias, without accents',
        querystring: z.object({
          match: z.string().min(1).max(120).optional(),
          within: z.string().max(16).optional(),
        }),
        response: { 200: z.object({ items: z.array(place), gazetteer: z.string() }), default: problemSchema },
      },
    },
    async (request) => {
      const { places, pack } = await viewOf(deps)
      const { match, within } = request.query
      const all = [...pack.places.values()]
      const found = match === undefined ? undefined : places.resolve(match)
      const codes =
        found === undefined
          ? undefined
          : found.code === undefined
            ? found.nearest.map((one) => one.code)
            : [found.code]
      return {
        items: all
          .filter(
            (one) =>
              (codes === undefined || codes.includes(one.code)) &&
              (within === undefined || places.isWithin(one.code, within)),
          )
          .map(({ code, name, level, parent }) => ({ code, name, level, parent })),
        gazetteer: pack.versions.gazetteer,
      }
    },
  )
  server.get(
    '/v1/places/geometry',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary:
          'Outlines of places as TopoJSON, one topology per file of the pack, the id of each geometry a place code; none where the pack has none',
        response: {
          200: z.object({ items: z.array(boundariesFile), gazetteer: z.string() }),
          default: problemSchema,
        },
      },
    },
    async (_request, reply) => {
      const { pack } = await viewOf(deps)
      // It changes with the pack alone; whoever asks with another version in the address gets the new one.
      void reply.header('cache-control', 'private, max-age=86400')
      return { items: [...(pack.boundaries ?? [])], gazetteer: pack.versions.gazetteer }
    },
  )
  server.get(
    '/v1/factors',
    {
      config: { scope: 'registry:read' },
      schema: {
        summary: 'Endogenous and exogenous factors of electoral conflict',
        response: {
          200: z.object({
            items: z.array(labelledSchema.extend({ nature: z.enum(['endogenous', 'exogenous']) })),
            edition: z.string(),
          }),
          default: problemSchema,
        },
      },
    },
    async () => {
      const { pack } = await viewOf(deps)
      return {
        items: [...pack.factors.values()].map(({ code, labels, nature }) => ({ code, labels, nature })),
        edition: pack.versions.taxonomy,
      }
    },
  )
}
