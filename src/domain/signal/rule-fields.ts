// The flat fields that rules may read of a signal (rule language §2): no identity of a source, no person.
import type { EventType, Marking } from '../pack.ts'
import type { FieldValue } from '../rules/lane.ts'
import type { IntakeContext, SignalSender } from './intake-context.ts'
import type { SignalBody } from './signal.ts'

interface FieldSource {
  readonly body: SignalBody
  readonly sender: SignalSender
  readonly context: IntakeContext
  readonly category: EventType
  readonly place: string
  readonly severity: number
  readonly marking: Marking
}

/** A field that is missing has no key; `phase` and `window` are added per electoral process when a lane takes the signal up. */
export function ruleFields(source: FieldSource, flags: string[]): Readonly<Record<string, FieldValue>> {
  const { body, sender, context, place } = source
  const counts = body.counts ?? {}
  const factors = factorsOf(source, flags)
  const natures = factors.flatMap((code) => context.pack.factors.get(code)?.nature ?? [])
  return present({
    category: body.category,
    topic: body.topic,
    factor: factors,
    nature: [...new Set(natures)].toSorted(),
    place,
    ...context.places.placeLevels(place),
    station_id: body.station_id,
    severity: source.severity,
    reliability: body.reliability ?? sender.reliability,
    credibility: body.credibility ?? 6,
    'source.id': sender.id,
    'source.kind': sender.kind,
    'source.root': rootOf(source, flags),
    'target.kind': body.target?.kind,
    'target.group': body.target?.group,
    rights: rightsOf(source, flags),
    populations: body.populations,
    'counts.killed': counts.killed,
    'counts.injured': counts.injured,
    'counts.arrested': counts.arrested,
    'counts.participants': counts.participants,
    verification: body.verification ?? 'unverified',
    narrative: body.narrative,
    language: body.language ?? 'es',
    marking: source.marking,
  })
}

/** Who the report goes back to. A source that repeats others and does not say whom is its own root, flagged. */
function rootOf({ body, sender, context }: FieldSource, flags: string[]): string {
  if (body.source?.root !== undefined) return body.source.root
  if (context.pack.sourceKinds.get(sender.kind)?.selfOrigin !== true) flags.push('root_unknown')
  return sender.id
}

function factorsOf({ body, category }: FieldSource, flags: string[]): readonly string[] {
  if (body.factor !== undefined) return typeof body.factor === 'string' ? [body.factor] : body.factor
  if (category.factors.length > 0) flags.push('factor_defaulted')
  return category.factors.slice(0, 1)
}

function rightsOf({ body, category }: FieldSource, flags: string[]): readonly string[] {
  if (body.rights !== undefined) return body.rights
  if (category.rights.length > 0) flags.push('rights_defaulted')
  return category.rights
}

function present(all: Readonly<Record<string, FieldValue | undefined>>): Record<string, FieldValue> {
  const kept: Record<string, FieldValue> = {}
  for (const [name, value] of Object.entries(all)) {
    if (value !== undefined && !(Array.isArray(value) && value.length === 0)) kept[name] = value
  }
  return kept
}
