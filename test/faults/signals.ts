// The signals that clients make up: the mix of categories, places, sources and times from which rules fire, also out of order.
import type { Random } from './random.ts'
import { sources } from './world.ts'

export type SignalBody = Readonly<Record<string, unknown>>

export const departments = ['BO01', 'BO02', 'BO03', 'BO04', 'BO05', 'BO06', 'BO07', 'BO08', 'BO09'] as const
const roots = ['radio-x', 'party-y', 'ngo-z', 'police-w', 'neighbours-v'] as const
/** Past events reach back this far; less than the shortest window that matters, so that nothing falls out of one during a run. */
const reachMs = 9 * 86_400_000

interface Kind {
  readonly share: number
  readonly fields: SignalBody
}

const kinds: readonly [Kind, ...Kind[]] = [
  { share: 0.3, fields: { category: 'threat', target: { kind: 'candidate' }, factor: ['en.5.4'] } },
  { share: 0.15, fields: { category: 'intimidation', target: { kind: 'candidate' }, factor: ['en.5.4'] } },
  { share: 0.15, fields: { category: 'violence', factor: ['en.5.4'] } },
  { share: 0.15, fields: { category: 'roadblock', factor: ['ex.12'], verification: 'verified' } },
  { share: 0.15, fields: { category: 'hate_speech', factor: ['en.5.2'], target: { group: 'women' } } },
  {
    share: 0.1,
    fields: { category: 'attack_on_premises', factor: ['en.7.3'], target: { kind: 'electoral_body' } },
  },
]

export function makeSignal(
  random: Random,
  marker: string,
  process: string,
  reach = reachMs,
): Record<string, unknown> {
  return {
    process,
    title: marker,
    ...kindOf(random).fields,
    severity: random.int(1, 4),
    place: `${random.pick(departments)}${random.pick(['', '01', '0101'])}`,
    event_time: instantBefore(random.int(0, reach)),
    source: { id: random.pick(sources), root: random.pick(roots) },
    reliability: random.pick(['A', 'B', 'C']),
    credibility: random.int(1, 3),
    marking: 'TLP:GREEN',
    consent: { internal: true, ombudsman: true, un: true, public: true },
  }
}

function kindOf(random: Random): Kind {
  let left = random.fraction()
  for (const kind of kinds) {
    left -= kind.share
    if (left < 0) return kind
  }
  return kinds[0]
}

/** Threats against candidates that raise an alert when three of two roots have come. */
export function threat(marker: string, process: string, place: string, root: string): SignalBody {
  return {
    process,
    title: marker,
    category: 'threat',
    target: { kind: 'candidate' },
    factor: ['en.5.4'],
    severity: 3,
    place,
    event_time: instantBefore(3_600_000),
    source: { id: sources[0], root },
    reliability: 'B',
    credibility: 2,
    marking: 'TLP:GREEN',
    consent: { internal: true, ombudsman: true, un: true, public: true },
  }
}

export function correctionOf(random: Random): SignalBody {
  return random.chance(0.5) ? { severity: random.int(1, 4) } : { place: random.pick(departments) }
}

function instantBefore(ms: number): string {
  return Temporal.Now.instant().subtract({ milliseconds: ms }).toString({ smallestUnit: 'millisecond' })
}
