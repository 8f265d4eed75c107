// The coded record of 2019 and 2025: every line well-formed, every code known, every fact with a source.
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'

const pack = new URL('../../rules/bo/', import.meta.url)
const gazetteer = new URL('../../../shared/data/bolivia-geo/cod_gazetteer_339.csv', import.meta.url)

const coded = z.array(z.object({ code: z.string() }))
const readCodes = (name: string, list: string) => codes(coded.parse(yaml(name)[list]))

function yaml(name: string): Record<string, unknown> {
  return z.record(z.string(), z.unknown()).parse(parseYaml(readFileSync(new URL(name, pack), 'utf8')))
}
function codes(list: readonly { readonly code: string }[]): Set<string> {
  return new Set(list.map((one) => one.code))
}
const oneOf = (set: ReadonlySet<string>) => z.string().refine((code) => set.has(code), 'unknown code')
const at = (time: string) => Temporal.Instant.from(time).epochMilliseconds

const events = z
  .object({
    event_types: z.array(z.object({ code: z.string(), polarity: z.string() })),
    topics: z.array(z.object({ code: z.string(), categories: z.array(z.string()) })),
  })
  .parse(yaml('event-types.yaml'))
const grading = z.object({ precision: z.object({ time: z.array(z.string()) }) }).parse(yaml('grading.yaml'))
const time = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d-04:00$/)
const count = z.int().min(0)

const signalLine = z.strictObject({
  external_id: z.string().regex(/^bo-20\d\d-[0-9-]{4,12}$/),
  process: z.string(),
  category: oneOf(codes(events.event_types)),
  topic: z.string().optional(),
  factor: z
    .array(oneOf(readCodes('factors.yaml', 'endogenous').union(readCodes('factors.yaml', 'exogenous'))))
    .min(1)
    .max(3)
    .optional(),
  severity: z.int().min(1).max(5),
  features: z.array(oneOf(readCodes('grading.yaml', 'features'))).optional(),
  event_time: time,
  event_time_precision: oneOf(new Set(grading.precision.time)),
  place: z.string().regex(/^BO(?:0[1-9](?:\d\d(?:\d\d)?)?)?$/),
  actors: z
    .array(z.strictObject({ class: oneOf(readCodes('target-kinds.yaml', 'actors')) }))
    .max(5)
    .optional(),
  target: z.strictObject({ kind: oneOf(readCodes('target-kinds.yaml', 'targets')) }).optional(),
  populations: z.array(oneOf(readCodes('populations.yaml', 'populations'))).optional(),
  counts: z
    .strictObject({ killed: count.optional(), injured: count.optional(), arrested: count.optional() })
    .optional(),
  title: z.string().min(1).max(160),
  language: z.literal('es'),
  reliability: z.string().regex(/^[A-F]$/),
  credibility: z.int().min(1).max(6),
  source: z.strictObject({
    id: z.string().min(1),
    kind: oneOf(readCodes('source-kinds.yaml', 'source_kinds')),
    root: z.string().min(1).max(128),
  }),
  marking: z.literal('TLP:CLEAR'),
  consent: z.strictObject({
    internal: z.literal(true),
    ombudsman: z.literal(true),
    un: z.literal(true),
    public: z.literal(true),
  }),
  received_at: time,
})
const sourceFile = z.strictObject({
  schema: z.literal(1),
  kind: z.literal('history_sources'),
  process: z.string(),
  hindsight: z.literal(true),
  sources: z.record(
    z.string(),
    z
      .array(
        z.strictObject({
          publisher: z.string().min(1),
          description: z.string().min(1),
          date: z.string().regex(/^20\d\d(?:-\d\d){0,2}$/),
          url: z.url().optional(),
        }),
      )
      .min(1),
  ),
})
const calendarFile = z.object({
  milestones: z.array(z.object({ date: z.string().optional(), at: z.string().optional() })),
})

