// Body → what the engine knows of it: defaults with flags, codes checked, place and time resolved, phases and calendar windows in force.
// Pure: the clock, the registry and the sender come in as arguments; every fault is collected, none is thrown.
import { stricterMarking } from '../actor.ts'
import { canaryProcess, canarySource } from '../canary.ts'
import { holdsBack } from '../do-no-harm/free-text.ts'
import { discountOf } from '../grading.ts'
import type { CountryPack, EventType, Marking, TargetKind } from '../pack.ts'
import type { PlaceLevels } from '../place.ts'
import type { Instant } from '../time.ts'
import { checkCodes, hasUnusualPolarity } from './check-codes.ts'
import { calendarsOf } from './derive-calendar.ts'
import { coordinatesOf, placeOf, type SignalTime, timeOf } from './derive-place-time.ts'
import type { IntakeContext, SignalSender } from './intake-context.ts'
import { ruleFields } from './rule-fields.ts'
import type { DerivedSignal, OpenCalendar, SignalBody } from './signal.ts'
import { fault, type SignalFault } from './signal-faults.ts'
import { findingsIn } from './text-findings.ts'

export type DeriveResult =
  | { readonly derived: DerivedSignal; readonly faults?: undefined }
  | { readonly derived?: undefined; readonly faults: readonly SignalFault[] }

/** `context.receivedAt` is the database clock, or the record's in a replay. */
export function deriveSignal(body: SignalBody, sender: SignalSender, context: IntakeContext): DeriveResult {
  const { pack } = context
  const faults: SignalFault[] = [
    ...checkRights(body, sender, pack),
    ...checkCodes(body, pack),
    ...checkConsent(body, sender, pack),
    ...checkCanary(body, sender),
  ]
  const flags: string[] = []
  const category = pack.eventTypes.get(body.category)
  const time = timeOf(body, context, flags, faults)
  const coordinates = coordinatesOf(body, pack, flags, faults)
  const place = placeOf(body, coordinates, context, flags, faults)
  if (faults.length > 0 || category === undefined || place === undefined) return { faults }
  const processes = calendarsOf(body, place, context.places.ancestors(place), time.at, context, faults)
  if (faults.length > 0) return { faults }
  const hasPoint = coordinates !== undefined
  return { derived: assemble({ body, sender, context, category, time, place, hasPoint, processes }, flags) }
}

interface Resolved {
  readonly body: SignalBody
  readonly sender: SignalSender
  readonly context: IntakeContext
  readonly category: EventType
  readonly time: SignalTime
  readonly place: string
  readonly hasPoint: boolean
  readonly processes: Readonly<Record<string, OpenCalendar>>
}

function assemble(resolved: Resolved, flags: string[]): DerivedSignal {
  const { body, sender, context, category, time, place } = resolved
  const { pack, places } = context
  const target = targetOf(resolved)
  const marking = markingOf(resolved)
  const findings = findingsIn(body, pack)
  const isPersonal = holdsBack(findings.filter(({ pointer }) => pointer !== '/public_text'))
  const severity = body.severity ?? category.severity
  if (body.severity === undefined) flags.push('severity_defaulted')
  if (isPersonal) flags.push('pii_suspected')
  for (const kind of ['name', 'coordinates'] as const)
    if (findings.some((one) => one.kind === kind)) flags.push(`${kind}_suspected`)
  const fields = ruleFields({ body, sender, context, category, place, severity, marking }, flags)
  const relatedness = relatednessOf(body, target?.isElectoral === true, context, time.at)
  const levels = places.placeLevels(place)
  return {
    place,
    department: levels.department ?? null,
    eventTime: time.text,
    eventTimePrecision: time.precision,
    placePrecision: body.place_precision ?? (resolved.hasPoint ? 'point' : precisionOf(levels)),
    ...categoryFacts(category, target),
    polarity: polarityOf(body, category, context),
    severity,
    discount: discountOf(pack.grading, String(fields['reliability']), Number(fields['credibility'])).discount,
    marking: isPersonal ? stricterMarking(marking, 'TLP:RED') : marking,
    ...answersOf(body),
    relatedness,
    relatednessScore: relatedness.length,
    fingerprint: context.hash(JSON.stringify([body.category, place, hourOf(time.at), target?.code])),
    flags,
    versions: pack.versions,
    fields,
    processes: resolved.processes,
  }
}

/** Answers that were not given are the careful ones: nothing leaves the institution, nothing is taken for verified. */
function answersOf(body: SignalBody) {
  return {
    consent: body.consent ?? { internal: true, ombudsman: true, un: false, public: false },
    verification: body.verification ?? ('unverified' as const),
    actors: body.actors?.map((actor) => actor.class) ?? [],
  }
}

function targetOf({ body, context }: Resolved): TargetKind | undefined {
  return body.target?.kind === undefined ? undefined : context.pack.targets.get(body.target.kind)
}

