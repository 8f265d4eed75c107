// Generated signals: as a client posts them, and as a lane sees them.
import type { LaneSignal } from '#domain/rules/lane.ts'
import type { Random } from './random.ts'
import { categories, factors, sourceKinds, targets } from './workload-rules.ts'

const minute = 60_000
const departments = ['BO01', 'BO02', 'BO03', 'BO04', 'BO05', 'BO06', 'BO07', 'BO08', 'BO09'] as const

interface Draft {
  readonly category: string
  readonly place: string
  readonly severity: number
  readonly target: string | undefined
  readonly factor: readonly string[]
  readonly source: number
  readonly root: string
  readonly isVerified: boolean
  /** Event time before acceptance, in milliseconds. */
  readonly age: number
}

/** Nine in ten reports come within ten minutes, one in ten up to two days late. */
function draft(random: Random): Draft {
  return {
    category: random.pick(categories),
    place: random.pick(departments),
    severity: 1 + random.below(5),
    target: random.chance(0.7) ? random.pick(targets) : undefined,
    factor: random.chance(0.2) ? [random.pick(factors), random.pick(factors)] : [random.pick(factors)],
    source: random.below(20),
    root: `root-${random.below(60)}`,
    isVerified: random.chance(0.2),
    age: Math.floor(random.next() * (random.chance(0.1) ? 2 * 24 * 60 * minute : 10 * minute)),
  }
}

const sourceKind = (source: number) => sourceKinds[source % sourceKinds.length] ?? 'academic'

/** A body for POST /v1/signals, about 450 bytes; `name` is the external id. */
export function signalBody(random: Random, name: string, now: number): Record<string, unknown> {
  const one = draft(random)
  return {
    external_id: name,
    category: one.category,
    place: one.place,
    severity: one.severity,
    ...(one.target === undefined ? {} : { target: { kind: one.target } }),
    factor: [...new Set(one.factor)],
    verification: one.isVerified ? 'verified' : 'unverified',
    event_time: Temporal.Instant.fromEpochMilliseconds(now - one.age).toString(),
    source: { id: `bench-source-${one.source}`, kind: sourceKind(one.source), root: one.root },
    narrative:
      'Informe de prueba de carga: personas reunidas frente a la sede, sin heridos hasta el momento.',
    consent: { internal: true, ombudsman: true },
    exercise: true,
  }
}

/** The same as scoring reads it, with the fields that intake derives. */
export function laneSignal(random: Random, name: string, receivedAt: number): LaneSignal {
  const one = draft(random)
  return {
    id: name,
    rev: 1,
    eventTime: receivedAt - one.age,
    receivedAt,
    polarity: 'risk',
    discount: 0.6,
    fields: {
      category: one.category,
      factor: [...new Set(one.factor)],
      nature: ['endogenous'],
      place: one.place,
      department: one.place,
      severity: one.severity,
      reliability: 'B',
      credibility: 3,
      'source.id': `bench-source-${one.source}`,
      'source.kind': sourceKind(one.source),
      'source.root': one.root,
      ...(one.target === undefined ? {} : { 'target.kind': one.target }),
      rights: ['personal_integrity'],
      verification: one.isVerified ? 'verified' : 'unverified',
      language: 'es',
      marking: 'TLP:AMBER',
      process: 'bench',
      phase: ['campaign'],
      window: ['campaign_acts'],
    },
  }
}