/** The whole days from the first to the last milestone of a calendar, local time. */
function span(process: string): { from: number; to: number } {
  const days = calendarFile
    .parse(yaml(`calendars/${process}.yaml`))
    .milestones.map((one) => (one.date ?? one.at ?? '').slice(0, 10))
    .toSorted()
  const last = Temporal.PlainDate.from(days.at(-1) ?? '').add({ days: 1 })
  return { from: at(`${days[0] ?? ''}T00:00:00-04:00`), to: at(`${last.toString()}T00:00:00-04:00`) }
}

describe.each([
  ['bo-2019', 'bo-2019-general', 125],
  ['bo-2025', 'bo-2025-general', 124],
])('%s', (name, process, size) => {
  const lines = readFileSync(new URL(`history/${name}.ndjson`, pack), 'utf8')
    .trimEnd()
    .split('\n')
  const raw = lines.map((line) => z.object({ external_id: z.string() }).loose().parse(JSON.parse(line)))
  const record = sourceFile.parse(yaml(`history/${name}.sources.yaml`))

  test.each(raw.map((one) => [one.external_id, one] as const))('%s is well-formed', (_id, one) => {
    const signal = signalLine.parse(one)
    expect(signal.process).toBe(process)
    const topic = events.topics.find((each) => each.code === signal.topic)
    expect(topic?.code).toBe(signal.topic)
    expect(topic?.categories ?? [signal.category]).toContain(signal.category)
  })

  const signals = raw.flatMap((one) => signalLine.safeParse(one).data ?? [])

  test('the files say what they are and hold what the README says', () => {
    expect(signals).toHaveLength(size)
    expect(record.process).toBe(process)
    const text = readFileSync(new URL(`history/${name}.sources.yaml`, pack), 'utf8')
    expect(text.startsWith('# CODED WITH HINDSIGHT')).toBe(true)
  })

  test('external ids are unique, every one has a source, and no source is without its signal', () => {
    const ids = signals.map((one) => one.external_id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(Object.keys(record.sources).toSorted()).toEqual(ids.toSorted())
  })

  test('sorted by received_at, received no earlier than it happened, and inside the process', () => {
    const open = span(process)
    const received = signals.map((one) => at(one.received_at))
    expect(received).toEqual(received.toSorted((a, b) => a - b))
    for (const one of signals) {
      expect(at(one.received_at), one.external_id).toBeGreaterThanOrEqual(at(one.event_time))
      expect(at(one.event_time), one.external_id).toBeGreaterThanOrEqual(open.from)
      expect(at(one.event_time), one.external_id).toBeLessThan(open.to)
    }
  })

  const publishers = (id: string) => new Set(record.sources[id]?.map((from) => from.publisher)).size

  test('credibility 1 rests on two publishers', () => {
    const thin = signals.filter((one) => one.credibility === 1 && publishers(one.external_id) < 2)
    expect(thin.map((one) => one.external_id)).toEqual([])
  })

  test('deaths are counted on fatality alone, so that sums do not double', () => {
    const elsewhere = signals.filter((one) => one.counts?.killed !== undefined && one.category !== 'fatality')
    expect(elsewhere.map((one) => one.external_id)).toEqual([])
  })

  test('mitigating and calm reports are there', () => {
    const lowering = codes(events.event_types.filter((one) => one.polarity === 'mitigating'))
    expect(signals.filter((one) => lowering.has(one.category)).length).toBeGreaterThanOrEqual(10)
    expect(signals.some((one) => one.topic === 'no_incidents')).toBe(true)
  })

  test.skipIf(!existsSync(gazetteer))(
    'every place is in the gazetteer (skipped where the shared data is absent)',
    () => {
      const known = new Set(readFileSync(gazetteer, 'utf8').match(/BO\d{2,6}/g))
      const strange = signals.filter((one) => one.place !== 'BO' && !known.has(one.place))
      expect(strange.map((one) => `${one.external_id} ${one.place}`)).toEqual([])
    },
  )
})
