// What routes.yaml must say of itself and of the other files: every audience, channel, ladder, window and entity set it names exists.
import type { PackFiles } from '#domain/pack/pack-files.ts'
import type { RouteNode, RoutingFile } from '#domain/pack/routing-shapes.ts'
import { groupFields } from '#domain/rules/schema-words.ts'
import type { DefinedCodes, ReferenceCheck } from './read-pack-check.ts'
import type { FieldPath } from './read-yaml-file.ts'

type Fields = Omit<RouteNode, 'match' | 'routes'>

interface RouteCodes {
  readonly audience: ReadonlySet<string>
  readonly channel: ReadonlySet<string>
  readonly ladder: ReadonlySet<string>
  readonly calendar: ReadonlySet<string>
  readonly category: ReadonlySet<string>
  readonly place: ReadonlySet<string>
}

const tracks: ReadonlySet<string> = new Set(['conflict', 'protection', 'service', 'clock', 'monitoring'])
const groups: ReadonlySet<string> = new Set([...groupFields, 'process', 'rule'])
/** Channels that somebody reads; a log and a feed reach nobody in particular. */
const read: ReadonlySet<string> = new Set(['console', 'email', 'sms', 'webhook', 'adapter'])

const list = (value: string | readonly string[] | undefined) =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

function checkFields(fields: Fields, path: FieldPath, check: ReferenceCheck, codes: RouteCodes): void {
  if (fields.audience !== undefined)
    check.known([...path, 'audience'], fields.audience, codes.audience, 'audience')
  if (fields.ladder !== undefined) check.known([...path, 'ladder'], fields.ladder, codes.ladder, 'ladder')
  for (const code of Object.keys(fields.ack_within ?? {}))
    check.known([...path, 'ack_within', code], code, codes.calendar, 'phase or calendar window')
  check.allKnown([...path, 'group_by'], fields.group_by, groups, 'field of a key')
  for (const [index, mute] of (fields.mute ?? []).entries())
    checkZone(mute.time_zone, [...path, 'mute', index, 'time_zone'], check)
}

function checkZone(zone: string | undefined, path: FieldPath, check: ReferenceCheck): void {
  if (zone === undefined) return
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(zone)
  } catch {
    check.refuse(
      'unknown-code',
      path,
      `no time zone ${zone}; a name of the tz database, such as Europe/Madrid`,
    )
  }
}

/** Municipalities come with the gazetteer: a code inside a place of the pack is enough. */
function checkPlaces(
  codes: readonly string[],
  path: FieldPath,
  check: ReferenceCheck,
  known: ReadonlySet<string>,
): void {
  for (const code of codes)
    if (![...known].some((place) => code.startsWith(place))) check.known(path, code, known, 'place')
}

function checkNode(node: RouteNode, path: FieldPath, check: ReferenceCheck, codes: RouteCodes): void {
  checkFields(node, path, check, codes)
  for (const audience of list(node.match.audience))
    check.known([...path, 'match', 'audience'], audience, codes.audience, 'audience')
  for (const field of ['window', 'phase'] as const)
    for (const code of list(node.match[field]))
      check.known([...path, 'match', field], code, codes.calendar, 'phase or calendar window')
  for (const track of list(node.match.track)) check.known([...path, 'match', 'track'], track, tracks, 'track')
  for (const category of list(node.match.category))
    check.known([...path, 'match', 'category'], category, codes.category, 'category')
  for (const field of ['department', 'territory'] as const)
    checkPlaces(list(node.match[field]), [...path, 'match', field], check, codes.place)
  for (const [index, child] of (node.routes ?? []).entries())
    checkNode(child, [...path, 'routes', index], check, codes)
}

function checkAudiences(
  { routes: file, entity_sets: sets }: PackFiles,
  check: ReferenceCheck,
  codes: DefinedCodes,
  routes: RouteCodes,
): void {
  check.unique(['audiences'], file.audiences)
  for (const [index, audience] of file.audiences.entries()) {
    const path = ['audiences', index]
    check.allKnown([...path, 'channels'], audience.channels, routes.channel, 'channel')
    check.allKnown([...path, 'active_in'], audience.active_in, routes.calendar, 'phase or calendar window')
    if (audience.members_from !== undefined)
      check.known([...path, 'members_from'], audience.members_from, codes.entitySet, 'entity set')
    const set = sets.entity_sets.find((one) => one.code === audience.members_from)
    if (set !== undefined && set.members_from === undefined && (set.members ?? []).length === 0)
      check.refuse(
        'no-recipient',
        [...path, 'members_from'],
        `${set.code} has no member: nobody would be told`,
      )
    checkZone(audience.time_zone, [...path, 'time_zone'], check)
  }
}

/** A step that nobody reads would let its clock run out in silence. */
function checkLadders(file: RoutingFile, check: ReferenceCheck, routes: RouteCodes): void {
  const readable = new Set(file.channels.filter(({ type }) => read.has(type)).map(({ code }) => code))
  for (const [index, ladder] of file.ladders.entries())
    for (const [row, step] of ladder.steps.entries()) {
      const path = ['ladders', index, 'steps', row, 'to']
      check.known(path, step.to, routes.audience, 'audience')
      const audience = file.audiences.find(({ code }) => code === step.to)
      if (audience !== undefined && !audience.channels.some((code) => readable.has(code)))
        check.refuse(
          'no-recipient',
          path,
          `${step.to} has no channel that somebody reads (${audience.channels.join(', ')})`,
        )
    }
}

export function checkRoutes(files: PackFiles, check: ReferenceCheck, codes: DefinedCodes): void {
  const file = files.routes
  const routes: RouteCodes = {
    audience: codes.audience,
    channel: new Set(file.channels.map((one) => one.code)),
    // `none`: the alert has no ladder.
    ladder: new Set(['none', ...file.ladders.map((one) => one.code)]),
    calendar: new Set([...codes.phase, ...codes.window]),
    category: codes.category,
    place: codes.place,
  }
  check.unique(['channels'], file.channels)
  check.unique(['ladders'], file.ladders)
  checkAudiences(files, check, codes, routes)
  for (const clock of Object.keys(file.clocks)) check.known(['clocks', clock], clock, codes.clock, 'clock')
  for (const clock of codes.clock)
    if (file.clocks[clock] === undefined) check.refuse('missing', ['clocks'], `lacks the clock ${clock}`)
  checkFields(file.route, ['route'], check, routes)
  for (const [index, node] of file.route.routes.entries())
    checkNode(node, ['route', 'routes', index], check, routes)
  check.allKnown(['urgent_clocks'], file.urgent_clocks, codes.clock, 'clock')
  if (file.route.audience === undefined)
    check.refuse('missing', ['route'], 'lacks audience: who is told when an event would reach nobody else')
  checkLadders(file, check, routes)
}
