// One request after another for every route of the server and every parameter that the API document names: mostly of the declared shape
// with ids that exist, often spoilt in one place, sometimes nothing like it. Seeded: the same seed and answers give the same requests.
import { hostile } from '../support/from-schema.ts'
import type { RouteName } from '../support/route-list.ts'
import { type Dice, draw, type Schema, spoil } from './draw.ts'
import { collectionOf, type Learning } from './known.ts'
import type { Caller, FuzzWorld } from './world.ts'

export interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}
interface Operation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

export interface Target {
  /** `POST /v1/alerts/{id}/actions`. */
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
  readonly weight: number
}

export interface Drawn {
  readonly target: Target
  readonly caller: Caller
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly payload: string | undefined
}

/** Whole files, folds of a whole log, or hashes made to be slow: seldom, or they would be all that runs. */
const slow =
  /audit\/dump|openapi|metrics|rules:|backtest|:test$|exports|feeds\/cap$|auth\/(password|enrolment\/password)$|password:change|step-up\/password/

export function targetsOf(world: FuzzWorld, routes: readonly RouteName[]): Target[] {
  return routes.map(({ method, url }) => {
    const path = url.replaceAll(/(?<=\/):(\w+)/g, '{$1}')
    const paths = world.document.paths as Readonly<Record<string, Readonly<Record<string, Operation>>>>
    const operation = paths[path]?.[method.toLowerCase()]
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(
      ([, name = '']): Parameter => ({ name, in: 'path', schema: { type: 'string' } }),
    )
    const declared = operation?.parameters ?? []
    const missing = named.filter((one) => !declared.some((other) => other.name === one.name))
    return {
      name: `${method} ${path}`,
      method,
      path,
      parameters: [...declared, ...missing],
      body: operation?.requestBody?.content['application/json']?.schema,
      weight: weightOf(method, path),
    }
  })
}

function weightOf(method: string, path: string): number {
  if (slow.test(path)) return 1
  return method === 'POST' && path.startsWith('/v1/signals') ? 24 : 12
}

export interface Requests {
  next(): Drawn
  /** Who got past the door of a route: they are asked again. */
  welcome(target: Target, caller: Caller): void
}

export function createRequests(
  dice: Dice,
  world: FuzzWorld,
  targets: readonly Target[],
  known: Learning,
): Requests {
  const lots = targets.flatMap((target) => Array.from({ length: target.weight }, () => target))
  const welcomed = new Map<Target, Caller[]>()
  return {
    welcome(target, caller) {
      const list = welcomed.get(target) ?? []
      welcomed.set(target, list)
      if (!list.includes(caller)) list.push(caller)
    },
    next() {
      const target = dice.pick(lots)
      const friends = welcomed.get(target) ?? []
      const caller = friends.length > 0 && dice.chance(0.55) ? dice.pick(friends) : dice.pick(world.callers)
      const wound = woundOf(dice)
      const payload = payloadOf(dice, target, known, wound)
      const isEmpty = payload === undefined && dice.chance(0.98)
      return {
        target,
        caller,
        method: methodOf(dice, target, wound),
        url: urlOf(dice, target, known, wound),
        headers: {
          ...(isEmpty ? {} : { 'content-type': 'application/json' }),
          ...headersOf(dice, target, known, wound),
          ...caller.headers,
        },
        payload,
      }
    },
  }
}

/** Where this request is spoilt; nearly half of them nowhere. */
type Wound = 'none' | 'path' | 'query' | 'body' | 'text' | 'header' | 'method'
const woundOf = (dice: Dice): Wound =>
  dice.chance(0.48)
    ? 'none'
    : dice.pick(['path', 'query', 'query', 'body', 'body', 'body', 'body', 'text', 'header', 'method'])

function methodOf(dice: Dice, { method, path }: Target, wound: Wound): string {
  // A stream that is open does not end: its head says enough.
  if (path === '/v1/stream') return 'HEAD'
  return wound === 'method' ? dice.pick(['GET', 'PUT', 'PATCH', 'DELETE', 'POST', 'OPTIONS', 'HEAD']) : method
}

const segments = ['', '.', '..', '%2e%2e', '%2F', '%zz', '%00', '%ff', 'a'.repeat(300), '__proto__', "';--"]

