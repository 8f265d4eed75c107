// Random logs: late, shuffled, repeated, corrected and retracted reports, series, calendar and entity revisions. Whole ten minutes.
import fc from 'fast-check'
import type { LogLine } from './known.ts'
import { instantText, type Plain } from './plain.ts'

/** Thursday 2026-04-02 00:00 in the zone of the logs; summer time ends in Santiago two days later. */
export const logStart = Date.UTC(2026, 3, 2, 4)
export const logZone = '-04:00'
const step = 600_000
/** Reports happen within five days; ages and windows reach beyond. */
const slots = 5 * 144
const one = <T>(...choices: readonly T[]) => fc.constantFrom(...choices)
const at = (slot: number): string => instantText(logStart + slot * step)

const places = ['BO', 'BO02', 'BO0201', 'BO020101', 'BO020102', 'BO03', 'BO030101'] as const
const fields = {
  category: one('violence', 'violence', 'violence', 'threat', 'protest', 'agreement', 'hate_speech'),
  place: one('BO02', 'BO020101', 'BO020101', 'BO020101', 'BO020101', ...places),
  severity: fc.integer({ min: 1, max: 5 }),
  reliability: one('A', 'B', 'C', 'D', 'E', 'F'),
  credibility: fc.integer({ min: 1, max: 6 }),
  factor: one<unknown>('en.5.4', 'ex.1', ['en.1', 'ex.1.2'], 'en.10', 'en.1.1'),
  'source.id': one('s1', 's1', 's2', 's3'),
  'source.root': one('s1', 'r1', 'r2'),
  'source.kind': one('ombudsman_office', 'media'),
  'target.kind': one('candidate', 'electoral_body'),
  'target.group': one('g1', 'g1', 'g2'),
  'counts.killed': fc.integer({ min: 0, max: 3 }),
  populations: one(['women'], ['women', 'candidates'], []),
  narrative: one('AMENAZA grave', 'amenazas', 'una Quema de anforas', 'quema las ánforas'),
  verification: one('unverified', 'verified', 'verified', 'rejected'),
}
const always = ['category', 'place', 'source.id', 'severity', 'target.group'] as const

const polarityOf = (category: unknown): fc.Arbitrary<string> =>
  category === 'agreement'
    ? one('mitigating')
    : category === 'protest'
      ? one('none')
      : one('risk', 'risk', 'risk', 'none')

const report = fc
  .record(fields, { requiredKeys: [...always] })
  .chain((f) => polarityOf(f.category).map((polarity): Plain => ({ ...f, polarity })))

/** How long a report takes to arrive, in slots: mostly not at all. */
const delay = fc.oneof(
  { arbitrary: fc.constant(0), weight: 6 },
  { arbitrary: one(1, 2, 6, 18, 30, 72), weight: 6 },
  { arbitrary: one(100, 288, 289, 500), weight: 2 },
)
/** Half of the times fall on full hours and half days, so that edges meet. */
const slot = fc.oneof(
  fc.integer({ min: 0, max: slots }),
  fc.integer({ min: 0, max: slots / 6 }).map((n) => n * 6),
  fc.integer({ min: 0, max: slots / 72 }).map((n) => n * 72),
)
const num = fc.integer({ min: 0, max: 40 })

type Move =
  | {
      readonly kind: 'signal'
      readonly slot: number
      readonly delay: number
      readonly fields: Plain
      readonly untimed: boolean
    }
  | { readonly kind: 'again'; readonly slot: number; readonly of: number }
  | { readonly kind: 'retraction'; readonly slot: number; readonly of: number }
  | {
      readonly kind: 'correction'
      readonly slot: number
      readonly of: number
      readonly set: Plain
      readonly moved: number | undefined
    }
  | { readonly kind: 'other'; readonly slot: number; readonly line: Plain }

const change = fc.oneof(
  ...Object.entries(fields).map(([name, value]) =>
    (value as fc.Arbitrary<unknown>).map((v): Plain => ({ [name]: v })),
  ),
)
const otherChange = one<Plain>(
  { polarity: 'none' },
  { polarity: 'risk' },
  { polarity: 'mitigating' },
  { severity: null },
  { 'target.group': null },
  { verification: 'rejected' },
  { verification: 'verified' },
)
const correctedSet = fc
  .array(fc.oneof({ arbitrary: change, weight: 4 }, { arbitrary: otherChange, weight: 1 }), {
    minLength: 1,
    maxLength: 2,
  })
  .map((changes): Plain => Object.assign({}, ...changes))

const indicatorLine = fc
  .record({ value: one(0, 1, 2, 2.5, 4, 30), place: one('BO', 'BO02', 'BO0201', 'BO03'), at: slot })
  .map(
    ({ value, place, at: seen }): Plain => ({
      kind: 'indicator',
      name: 'prices',
      value,
      place,
      at: at(seen),
    }),
  )

const span = fc
  .record({
    code: one('campaign', 'silence', 'election_day', 'registration'),
    place: one('BO', 'BO', 'BO02', 'BO020101'),
    from: fc.integer({ min: -200, max: slots }),
    length: one(36, 144, 400, 1500),
  })
  .map(({ code, place, from, length }): Plain => {
    const type = code === 'campaign' || code === 'registration' ? 'phase' : 'window'
    return { type, code, place, from: at(from), to: at(from + length) }
  })
