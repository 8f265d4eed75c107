// Phases, calendar windows and milestones of a country pack: from what its files say to the definitions that calendar.ts derives from.
import type {
  MilestoneAnchor,
  MilestoneDefinition,
  PhaseDefinition,
  PhaseLimit,
  WindowDefinition,
} from '../pack.ts'
import { noOffset, parseOffset } from './basic-shapes.ts'
import type { PackFiles } from './pack-files.ts'

const offsetOf = (text: string | undefined) =>
  text === undefined ? noOffset : (parseOffset(text) ?? noOffset)

interface WrittenAnchor {
  readonly milestone: string
  readonly round?: number | undefined
  readonly offset?: string | undefined
}

function anchor(written: WrittenAnchor): MilestoneAnchor {
  return {
    milestone: written.milestone,
    ...(written.round === undefined ? {} : { round: written.round }),
    offset: offsetOf(written.offset),
  }
}

type WrittenLimits = PackFiles['phase_limits']['phase_limits'][number]

function limit(written: WrittenLimits['from'][number]): PhaseLimit {
  return {
    milestone: written.milestone,
    edge: written.edge ?? 'start',
    offset: offsetOf(written.offset),
    ...(written.round === undefined ? {} : { round: written.round }),
    ifKnown: written.if ?? [],
    ifUnknown: written.unless ?? [],
  }
}

export function buildPhases(
  file: PackFiles['phases'],
  limits: PackFiles['phase_limits'],
): ReadonlyMap<string, PhaseDefinition> {
  const written = new Map(limits.phase_limits.map((one) => [one.phase, one]))
  return new Map(
    file.phases.map(({ code, labels, period }) => {
      const own = written.get(code)
      const definition = {
        code,
        labels,
        period,
        stopsWhenSuspended: own?.stops_when_suspended ?? false,
        isOpenEnded: own?.open_ended ?? false,
        ...(own === undefined ? {} : { limits: { from: own.from.map(limit), to: own.to.map(limit) } }),
      }
      return [code, definition]
    }),
  )
}

export function buildWindows(file: PackFiles['windows']): ReadonlyMap<string, WindowDefinition> {
  return new Map(
    file.windows.map((one) => {
      const definition: WindowDefinition = {
        code: one.code,
        labels: one.labels,
        phase: one.phase,
        clock: one.clock ?? 'normal',
        ...(one.election_types === undefined ? {} : { electionTypes: one.election_types }),
        ...(one.rounds === undefined ? {} : { rounds: one.rounds }),
        from: anchor(one.from),
        to: anchor(one.to),
        ...(one.else_from === undefined ? {} : { elseFrom: anchor(one.else_from) }),
        ...(one.else_to === undefined ? {} : { elseTo: anchor(one.else_to) }),
        isOpenEnded: one.open_ended ?? false,
      }
      return [one.code, definition]
    }),
  )
}

export function buildMilestones(file: PackFiles['milestones']): ReadonlyMap<string, MilestoneDefinition> {
  return new Map(
    file.milestones.map((one) => {
      const definition: MilestoneDefinition = {
        code: one.code,
        labels: one.labels,
        dayEdge: one.day_edge,
        phase: one.phase,
        isWatched: one.watch ?? false,
        isObserved: one.observed ?? false,
        ...(one.else === undefined ? {} : { otherwise: anchor(one.else) }),
      }
      return [one.code, definition]
    }),
  )
}
