// What the calendar side of a pack must say of itself: phases, windows, milestones, templates and the electoral calendars fit together.
import type { CalendarFile, MilestoneEntry } from '#domain/pack/calendar-shapes.ts'
import type { PackFiles } from '#domain/pack/pack-files.ts'
import type { DefinedCodes, PackSources } from './read-pack-check.ts'
import { ReferenceCheck } from './read-pack-check.ts'
import type { Fault, FieldPath } from './read-yaml-file.ts'

function checkPhases(
  files: PackFiles,
  phases: ReferenceCheck,
  limits: ReferenceCheck,
  codes: DefinedCodes,
): void {
  phases.unique(['periods'], files.phases.periods)
  phases.unique(['phases'], files.phases.phases)
  for (const [index, phase] of files.phases.phases.entries())
    phases.known(['phases', index, 'period'], phase.period, codes.period, 'period')
  for (const [index, one] of files.phase_limits.phase_limits.entries()) {
    limits.known(['phase_limits', index, 'phase'], one.phase, codes.phase, 'phase')
    for (const end of ['from', 'to'] as const) {
      for (const [row, limit] of one[end].entries()) {
        const path = ['phase_limits', index, end, row]
        limits.known([...path, 'milestone'], limit.milestone, codes.milestone, 'milestone')
        limits.allKnown([...path, 'if'], limit.if, codes.milestone, 'milestone')
        limits.allKnown([...path, 'unless'], limit.unless, codes.milestone, 'milestone')
      }
    }
  }
}

function checkWindows(files: PackFiles, check: ReferenceCheck, codes: DefinedCodes): void {
  check.unique(['windows'], files.windows.windows)
  check.unique(['clocks'], files.windows.clocks)
  for (const [index, window] of files.windows.windows.entries()) {
    const path = ['windows', index]
    check.known([...path, 'phase'], window.phase, codes.phase, 'phase')
    if (codes.phase.has(window.code))
      check.refuse('duplicate', [...path, 'code'], `${window.code} is a phase already`)
    if (window.clock !== undefined) check.known([...path, 'clock'], window.clock, codes.clock, 'clock')
    check.allKnown([...path, 'election_types'], window.election_types, codes.electionType, 'election type')
    for (const end of ['from', 'to', 'else_from', 'else_to'] as const) {
      const anchor = window[end]
      if (anchor !== undefined)
        check.known([...path, end, 'milestone'], anchor.milestone, codes.milestone, 'milestone')
    }
  }
}

function checkTemplates(files: PackFiles, check: ReferenceCheck, codes: DefinedCodes): void {
  const file = files.calendar_templates
  const rows: readonly { readonly path: FieldPath; readonly list: typeof file.common }[] = [
    { path: ['common'], list: file.common },
    ...file.types.map((type, index) => ({
      path: ['types', index, 'milestones'],
      list: type.milestones ?? [],
    })),
  ]
  check.unique(['types'], file.types)
  if (!codes.electionType.has('exercise'))
    check.refuse('missing', ['types'], 'lacks exercise, from which drills are dated')
  for (const { path, list } of rows) {
    for (const [index, row] of list.entries()) {
      check.known([...path, index, 'code'], row.code, codes.milestone, 'milestone')
      check.allKnown([...path, index, 'seen'], row.seen, codes.calendar, 'calendar')
    }
  }
  for (const [index, type] of file.types.entries()) {
    check.allKnown(['types', index, 'requires'], type.requires, codes.milestone, 'milestone')
    if (type.as !== undefined)
      check.known(['types', index, 'as'], type.as, codes.electionType, 'election type')
  }
}

function checkEntry(
  entry: MilestoneEntry,
  path: FieldPath,
  check: ReferenceCheck,
  codes: DefinedCodes,
  file: { readonly sources: ReadonlySet<string>; readonly versions: ReadonlySet<string> },
): void {
  check.known([...path, 'code'], entry.code, codes.milestone, 'milestone')
  check.allKnown([...path, 'source'], entry.source, file.sources, 'source')
  if (entry.version !== undefined)
    check.known([...path, 'version'], String(entry.version), file.versions, 'version')
  if (Array.isArray(entry.scope)) check.allKnown([...path, 'scope'], entry.scope, codes.place, 'place')
  for (const [index, revision] of (entry.revisions ?? []).entries()) {
    const at = [...path, 'revisions', index]
    check.known([...at, 'version'], String(revision.version), file.versions, 'version')
    check.allKnown([...at, 'source'], revision.source, file.sources, 'source')
  }
}

function checkVersions(file: CalendarFile, check: ReferenceCheck, sources: ReadonlySet<string>): void {
  for (const [index, version] of file.versions.entries()) {
    const before = file.versions[index - 1]
    check.allKnown(['versions', index, 'source'], version.source, sources, 'source')
    if (before !== undefined && version.version <= before.version)
      check.refuse('order', ['versions', index, 'version'], 'versions rise')
    if (before !== undefined && version.known_from < before.known_from)
      check.refuse('order', ['versions', index, 'known_from'], `is before that of version ${before.version}`)
  }
}

function checkCalendar(
  file: CalendarFile,
  files: PackFiles,
  check: ReferenceCheck,
  codes: DefinedCodes,
): void {
  if (file.country !== files.pack.country)
    check.refuse('country', ['country'], `the pack is for ${files.pack.country}`)
  if (file.time_zone !== files.pack.time_zone)
    check.refuse('zone', ['time_zone'], `the pack says ${files.pack.time_zone}`)
  check.known(['type'], file.type, codes.electionType, 'election type')
  const sources = new Set(file.sources.map((source) => source.id))
  const versions = new Set(file.versions.map((one) => String(one.version)))
  checkVersions(file, check, sources)
  for (const [index, entry] of file.milestones.entries())
    checkEntry(entry, ['milestones', index], check, codes, { sources, versions })
  for (const [index, interval] of (file.phase_intervals ?? []).entries())
    check.known(['phase_intervals', index, 'phase'], interval.phase, codes.phase, 'phase')
}

export function checkCalendars(
  files: PackFiles,
  sources: PackSources,
  codes: DefinedCodes,
  faults: Fault[],
): void {
  checkPhases(
    files,
    new ReferenceCheck(sources.of('phases'), faults),
    new ReferenceCheck(sources.of('phase_limits'), faults),
    codes,
  )
  checkWindows(files, new ReferenceCheck(sources.of('windows'), faults), codes)
  const milestones = new ReferenceCheck(sources.of('milestones'), faults)
  milestones.unique(['milestones'], files.milestones.milestones)
  if (!codes.milestone.has('election_day'))
    milestones.refuse('missing', ['milestones'], 'lacks election_day, which every round is counted from')
  for (const [index, one] of files.milestones.milestones.entries()) {
    milestones.known(['milestones', index, 'phase'], one.phase, codes.phase, 'phase')
    if (one.else !== undefined)
      milestones.known(
        ['milestones', index, 'else', 'milestone'],
        one.else.milestone,
        codes.milestone,
        'milestone',
      )
  }
  checkTemplates(files, new ReferenceCheck(sources.of('calendar_templates'), faults), codes)
  const seen = new Set<string>()
  for (const [index, file] of files.calendars.entries()) {
    const check = new ReferenceCheck(sources.of('calendars', index), faults)
    if (seen.has(file.process)) check.refuse('duplicate', ['process'], `${file.process} has two calendars`)
    seen.add(file.process)
    checkCalendar(file, files, check, codes)
  }
}
