// The console's types of the API, from the OpenAPI document that the server itself generates: what each route answers, and what it takes.
import { compile, type JSONSchema } from 'json-schema-to-typescript'
import type { OpenApiDocument } from './openapi.ts'

const banner =
  '// What the API answers and takes, generated from the OpenAPI document of the product by «npm run api-types». Do not edit.'

interface Content {
  readonly content?: Readonly<Record<string, { readonly schema?: object } | undefined>>
}

/** Two interfaces, `Answers` and `Bodies`, by «METHOD /path», over the named shapes of the document. */
export async function apiTypes(document: OpenApiDocument): Promise<string> {
  const answers: Record<string, object> = {}
  const bodies: Record<string, object> = {}
  for (const [path, operations] of Object.entries(document.paths).toSorted(byName)) {
    for (const [method, operation] of Object.entries(operations)) {
      const name = `${method.toUpperCase()} ${path}`
      const good = Object.entries(operation.responses as Readonly<Record<string, Content>>)
        .filter(([status]) => status.startsWith('2'))
        .flatMap(([, answer]) => jsonOf(answer) ?? [])
      if (good.length > 0) answers[name] = good.length === 1 ? (good[0] ?? {}) : { anyOf: good }
      const body = jsonOf(operation.requestBody)
      if (body !== undefined) bodies[name] = body
    }
  }
  const root = withoutLimits({
    type: 'object',
    title: 'Api',
    properties: { answers: everyOne('Answers', answers), bodies: everyOne('Bodies', bodies) },
    required: ['answers', 'bodies'],
    additionalProperties: false,
    components: document.components,
  })
  const text = await compile(root as JSONSchema, 'Api', {
    bannerComment: banner,
    additionalProperties: false,
    unreachableDefinitions: false,
    strictIndexSignatures: false,
    style: { semi: false, singleQuote: true, printWidth: 110, trailingComma: 'all' },
  })
  // The root only holds the two.
  return text.replace(/export interface Api \{[^}]*\}\n/, '')
}

function byName([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return one < other ? -1 : 1
}

function jsonOf(part: Content | undefined): object | undefined {
  return part?.content?.['application/json']?.schema
}

function everyOne(title: string, properties: Readonly<Record<string, object>>): object {
  return { type: 'object', title, properties, required: Object.keys(properties), additionalProperties: false }
}

// Of a length or a pattern a type knows nothing; `maxItems` would become a tuple for every count.
const limitsOfValues = new Set(['minItems', 'maxItems', 'pattern', 'format', 'default', 'propertyNames'])

function withoutLimits(schema: unknown, isProperties = false): unknown {
  if (Array.isArray(schema)) return schema.map((one) => withoutLimits(one))
  if (typeof schema !== 'object' || schema === null) return schema
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => isProperties || !limitsOfValues.has(key))
      .map(([key, value]) => [key, withoutLimits(value, !isProperties && key === 'properties')]),
  )
}
