// Holds answers against the OpenAPI document: the route is documented, the status is, the content type is, the body has the declared shape.
import { Ajv2020 } from 'ajv/dist/2020.js'

interface Operation {
  readonly summary?: string
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> }
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
}

export interface OpenApiDocument {
  readonly openapi: string
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas?: Readonly<Record<string, object>> }
}

export interface Exchange {
  readonly method: string
  readonly url: string
  readonly status: number
  readonly contentType: string
  readonly body: unknown
}

export interface Contract {
  /** Sentences; empty when the answer keeps to the document. */
  faults(exchange: Exchange): string[]
  /** How many answers were compared with a schema so far. */
  readonly compared: () => number
}

// Answered outside of the document: what has no route, and what describes or measures the service itself.
const undocumented = new Set(['/openapi.json', '/metrics'])

function isDocumented(operation: Operation, status: string, type: string): boolean {
  return operation.responses[status]?.content?.[type] !== undefined
}

export function createContract(document: OpenApiDocument): Contract {
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false })
  ajv.addSchema(document, 'api')
  const paths = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replaceAll(/[.:]/g, '\\$&').replaceAll(/\{[^}]+\}/g, '[^/:]+')}$`),
  }))
  let compared = 0

  function faults({ method, url, status, contentType, body }: Exchange): string[] {
    const [pathname = ''] = url.split('?')
    if (undocumented.has(pathname) || method === 'HEAD' || method === 'OPTIONS') return []
    const path = paths.find((one) => one.pattern.test(pathname))?.path ?? ''
    const operation = document.paths[path]?.[method.toLowerCase()]
    if (operation === undefined) return compare('#/components/schemas/Problem', body, `${method} ${url}`)
    const documented = String(status) in operation.responses ? String(status) : 'default'
    const [type = ''] = contentType.split(';')
    if (!isDocumented(operation, documented, type)) {
      return [`${method} ${path}: ${status} as ${type} is not documented`]
    }
    const steps = ['paths', path, method.toLowerCase(), 'responses', documented, 'content', type, 'schema']
    const pointer = steps
      .map((step) => encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1')))
      .join('/')
    return compare(`#/${pointer}`, body, `${method} ${path} ${status}`)
  }

  function compare(pointer: string, body: unknown, name: string): string[] {
    const validate = ajv.getSchema(`api${pointer}`)
    if (validate === undefined) return [`${name}: no schema at ${pointer}`]
    compared += 1
    if (validate(body) === true) return []
    return (validate.errors ?? []).map((one) => `${name}: ${one.instancePath} ${one.message ?? ''}`)
  }

  return { faults, compared: () => compared }
}
