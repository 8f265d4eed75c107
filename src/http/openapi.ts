// The OpenAPI 3.1 document: generated from the zod schemas of the routes, and the only description of the API.
import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'

type TransformObject = NonNullable<FastifyDynamicSwaggerOptions['transformObject']>

export const openapiOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: { title: 'Vigía', version: '1', description: 'Early warning of conflict around elections' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    security: [{ token: [] }],
  },
  transform: jsonSchemaTransform,
  transformObject: (document) => withProblemType(jsonSchemaTransformObject(document)),
}

interface Operation {
  readonly responses?: Readonly<Record<string, { content?: Record<string, unknown> }>>
}

/** Every route's `default` answer is a problem, and problems have a media type of their own (RFC 9457). */
function withProblemType(document: ReturnType<TransformObject>): ReturnType<TransformObject> {
  const operations: Operation[] = Object.values(document.paths ?? {}).flatMap((path) =>
    Object.values(path ?? {}),
  )
  for (const { responses } of operations) {
    const problem = responses?.['default']
    const schema = problem?.content?.['application/json']
    if (problem !== undefined && schema !== undefined)
      problem.content = { 'application/problem+json': schema }
  }
  return document
}