/** Citizens and volunteers are asked each time; without their answers nothing is taken. */
function checkConsent(body: SignalBody, sender: SignalSender, pack: CountryPack): SignalFault[] {
  if (body.consent !== undefined || pack.sourceKinds.get(sender.kind)?.consentRequired !== true) return []
  const es = 'indique las cuatro respuestas de consentimiento: internal, ombudsman, un, public'
  return [
    fault(
      '/consent',
      'INTAKE_CONSENT_MISSING',
      es,
      'give the four answers of consent: internal, ombudsman, un, public',
    ),
  ]
}

/** The canary reports to its own process, and nobody else does. */
function checkCanary(body: SignalBody, sender: SignalSender): SignalFault[] {
  if ((sender.kind === canarySource) === (body.process === canaryProcess)) return []
  const es = `solo el canario envía a ${canaryProcess}, y no envía a otro proceso`
  const en = `only the canary reports to ${canaryProcess}, and it reports to no other process`
  return [fault('/process', 'INTAKE_CANARY_MIXED', es, en)]
}

/** Raising a marking is free; without one, the source kind's holds. */
function markingOf({ body, sender, context }: Resolved): Marking {
  return body.marking ?? context.pack.sourceKinds.get(sender.kind)?.defaultMarking ?? 'TLP:AMBER'
}

function categoryFacts(category: EventType, target: TargetKind | undefined) {
  const isCare = target?.dutyOfCare === true && category.scoring === 'score'
  return {
    categoryGroup: category.group,
    scoring: category.scoring,
    lawfulAssembly: category.lawfulAssembly,
    track: isCare ? 'protection' : category.track,
  }
}

/** Reports of the same kind, place and target within an hour look alike; a person decides whether they are one. */
function hourOf(at: Instant): number {
  return Math.floor(at / 3_600_000)
}

/** Fields that only some tokens may send: grades, and the name of another source. */
function checkRights(body: SignalBody, sender: SignalSender, pack: CountryPack): SignalFault[] {
  const faults: SignalFault[] = []
  if (!sender.mayGrade) {
    for (const field of ['reliability', 'credibility', 'verification'] as const) {
      if (body[field] !== undefined) faults.push(missingRight(field, 'signals:grade'))
    }
    if (hasUnusualPolarity(body, pack)) faults.push(missingRight('polarity', 'signals:grade'))
    if (lowersMarking(body, sender, pack)) faults.push(missingRight('marking', 'signals:grade'))
  }
  if (sender.mayAttribute) return faults
  const { id = sender.id, kind = sender.kind } = body.source ?? {}
  if (id !== sender.id) faults.push(missingRight('source/id', 'signals:attribute'))
  if (kind !== sender.kind) faults.push(missingRight('source/kind', 'signals:attribute'))
  return faults
}

/** Raising a marking is free; lowering it below what the kind of source stands for needs a person with the right. */
function lowersMarking(body: SignalBody, sender: SignalSender, pack: CountryPack): boolean {
  const usual = pack.sourceKinds.get(sender.kind)?.defaultMarking
  return (
    body.marking !== undefined && usual !== undefined && stricterMarking(body.marking, usual) !== body.marking
  )
}

function missingRight(field: string, right: string): SignalFault {
  const found = fault(
    `/${field}`,
    'INTAKE_RIGHT_MISSING',
    `"${field}" requiere el permiso ${right}; quítelo o pida ese permiso`,
    `"${field}" needs the right ${right}; leave it out or ask for that right`,
  )
  return { ...found, isForbidden: true }
}

/** Lawful assembly is never risk by itself: only a violent feature, or people killed or injured, makes it one. */
function polarityOf(
  body: SignalBody,
  category: EventType,
  { pack }: IntakeContext,
): 'risk' | 'mitigating' | null {
  if (body.polarity !== undefined) return body.polarity
  const topic = body.topic === undefined ? 'none' : (pack.topics.get(body.topic)?.polarity ?? 'none')
  const usual = topic === 'none' ? category.polarity : topic
  if (usual !== 'none') return usual
  return category.scoring === 'count_only' && isViolent(body, pack) ? 'risk' : null
}

function isViolent(body: SignalBody, pack: CountryPack): boolean {
  const { killed = 0, injured = 0 } = body.counts ?? {}
  return (
    killed + injured > 0 ||
    (body.features ?? []).some((feature) => pack.features.get(feature)?.isViolent === true)
  )
}

// «Within about six months of the vote», the sixth criterion of election-relatedness (domain.md §8).
const halfYear = 183 * 86_400_000

/** The two computed criteria (target, timing) beside those that the reporter gives. */
function relatednessOf(
  body: SignalBody,
  isElectoral: boolean,
  context: IntakeContext,
  at: Instant,
): readonly string[] {
  const isNear = context.processes.some((process) => Math.abs(process.electionDay - at) <= halfYear)
  const given = (body.relatedness ?? []).filter((code) => code !== 'target' && code !== 'timing')
  return [...new Set([...given, ...(isElectoral ? ['target'] : []), ...(isNear ? ['timing'] : [])])]
}

function precisionOf(levels: PlaceLevels): DerivedSignal['placePrecision'] {
  if (levels.municipality !== undefined) return 'municipality'
  if (levels.province !== undefined) return 'province'
  return levels.department === undefined ? 'country' : 'department'
}