const wholeCampaign = { type: 'phase', code: 'campaign', place: 'BO', from: at(-200), to: at(1500) }
const calendarLine = fc
  .record({
    spans: fc.array(span, { maxLength: 4 }),
    isCampaign: fc.boolean(),
    vote: fc.option(slot, { nil: undefined }),
    close: slot,
    length: one(0, 36),
  })
  .map(
    ({ spans, isCampaign, vote, close, length }): Plain => ({
      kind: 'calendar',
      spans: isCampaign ? [...spans, wholeCampaign] : spans,
      milestones: {
        ...(vote === undefined ? {} : { vote: { from: at(vote), to: at(vote + 144) } }),
        close: length === 0 ? at(close) : { from: at(close), to: at(close + length) },
      },
    }),
  )

/** Members that fit whichever grouping the rule has; some lack a field. */
const member = one<Plain>(
  { department: 'BO02', municipality: 'BO020101', 'target.group': 'g1', 'source.id': 's1' },
  { department: 'BO03', municipality: 'BO030101', 'target.group': 'g2', 'source.id': 's2' },
  { department: 'BO02', 'source.id': 's3' },
)
const entitiesLine = fc
  .uniqueArray(member, { maxLength: 3 })
  .map((members): Plain => ({ kind: 'entities', set: 'set', members }))

const of = fc.nat({ max: 1000 })
const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('signal' as const),
      slot,
      delay,
      fields: report,
      untimed: num.map((n) => n === 0),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.record({ kind: fc.constant('again' as const), slot, of }),
      fc.record({ kind: fc.constant('retraction' as const), slot, of }),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('correction' as const),
      slot,
      of,
      set: correctedSet,
      moved: fc.option(slot, { nil: undefined, freq: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('other' as const), slot, line: indicatorLine }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('other' as const),
      slot,
      line: fc.oneof(calendarLine, entitiesLine),
    }),
  },
)

interface Arrival {
  readonly received: number
  readonly line: Plain
}

/** Draws the moves together in time, so that windows hold several of them. */
const drawn = (moves: readonly Move[], factor: number): readonly Move[] =>
  moves.map((m) => ({ ...m, slot: Math.floor(m.slot / factor) }))

function arrivals(moves: readonly Move[]): readonly Arrival[] {
  const sent: Arrival[] = []
  const found: Arrival[] = []
  for (const m of moves) {
    if (m.kind === 'signal') {
      const id = `e${sent.length}`
      const time = m.untimed ? {} : { event_time: at(m.slot) }
      const arrival = { received: m.slot + m.delay, line: { kind: 'signal', id, ...time, ...m.fields } }
      sent.push(arrival)
      found.push(arrival)
    } else if (m.kind === 'other') found.push({ received: m.slot, line: m.line })
    else {
      const target = sent[m.of % Math.max(1, sent.length)]
      if (target === undefined) continue
      const received = Math.max(m.slot, target.received)
      const id = target.line['id']
      if (m.kind === 'again') found.push({ received, line: target.line })
      else if (m.kind === 'retraction') found.push({ received, line: { kind: 'retraction', id } })
      else {
        // A correction never moves an event into its own future.
        const moved = m.moved === undefined ? {} : { event_time: at(Math.min(m.moved, received)) }
        found.push({ received, line: { kind: 'correction', id, set: { ...m.set, ...moved } } })
      }
    }
  }
  return found.toSorted((a, b) => a.received - b.received)
}

/** A log whose lines were taken up in the order they arrived, but for a few that were overtaken. */
export const logArb: fc.Arbitrary<readonly LogLine[]> = fc
  .tuple(
    calendarLine,
    fc.option(entitiesLine, { nil: undefined, freq: 4 }),
    fc.array(move, { minLength: 1, maxLength: 22, size: 'max' }),
    fc.array(fc.nat({ max: 1000 }), { maxLength: 2 }),
    one(1, 4, 15, 60),
  )
  .map(([calendar, entities, moves, overtaken, factor]) => {
    const lines: LogLine[] = arrivals(drawn(moves, factor)).map(({ received, line }) => ({
      ...line,
      received_at: at(received),
    }))
    for (const n of overtaken) {
      const index = n % lines.length
      const [taken] = lines.splice(index, 1)
      if (taken !== undefined) lines.splice(Math.min(lines.length, index + 2), 0, taken)
    }
    const first = [calendar, entities].filter((line) => line !== undefined)
    return [...first.map((line) => ({ ...line, received_at: at(0) })), ...lines]
  })

/** Instants at which to look: whole ten minutes up to some days after the last report. */
export const instantsArb: fc.Arbitrary<readonly number[]> = fc
  .uniqueArray(fc.integer({ min: 0, max: slots + 600 }), { minLength: 3, maxLength: 10 })
  .map((found) => found.toSorted((a, b) => a - b).map((n) => logStart + n * step))

/** Zones without and with summer time (Santiago leaves it on 2026-04-04), and data that count from earlier on. */
export const settingArb = fc.record({
  process: fc.constant('p'),
  country: fc.constant('BO'),
  timeZone: one(logZone, 'America/La_Paz', 'America/Santiago'),
  monitoringStart: one(logStart, logStart - 144 * step, logStart - 1000 * step, logStart + 50 * step),
})
