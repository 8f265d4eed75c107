// Reading rules: where each stands, its revisions, how it differs from its file, and the files of what is in force.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { problemSchema } from '#platform/problem.ts'
import { activeRuleFiles } from './export-rules.ts'
import type { RegistryDeps } from './registry-routes.ts'
import { lifeOf, revisionOf } from './rule-life.ts'
import { tunedRevision } from './rule-tuning.ts'
import {
  driftSchema,
  revisionSchema,
  revisionSummarySchema,
  ruleSchema,
  viewDrift,
  viewRevision,
  viewRule,
  viewSummary,
} from './rule-view.ts'

const id = z.string().max(64)
const n = z.string().max(64).describe('Version, or at least eight digits of the revision’s hash')

export function ruleRoutes(deps: RegistryDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    registerRule(server, deps)
    registerRevisions(server, deps)
    done()
  }
}

type Server = Parameters<FastifyPluginCallbackZod>[0]

function registerRule(server: Server, deps: RegistryDeps): void {
  server.get(
    '/v1/rules/:id',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'One rule: what is in force, the newest revision, parameters, drift from its file',
        params: z.object({ id }),
        response: { 200: ruleSchema, default: problemSchema },
      },
    },
    async (request, reply) => {
      const life = await lifeOf(deps.db, request.params.id)
      void reply.header('etag', `"${tunedRevision(life).hash}"`)
      return viewRule(life)
    },
  )
  server.get(
    '/v1/rules/:id/drift',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'File, database and their common ancestor, line by line',
        params: z.object({ id }),
        response: { 200: driftSchema, default: problemSchema },
      },
    },
    async (request) => viewDrift(await lifeOf(deps.db, request.params.id)),
  )
  const exported = z.object({
    files: z.record(z.string(), z.string()).describe('Path → YAML, with comments'),
    tuned: z
      .record(z.string(), z.record(z.string(), z.number()))
      .describe('Tuned values by rule id; they are no part of a file. Durations in milliseconds'),
  })
  server.get(
    '/v1/rules::export',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'The rules in force as a tree of files',
        response: { 200: exported, default: problemSchema },
      },
    },
    async () => {
      const found = await activeRuleFiles(deps.db)
      return {
        files: Object.fromEntries(found.map(({ path, yaml }) => [path, yaml])),
        tuned: Object.fromEntries(
          found
            .filter(({ tuned }) => Object.keys(tuned).length > 0)
            .map(({ id: rule, tuned }) => [rule, { ...tuned }]),
        ),
      }
    },
  )
}

function registerRevisions(server: Server, deps: RegistryDeps): void {
  server.get(
    '/v1/rules/:id/revisions',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'Every revision of a rule, the newest first',
        params: z.object({ id }),
        response: { 200: z.object({ items: z.array(revisionSummarySchema) }), default: problemSchema },
      },
    },
    async (request) => {
      const life = await lifeOf(deps.db, request.params.id)
      return { items: life.revisions.map((one) => viewSummary(life, one)) }
    },
  )
  server.get(
    '/v1/rules/:id/revisions/:n',
    {
      config: { scope: 'rules:read' },
      schema: {
        summary: 'One revision as YAML and as JSON',
        params: z.object({ id, n }),
        response: { 200: revisionSchema, default: problemSchema },
      },
    },
    async (request) => {
      const life = await lifeOf(deps.db, request.params.id)
      return viewRevision(life, revisionOf(life, request.params.n))
    },
  )
}
