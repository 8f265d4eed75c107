// A calendar file without hindsight: as somebody would have written it who knew the versions up to an instant and no later one.
import { versionAt, wordingAt } from './calendar-milestones.ts'
import type { CalendarFile, MilestoneEntry } from './pack/calendar-shapes.ts'
import type { Instant } from './time.ts'

export function calendarAsKnown(file: CalendarFile, knownAt: Instant): CalendarFile {
  const last = versionAt(file, knownAt)?.version
  if (last === undefined) return { ...file, versions: file.versions.slice(0, 1) }
  return {
    ...file,
    versions: file.versions.filter(({ version }) => version <= last),
    milestones: file.milestones.flatMap((entry) => entryAsKnown(entry, last)),
  }
}

function entryAsKnown(entry: MilestoneEntry, last: number): readonly MilestoneEntry[] {
  if (entry.version !== undefined && entry.version > last) return []
  const revisions = entry.revisions?.filter(({ version }) => version <= last)
  if (revisions?.length === 0) return []
  const own = { ...withoutGivingUp(entry, last), ...(revisions === undefined ? {} : { revisions }) }
  return [dated(own, entry, last)]
}

/** That a date was given up is hindsight as long as the version that gave it is the last one known. */
function withoutGivingUp(entry: MilestoneEntry, last: number): MilestoneEntry {
  if (entry.superseded !== true || entry.version !== last) return entry
  const { superseded: _, ...rest } = entry
  return rest
}

/** With the date that the last version known gives it. */
function dated(own: MilestoneEntry, entry: MilestoneEntry, last: number): MilestoneEntry {
  const wording = wordingAt(entry, last)
  if (wording === undefined || wording === entry) return own
  const { date: _, at: _at, ...rest } = own
  const { confidence } = wording
  return wording.at === undefined
    ? { ...rest, date: wording.date ?? null, confidence }
    : { ...rest, at: wording.at, confidence }
}
