// A country pack in memory: the vocabulary, the places and the defaults that give codes their meaning. Read from rules/<country>/ by
// registry/read-pack.ts. Nothing in src/ knows a code of one country; all of them come through this shape.
import type { PersonalForms } from './do-no-harm/free-text.ts'
import type { Boundaries } from './pack/boundaries-shape.ts'
import type { Text } from './text.ts'
import type { DurationMs } from './time.ts'

export interface Labelled {
  readonly code: string
  readonly labels: Text
}

export interface EventType extends Labelled {
  readonly group: string
  readonly polarity: 'risk' | 'mitigating' | 'none'
  /** score adds risk; count_only never does by itself; mitigate lowers; inform is context; clock belongs to the legal-deadline watch. */
  readonly scoring: 'score' | 'count_only' | 'mitigate' | 'inform' | 'clock'
  readonly lawfulAssembly: boolean
  readonly severity: number
  readonly track: 'conflict' | 'protection' | 'service' | 'clock' | 'monitoring'
  readonly acled: string | null
  /** ACLED name where the signal carries a violent feature; absent = the same. */
  readonly acledViolent?: string
  readonly factors: readonly string[]
  readonly rights: readonly string[]
}

export interface Topic extends Labelled {
  readonly categories: readonly string[]
  readonly polarity: 'risk' | 'mitigating' | 'none'
}

export interface Factor extends Labelled {
  readonly nature: 'endogenous' | 'exogenous'
}

export interface TargetKind extends Labelled {
  readonly isElectoral: boolean
  /** Threats and violence against it go to the protection track. */
  readonly dutyOfCare: boolean
}

export type Marking = 'TLP:CLEAR' | 'TLP:GREEN' | 'TLP:AMBER' | 'TLP:AMBER+STRICT' | 'TLP:RED'
export const markings: readonly Marking[] = [
  'TLP:CLEAR',
  'TLP:GREEN',
  'TLP:AMBER',
  'TLP:AMBER+STRICT',
  'TLP:RED',
]

export interface SourceKind extends Labelled {
  readonly defaultReliability: string
  readonly mayRevise: boolean
  /** Its own root unless it says otherwise. */
  readonly selfOrigin: boolean
  readonly defaultMarking: Marking
  /** Each signal brings the four answers itself; other kinds carry those of their agreement. */
  readonly consentRequired?: boolean
  readonly identity: 'none' | 'office' | 'vault'
  /** Actor codes it belongs to. */
  readonly conflictOfInterest?: readonly string[]
}

export interface Feature extends Labelled {
  readonly isViolent: boolean
}

/** One way to tell where a phase begins or ends; the first of a list that the calendar can answer is taken. */
export interface PhaseLimit {
  readonly milestone: string
  readonly edge: 'start' | 'end'
  /** Not zero = an estimate. `days` are local calendar days, `ms` elapsed. */
  readonly offset: { readonly days: number; readonly ms: DurationMs }
  /** Only for this round. */
  readonly round?: number
  /** Only where the calendar has, or has not, these milestones for the round. */
  readonly ifKnown: readonly string[]
  readonly ifUnknown: readonly string[]
}

export interface PhaseDefinition extends Labelled {
  readonly period: string
  /** Absent: no calendar of this country opens the phase. */
  readonly limits?: { readonly from: readonly PhaseLimit[]; readonly to: readonly PhaseLimit[] }
  /** Its periods stop while a calendar is suspended and go on when it is resumed. */
  readonly stopsWhenSuspended?: boolean
  /** Without a known end the phase stays open. */
  readonly isOpenEnded?: boolean
}

/** A point of a calendar that a calendar window starts or ends at. `days` are local calendar days, `ms` elapsed. */
export interface MilestoneAnchor {
  readonly milestone: string
  readonly round?: number
  readonly offset: { readonly days: number; readonly ms: DurationMs }
}

export interface WindowDefinition extends Labelled {
  readonly phase: string
  readonly clock: string
  readonly electionTypes?: readonly string[]
  readonly rounds?: readonly number[]
  readonly from: MilestoneAnchor
  readonly to: MilestoneAnchor
  readonly elseFrom?: MilestoneAnchor
  readonly elseTo?: MilestoneAnchor
  /** Without its end the window stays open. */
  readonly isOpenEnded?: boolean
}

export interface MilestoneDefinition extends Labelled {
  readonly dayEdge: 'start' | 'end' | 'day'
  readonly phase: string
  readonly isWatched: boolean
  /** Known only once it has happened, unless a calendar entry names the version that announced it. */
  readonly isObserved?: boolean
  /** Stands in where no calendar ever publishes the date. */
  readonly otherwise?: MilestoneAnchor
}

export interface IndicatorDefinition extends Labelled {
  readonly factor: string | null
  readonly unit: string
  readonly maxAge: DurationMs
}

export interface EntitySet extends Labelled {
  readonly key: readonly string[]
  readonly members: readonly Readonly<Record<string, string>>[]
  /** Territories a member answers for, in the order of `members`; absent = not said. */
  readonly coverage?: readonly { readonly covers: readonly string[]; readonly except: readonly string[] }[]
  /** What each member with a territory is called, in the order of `members`; null = the file does not say. */
  readonly names?: readonly (Text | null)[]
}