function urlOf(dice: Dice, { path, parameters }: Target, known: Learning, wound: Wound): string {
  const inPath = parameters.filter((one) => one.in === 'path')
  const broken = wound === 'path' && inPath.length > 0 ? dice.pick(inPath).name : undefined
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string, at: number) => {
    if (name === broken) return dice.chance(0.5) ? dice.pick(segments) : escaped(dice.pick(hostile))
    const own = name === 'id' || name === 'entry' || name === 'follow' || name === 'event'
    const ids = own ? known.idsOf(collectionOf(path.slice(0, at))) : []
    if (ids.length > 0 && dice.chance(0.85)) return escaped(dice.pick(ids))
    const schema = inPath.find((one) => one.name === name)?.schema ?? {}
    return escaped(draw(dice, schema, known, own ? '' : name))
  })
  const asked = parameters
    .filter((one) => one.in === 'query' && (one.required === true || dice.chance(0.2)))
    .map((one) => [one.name, draw(dice, one.schema, known, one.name)] as const)
  if (wound === 'query') asked.push(...wrongQuery(dice, parameters))
  const query = asked.map(([name, value]) => `${escaped(name)}=${escaped(value)}`).join('&')
  return filled.replace('*', 'x') + (query === '' ? '' : `?${query}`)
}

function wrongQuery(dice: Dice, parameters: readonly Parameter[]): [string, unknown][] {
  const names = parameters.filter((one) => one.in === 'query').map((one) => one.name)
  const name = names.length > 0 && dice.chance(0.8) ? dice.pick(names) : dice.pick(['x', '__proto__', 'a[b]'])
  const value = dice.pick([...hostile, '-1', '1e9', '2026-13-01', 'x'.repeat(2_000), '%'])
  return dice.chance(0.2)
    ? [
        [name, value],
        [name, '1'],
      ]
    : [[name, value]]
}

/** As a URL carries it; what no URL can carry becomes the replacement character. */
function escaped(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'undefined')
  return encodeURIComponent(text.toWellFormed())
}

const wrongHeaders: readonly [string, string][] = [
  ['content-type', 'text/xml'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'multipart/form-data'],
  ['content-type', ''],
  ['accept', 'application/xml'],
  ['accept-encoding', 'br;q=9'],
  ['if-none-match', '*'],
  ['if-match', 'W/"x"'],
  ['if-match', '"9999"'],
  ['range', 'bytes=0-99999999999'],
  ['last-event-id', '-1'],
  ['last-event-id', '99999999999999999999'],
  ['idempotency-key', 'two words'],
  ['idempotency-key', 'x'.repeat(400)],
  ['x-forwarded-for', '203.0.113.9'],
  ['x-http-method-override', 'DELETE'],
  ['origin', 'https://evil.example'],
  ['origin', 'null'],
  ['sec-fetch-site', 'cross-site'],
  ['cookie', '__Host-vigia_session=x; __Host-vigia_session=y'],
  ['cookie', '=;;='],
  ['host', 'evil.example:99999'],
  ['webhook-id', 'x'],
  ['webhook-signature', 'v1,AAAA'],
]

function headersOf(dice: Dice, target: Target, known: Learning, wound: Wound): Record<string, string> {
  const headers: Record<string, string> = {}
  if (dice.chance(0.3)) headers['accept-language'] = dice.pick(['es', 'en', '*', 'x'.repeat(200)])
  if (target.method !== 'GET' && dice.chance(0.1)) headers['idempotency-key'] = `k${dice.below(40)}`
  const tag = known.tags.get(target.path)
  for (const { name, in: where } of target.parameters)
    if (where === 'header' && dice.chance(0.7)) headers[name.toLowerCase()] = tag ?? '"1"'
  if (tag !== undefined && dice.chance(0.2)) headers['if-none-match'] = tag
  if (wound === 'header') {
    const [name, value] = dice.pick(wrongHeaders)
    headers[name] = value
  }
  return headers
}

const texts = [
  '',
  '{',
  '{"a":1,"a":2}',
  '[1e999]',
  '\ufeff{}',
  '{"a":"\\ud800"}',
  'null',
  '"x"',
  '[[[[[[1]]]]]]',
]
const deep = `${'['.repeat(3_000)}${']'.repeat(3_000)}`

function payloadOf(dice: Dice, { method, body }: Target, known: Learning, wound: Wound): string | undefined {
  if (method === 'GET' || method === 'DELETE') return undefined
  if (wound === 'text') return dice.pick([...texts, deep, `{"a":"${'x'.repeat(70_000)}"}`])
  if (body === undefined) return dice.chance(0.9) ? undefined : '{}'
  const drawn = draw(dice, body, known)
  return JSON.stringify(wound === 'body' ? spoil(dice, drawn) : drawn)
}
