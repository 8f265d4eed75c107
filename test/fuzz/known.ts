// What the generator knows of a running product: words of the country pack by field, and ids that the product itself has answered with,
// kept by the collection they belong to. Without them everything would end at the first «unknown».
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import type { OpenApiDocument } from '../support/openapi.ts'
import type { Known, Schema } from './draw.ts'

const rules = path.join(import.meta.dirname, '../../rules')
const ruleText = readFileSync(path.join(rules, 'bo/rules/candidate-threats.rule.yaml'), 'utf8')
const keptPerName = 60
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

const soon = (hours: number) => Temporal.Now.instant().add({ hours }).toString()

function wordsOf(process: string): Readonly<Record<string, readonly unknown[]>> {
  return {
    usual: ['external_id', 'process', 'place', 'reason', 'act', 'consent', 'source'],
    process: [process],
    target: [{ kind: 'candidate' }, 'candidate-threats', process],
    category: ['threat', 'violence', 'protest', 'roadblock', 'other'],
    place: ['BO', 'BO02', 'La Paz', 'BO-EXT', 'BO0211', 'BO021101'],
    territory: ['BO', 'BO02', ['BO']],
    department: ['BO02', 'BO03'],
    owner: ['office-cochabamba', 'ombudsman-duty', 'office-la-paz'],
    // Not the office of the callers: «Cerrar todo» would end them.
    office: ['office-cochabamba', 'office-la-paz', 'nowhere'],
    audience: ['ombudsman-duty', 'un-liaison'],
    addressee: ['ombudsman-duty', 'police', 'un-liaison'],
    features: ['weapons', []],
    populations: ['women', []],
    rights: ['life', []],
    relatedness: ['timing', []],
    class: ['police', 'party_supporters', 'prevention', 'mediation'],
    group: ['women', 'department'],
    window: ['campaign_acts'],
    polarity_reason: ['así fue'],
    exercise: [true],
    external_id: ['f1', 'f2', 'f3', 'señal 4', 'f5', 'f6'],
    person: ['ana', 'luis'],
    cover: [{ person: 'luis', name: 'Luis' }, null],
    fallback: [{ person: 'jefe', name: 'Jefe' }, null],
    consent: [{ internal: true, ombudsman: true }, { internal: true }],
    source: [{ root: 'r1' }, { root: 'r2', identity: { name: 'Ana Quispe', at_risk: true } }],
    severity: [1, 2, 3, 4],
    rule: ['candidate-threats', 'campaign-violence'],
    rules: ['candidate-threats'],
    kind: ['candidate', 'electoral_body', 'signal'],
    phase: ['campaign'],
    factor: ['en.5.4'],
    name: ['polarisation_index', 'Ana Quispe'],
    topic: ['denunciation'],
    yaml: [ruleText, ruleText.slice(0, 400), ruleText.replaceAll('14d', '7d'), 'a: [', ''],
    scenario: ['campaign', 'election-night', 'x'],
    observed_at: ['2026-03-01T10:00:00-04:00', soon(-5)],
    event_time: [soon(-2), soon(-30), '2026-03-01T10:00:00-04:00'],
    event_end: [soon(-1)],
    starts_at: [soon(1), soon(0)],
    ends_at: [soon(20), soon(48)],
    expires_at: [soon(20)],
    due_at: [soon(30)],
    next_at: [soon(100)],
    follow_up_at: [soon(100)],
    agreed_at: [soon(-3)],
    at: [soon(-1), soon(30)],
    since: [soon(-100), '2020-01-01T00:00:00Z'],
    until: [soon(10)],
    n: [1, 2, 3],
    number: [1, 2],
    limit: [1, 50, 200],
    c: ['inbox', 'email-duty'],
    channel: ['inbox', 'sms-duty', 'email-duty'],
    language: ['es', 'en'],
    set: [{ severity: 2 }, { narrative: null }, { place: 'BO03' }, { category: null }],
    values: [{ least: 5 }, { severe: null }],
    narrative: ['gritaron una amenaza', 'llamó al 71234567', '=1+1'],
    reason: ['porque así lo pide la prueba', 'at_risk', 'mistake'],
    explanation: ['hay que llamar a quien lo vio'],
    identity: [
      { name: 'Ana Quispe', phone: '+591 71234567' },
      { at_risk: true, note: 'de noche' },
    ],
    root: ['r1', 'r2', 'r3'],
    days: [30, 90, 120],
    handle: ['ana', 'beto', 'nadie'],
    passkey: ['AAAA'],
    size: [1, 2, 5],
    before: [1, 5],
    identifier: ['018f6d2e-0000-5000-8000-00000000e5ca'],
    object: ['candidate-threats'],
  }
}

export interface Learning extends Known {
  /** Ids and codes of a JSON answer, kept for later requests. */
  learn(url: string, body: unknown): void
  /** The last entity tags of a path. */
  readonly tags: Map<string, string>
  idsOf(collection: string): readonly string[]
}

/** `secret`: values that no request may aim at, because the run itself stands on them. */
export function createKnown(
  document: OpenApiDocument,
  process: string,
  secret: ReadonlySet<string>,
): Learning {
  const words = wordsOf(process)
  const learnt = new Map<string, string[]>()
  const keep = (name: string, value: string): void => {
    if (secret.has(value)) return
    const list = learnt.get(name) ?? []
    learnt.set(name, list)
    if (list.length < keptPerName) {
      if (!list.includes(value)) list.push(value)
    } else if (!list.includes(value)) list[value.charCodeAt(value.length - 1) % keptPerName] = value
  }
  const take = (collection: string, key: string, value: string, depth: number): void => {
    if (key === 'cursor' || key === 'next') keep('cursor', value)
    else if (value.length < 80 && (key === 'id' || uuid.test(value)))
      keep(key === 'id' && depth < 3 ? collection : key, value)
  }
  const walk = (collection: string, value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null || depth > 5) return
    for (const [key, one] of Object.entries(value).slice(0, 40) as [string, unknown][]) {
      if (typeof one === 'string') take(collection, key, one, depth)
      else walk(collection, one, depth + 1)
    }
  }
  const idsOf = (name: string) => learnt.get(name) ?? []
  return {
    tags: new Map(),
    learn: (url, body) => walk(collectionOf(url), body, 0),
    idsOf,
    of(name) {
      const fixed = words[name]
      if (fixed !== undefined) return fixed
      const bare = name.replace(/_id$/, '')
      const own = idsOf(name)
      return own.length > 0 ? own : idsOf(`${bare}s`)
    },
    resolve: (reference) => document.components.schemas?.[reference.split('/').at(-1) ?? ''] as Schema,
  }
}

/** `/v1/alerts/{id}/actions?x` → `actions`: the last word of a path that is no parameter and no verb. */
export function collectionOf(url: string): string {
  const [pathname = ''] = url.split('?')
  const steps = pathname
    .split('/')
    .map((step) => step.split(':')[0] ?? '')
    .filter((step) => step !== '' && !step.startsWith('{') && !/\d/.test(step))
  return steps.at(-1) ?? ''
}
