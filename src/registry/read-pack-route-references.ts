// What routes.yaml must say of itself and of the other files: every audience, channel, ladder, window and entity set it names exists.
import type { PackFiles } from '#domain/pack/pack-files.ts'
import type { RouteNode, RoutingFile } from '#domain/pack/routing-shapes.ts'
import type { DefinedCodes, ReferenceCheck } from './read-pack-check.ts'
import type { FieldPath } from './read-yaml-file.ts'

type Fields = Omit<RouteNode, 'match' | 'routes'>

interface RouteCodes {
  readonly audience: ReadonlySet<string>
  readonly channel: ReadonlySet<string>
  readonly ladder: ReadonlySet<string>
  readonly calendar: ReadonlySet<string>
}

const list = (value: string | readonly string[] | undefined) =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

function checkFields(fields: Fields, path: FieldPath, check: ReferenceCheck, codes: RouteCodes): void {
  if (fields.audience !== undefined)
    check.known([...path, 'audience'], fields.audience, codes.audience, 'audience')
  if (fields.ladder !== undefined) check.known([...path, 'ladder'], fields.ladder, codes.ladder, 'ladder')
  for (const code of Object.keys(fields.ack_within ?? {}))
    check.known([...path, 'ack_within', code], code, codes.calendar, 'phase or calendar window')
}

function checkNode(node: RouteNode, path: FieldPath, check: ReferenceCheck, codes: RouteCodes): void {
  checkFields(node, path, check, codes)
  for (const audience of list(node.match.audience))
    check.known([...path, 'match', 'audience'], audience, codes.audience, 'audience')
  for (const field of ['window', 'phase'] as const)
    for (const code of list(node.match[field]))
      check.known([...path, 'match', field], code, codes.calendar, 'phase or calendar window')
  for (const [index, child] of (node.routes ?? []).entries())
    checkNode(child, [...path, 'routes', index], check, codes)
}

function checkAudiences(
  file: RoutingFile,
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
  }
  check.unique(['channels'], file.channels)
  check.unique(['ladders'], file.ladders)
  checkAudiences(file, check, codes, routes)
  for (const clock of Object.keys(file.clocks)) check.known(['clocks', clock], clock, codes.clock, 'clock')
  for (const clock of codes.clock)
    if (file.clocks[clock] === undefined) check.refuse('missing', ['clocks'], `lacks the clock ${clock}`)
  checkFields(file.route, ['route'], check, routes)
  for (const [index, node] of file.route.routes.entries())
    checkNode(node, ['route', 'routes', index], check, routes)
  for (const [index, ladder] of file.ladders.entries())
    for (const [row, step] of ladder.steps.entries())
      check.known(['ladders', index, 'steps', row, 'to'], step.to, codes.audience, 'audience')
}