export interface Place {
  readonly code: string
  readonly name: string
  /** `country`, `department`, `province`, `municipality`, or `abroad`: the names of the fields of a signal. */
  readonly level: string
  readonly parent: string | null
  readonly aliases: readonly string[]
}

/** How territory codes of a country are built, so that a code can be understood before its municipality is imported. */
export interface PlaceScheme {
  /** Coarsest first. A code has the length of its level and starts with the code of the level above. */
  readonly levels: readonly { readonly level: string; readonly length: number }[]
  /** Put in front of a code that is written in digits only; absent = such codes are not read. */
  readonly numericPrefix?: string
}

/** Column names of the country's gazetteer file, coarsest level first, and codes in it that are no territory. */
export interface GazetteerColumns {
  readonly levels: readonly {
    readonly level: string
    readonly code: string
    readonly name: string
    readonly aliases: readonly string[]
  }[]
  readonly drop: readonly string[]
}

export interface Grading {
  readonly version: string
  readonly reliability: Readonly<Record<string, number>>
  readonly credibility: Readonly<Record<string, number>>
}

/** Who a rule may name in `notify`, and who an alert may be brought to. */
export interface AudienceDefinition extends Labelled {
  readonly inside: boolean
  /** The entity set of its recipients, where it is more than one. */
  readonly membersFrom?: string
  /** Phases and calendar windows in which it is told anything; absent = always. */
  readonly activeIn?: readonly string[]
}

/** Who a rule may name in `actions.to`. */
export interface Addressee extends Labelled {
  readonly inside: boolean
  /** Actor code compared by the conflict-of-interest check; null = none. */
  readonly institution: string | null
}

/** The legal clock: what the product itself reports when a watched act is not recorded in time, or moves. */
export interface DeadlineWatch {
  readonly sourceKind: string
  readonly missed: string
  readonly moved: string
  readonly factor: string
  /** How long people have to record an act: after its day, or after its hour where it has one. */
  readonly graceDay: DurationMs
  readonly graceHour: DurationMs
}

export interface CountryPack {
  readonly country: string
  readonly names?: Text
  /** Rules of `core/` that the country takes; absent = all of them. */
  readonly coreRules?: readonly string[]
  readonly timeZone: string
  /** Calendar windows in which rules and channels are not changed. */
  readonly changeFreeze: readonly string[]
  /** Absent = the product reports nothing of its own about the calendar. */
  readonly deadlineWatch?: DeadlineWatch
  readonly defaultLanguage: 'es' | 'en'
  readonly versions: { readonly taxonomy: string; readonly gazetteer: string; readonly grading: string }
  /** Corner coordinates within which a point of this country lies. */
  readonly box: {
    readonly south: number
    readonly north: number
    readonly west: number
    readonly east: number
  }
  readonly phases: ReadonlyMap<string, PhaseDefinition>
  readonly windows: ReadonlyMap<string, WindowDefinition>
  readonly milestones: ReadonlyMap<string, MilestoneDefinition>
  readonly factors: ReadonlyMap<string, Factor>
  readonly eventTypes: ReadonlyMap<string, EventType>
  readonly topics: ReadonlyMap<string, Topic>
  readonly targets: ReadonlyMap<string, TargetKind>
  readonly actors: ReadonlyMap<string, Labelled>
  readonly sourceKinds: ReadonlyMap<string, SourceKind>
  /** What a source is that names no kind. */
  readonly defaultSourceKind: string
  readonly features: ReadonlyMap<string, Feature>
  readonly relatedness: ReadonlyMap<string, Labelled>
  readonly rights: ReadonlyMap<string, Labelled>
  readonly populations: ReadonlyMap<string, Labelled>
  readonly indicators: ReadonlyMap<string, IndicatorDefinition>
  readonly entitySets: ReadonlyMap<string, EntitySet>
  readonly audiences: ReadonlyMap<string, AudienceDefinition>
  readonly addressees: ReadonlyMap<string, Addressee>
  /** Lines of response that a measure may be put under. */
  readonly responseLines?: ReadonlyMap<string, Labelled>
  readonly grading: Grading
  /** How people and numbers are written; absent = only what is the same everywhere is looked for. */
  readonly personalForms?: PersonalForms
  readonly places: ReadonlyMap<string, Place>
  /** Outlines of places, one set per file of the pack. */
  readonly boundaries?: readonly Boundaries[]
  /** Every territory is listed, so a code that is not is unknown. */
  readonly isGazetteerComplete?: boolean
  readonly placeScheme?: PlaceScheme
  readonly gazetteer?: GazetteerColumns
  /** Kinds of electoral processes, and `exercise`. */
  readonly electionTypes?: ReadonlyMap<string, Labelled>
  readonly periods?: ReadonlyMap<string, Labelled>
  /** Groups of event types. */
  readonly groups?: ReadonlyMap<string, Labelled>
  readonly clocks?: ReadonlyMap<string, Labelled>
  /** `1` to `5`. */
  readonly severities?: ReadonlyMap<string, Labelled>
}
