// Calendars that nobody published yet: proposed from a template by election type, and the dates of an exercise. Everything here is derived.
import { deriveCalendar, openEnd } from './calendar.ts'
import { shift, startOfDay } from './calendar-milestones.ts'
import { parseOffset } from './pack/basic-shapes.ts'
import type { CalendarFile, MilestoneEntry, TemplatesFile } from './pack/calendar-shapes.ts'
import type { CountryPack } from './pack.ts'
import type { Text } from './text.ts'
import type { Instant } from './time.ts'

export interface ProposalOptions {
  /** Id of the process; else country, type and day. */
  readonly process?: string
  readonly name?: Text
  /** Local date from which the proposal counts as known; else its earliest date. */
  readonly knownFrom?: string
  /** Of the round proposed: P-codes where only some territories vote. */
  readonly territories?: readonly string[]
}

type Row = TemplatesFile['common'][number]
type Template = TemplatesFile['types'][number]

const templateOf = (templates: TemplatesFile, type: string): Template | undefined =>
  templates.types.find((one) => one.code === type)

/** The type's own dates before the common ones of the same code. */
function rowsOf(templates: TemplatesFile, template: Template): readonly Row[] {
  const dated = template.as === undefined ? template : (templateOf(templates, template.as) ?? template)
  const own = dated.milestones ?? []
  return [...own, ...templates.common.filter((row) => own.every((other) => other.code !== row.code))]
}

function rfc3339(at: Instant, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
  return local.toString({ timeZoneName: 'never', smallestUnit: 'second' })
}

function entryOf(row: Row, electionDay: string, zone: string): MilestoneEntry {
  const offset = parseOffset(row.offset) ?? { days: 0, ms: 0 }
  const day = Temporal.PlainDate.from(electionDay).add({ days: offset.days })
  const time =
    offset.ms === 0
      ? { date: day.toString() }
      : { at: rfc3339(shift(startOfDay(electionDay, zone), offset, zone), zone) }
  return {
    code: row.code,
    ...(row.process_wide === true ? {} : { round: 1 }),
    ...time,
    confidence: 'derived',
    source: [],
  }
}

const dateOf = (entry: MilestoneEntry) => entry.date ?? entry.at?.slice(0, 10) ?? ''

/**
 * A calendar for a new process, from its election day (a local date). Round one only: a runoff is added when it is called. Throws on a type
 * that the templates lack.
 */
export function proposeCalendar(
  templates: TemplatesFile,
  type: string,
  electionDay: string,
  pack: CountryPack,
  options: ProposalOptions = {},
): CalendarFile {
  const template = templateOf(templates, type)
  if (template === undefined) throw new Error(`no template for elections of type ${type}`)
  const zone = pack.timeZone
  const milestones = rowsOf(templates, template)
    .filter((row) => row.conditional !== true)
    .map((row) => entryOf(row, electionDay, zone))
    .toSorted((a, b) => (dateOf(a) < dateOf(b) ? -1 : dateOf(a) > dateOf(b) ? 1 : 0))
  const first = milestones.map(dateOf)[0] ?? electionDay
  return {
    schema: 1,
    kind: 'electoral_calendar',
    process: options.process ?? `${pack.country.toLowerCase()}-${type}-${electionDay}`,
    country: pack.country,
    type,
    name: options.name ?? {
      es: `${template.labels.es} ${electionDay}`,
      en: `${template.labels.en} ${electionDay}`,
    },
    time_zone: zone,
    utc_offset: rfc3339(startOfDay(electionDay, zone), zone).slice(-6),
    outcome: 'planned',
    scope: {
      territories: options.territories === undefined ? template.scope : [...options.territories],
      abroad: false,
    },
    sources: [],
    versions: [
      {
        version: 1,
        known_from: options.knownFrom ?? first,
        status: 'in_force',
        confidence: 'derived',
        election_day: electionDay,
        act: { es: 'Propuesta según plantilla', en: 'Proposed from a template' },
      },
    ],
    milestones,
  }
}

/** Milestones that a calendar of this type needs and the file does not have yet: what a person still has to enter. */
export function missingMilestones(templates: TemplatesFile, file: CalendarFile): readonly string[] {
  const has = new Set(file.milestones.map((entry) => entry.code))
  return (templateOf(templates, file.type)?.requires ?? []).filter((code) => !has.has(code))
}

/** Local days from the start and the end of a phase to election day, as the template gives it; undefined where it has no such phase. */
function daysBefore(
  templates: TemplatesFile,
  type: string,
  phase: string,
  pack: CountryPack,
): { readonly opens: number; readonly closes: number } | undefined {
  // Any day does: offsets are whole local days.
  const sample = proposeCalendar(templates, type, '2001-01-07', pack)
  const span = deriveCalendar(sample, pack, openEnd).spans.find(
    (one) => one.type === 'phase' && one.code === phase,
  )
  if (span === undefined) return undefined
  const day = (at: Instant) =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(pack.timeZone).toPlainDate()
  const toVote = (at: Instant) => day(at).until(Temporal.PlainDate.from('2001-01-07')).total('days')
  return { opens: toVote(span.from), closes: toVote(span.to) }
}

/** Whether the dates of the exercise template open the phase; without it no exercise can begin there. */
export function exerciseOpens(templates: TemplatesFile, pack: CountryPack, phase: string): boolean {
  return daysBefore(templates, 'exercise', phase, pack) !== undefined
}

function exerciseName(electionDay: string): Text {
  const dayIn = (locale: string) =>
    Temporal.PlainDate.from(electionDay).toLocaleString(locale, { dateStyle: 'long' })
  return { es: `Simulacro del ${dayIn('es')}`, en: `Exercise of ${dayIn('en-GB')}` }
}

/**
 * An exercise whose `phase` (else the campaign) is open the whole of `today`, a local date: election day is put so that today lies near the
 * middle of the phase, on the country's voting weekday where the phase is long enough.
 */
export function exerciseCalendar(
  templates: TemplatesFile,
  pack: CountryPack,
  today: string,
  phase = 'campaign',
): CalendarFile {
  const days = daysBefore(templates, 'exercise', phase, pack)
  if (days === undefined) throw new Error(`the exercise template opens no phase ${phase}`)
  const middle = Temporal.PlainDate.from(today).add({ days: Math.floor((days.opens + days.closes) / 2) })
  const toWeekday = (templates.voting_weekday - middle.dayOfWeek + 7) % 7
  const moved = middle.add({ days: toWeekday })
  const ahead = Temporal.PlainDate.from(today).until(moved).total('days')
  const electionDay = (ahead <= days.opens ? moved : middle).toString()
  return proposeCalendar(templates, 'exercise', electionDay, pack, {
    name: exerciseName(electionDay),
  })
}
