// What the routes say about answering one alert, frozen when its ladder opens: steps, clocks, reminders. Editing routes.yaml afterwards
// changes nothing for an alert that is already climbing.
import { type Occasion, routesFor } from '../delivery/route-settings.ts'
import { audienceOf } from '../delivery/routing.ts'
import { type LevelName, levelNames } from '../rules/rule.ts'
import { type DurationMs, parseDuration } from '../time.ts'

export type ByLevel = Readonly<Partial<Record<LevelName, DurationMs>>>

export interface LadderStep {
  readonly order: number
  /** The audience that is told. */
  readonly to: string
  readonly role: string | null
  /** first: one answer is enough; each: everyone on the step is reminded until they answer. */
  readonly ack: 'first' | 'each'
  readonly release: 'automatic' | 'approval'
  /** The step is part of the ladder for these levels only; null = for all. */
  readonly levels: readonly LevelName[] | null
  readonly within: ByLevel
}

/** Times are milliseconds: what is frozen needs no reading again. */
export interface Policy {
  readonly ladder: string
  readonly steps: readonly LadderStep[]
  /** By clock, then by level. */
  readonly clocks: Readonly<Record<string, ByLevel>>
  /** By audience, then by calendar window or phase, then by level. */
  readonly routeWithin: Readonly<Record<string, Readonly<Record<string, ByLevel>>>>
  /** By audience, as the rule names it. */
  readonly ruleWithin: Readonly<Record<string, DurationMs>>
  readonly remindEvery: ByLevel
}

/** undefined: the routes give this alert no ladder. */
export function policyFor(occasion: Occasion): Policy | undefined {
  const { routing } = occasion.pack
  const audience = askedFirst(occasion)
  const routes = audience === undefined ? [] : routesFor(occasion, audience)
  const code = routes.map((one) => one.ladder).findLast((value) => value !== undefined)
  const ladder = routing.ladders.find((one) => one.code === code)
  if (ladder === undefined) return undefined
  const remind = routes.map((one) => one.remind_every).findLast((value) => value !== undefined)
  return {
    ladder: ladder.code,
    steps: ladder.steps
      .map((step) => ({
        order: step.order,
        to: step.to,
        role: step.role ?? null,
        ack: step.ack ?? 'first',
        release: step.release ?? 'automatic',
        levels: step.levels ?? null,
        within: timesOf(step.within),
      }))
      .toSorted((a, b) => a.order - b.order),
    clocks: tableOf(routing.clocks),
    routeWithin: Object.fromEntries(ladder.steps.map(({ to }) => [to, ackWithin(occasion, to)])),
    ruleWithin: Object.fromEntries(
      occasion.event.body.audiences.flatMap(({ audience: named, ack_within_ms: ms }) =>
        ms === null ? [] : [[named, ms]],
      ),
    ),
    remindEvery: timesOf(remind),
  }
}

/** Whose routes decide about the ladder: the first audience inside the institution that the rule names and that has one, else the root's. */
function askedFirst(occasion: Occasion): string | undefined {
  const { routing } = occasion.pack
  const inside = occasion.event.body.audiences
    .map((one) => one.audience)
    .filter((code) => audienceOf(routing, code)?.inside === true)
  const hasLadder = (code: string) =>
    routesFor(occasion, code)
      .map((one) => one.ladder)
      .findLast((value) => value !== undefined) !== 'none'
  return inside.find(hasLadder) ?? inside[0] ?? routing.route.audience
}

function ackWithin(occasion: Occasion, audience: string): Record<string, ByLevel> {
  const found = routesFor(occasion, audience)
    .map((one) => one.ack_within)
    .findLast((value) => value !== undefined)
  return tableOf(found)
}

function tableOf(
  table: Readonly<Record<string, Readonly<Partial<Record<LevelName, string>>>>> | undefined,
): Record<string, ByLevel> {
  return Object.fromEntries(Object.entries(table ?? {}).map(([code, times]) => [code, timesOf(times)]))
}

function timesOf(times: Readonly<Partial<Record<LevelName, string>>> | undefined): ByLevel {
  return Object.fromEntries(
    levelNames.flatMap((level) => {
      const ms = parseDuration(times?.[level] ?? '')
      return ms === undefined ? [] : [[level, ms]]
    }),
  )
}
