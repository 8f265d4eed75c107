// When the back-test of a revision calls it noisy: judged on the events that the engine gives for a log.
import { describe, expect, it } from 'vitest'
import { revisionReport } from '#domain/backtest/revision-report.ts'
import { fold } from '#domain/rules/fold.ts'
import type { Entry } from '#domain/rules/lane.ts'
import { createLane } from '#domain/rules/lane-memory.ts'
import { ruleOf } from '../../support/rules/rule-file.ts'
import { laneSettings, monday } from '../../support/rules/stored-lane.ts'

const hour = 3_600_000
const day = 24 * hour
const limits = { days: 90, alertBudgetPerWeek: 14 }

const rule = (window: string, level = 'watch') =>
  ruleOf(`
schema: 1
id: attacks
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: [department]
signals: {a: {where: {category: violence}}}
measures: {n: {count: a, window: ${window}}}
levels: [{level: ${level}, when: {n: {gte: 1}}}]
explain: {es: "{n}", en: "{n}"}
notify: [{audience: unit-a, from: ${level}}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`)

const report = (pos: number, at: number, department = 'BO02'): Entry => ({
  kind: 'signal',
  pos,
  lt: monday + at,
  signal: {
    id: `s${pos}`,
    rev: 1,
    eventTime: monday + at,
    receivedAt: monday + at,
    polarity: 'risk',
    discount: 1,
    fields: { category: 'violence', department },
  },
})

/** One report every so many hours for so many days, as a rule with this window sees them. */
function warningsOf({ every = 24 * hour, days = 28, window = '1d', level = 'watch' } = {}) {
  const times = Array.from({ length: Math.floor((days * day) / every) }, (_, index) => (index + 1) * every)
  const until = monday + days * day
  const entries: readonly Entry[] = [
    {
      kind: 'activation',
      rules: [{ rule: rule(window, level), revision: 'one', ruleState: 1, params: {} }],
      pos: 1,
      lt: monday,
    },
    ...times.map((at, index) => report(index + 2, at)),
  ]
  const { events } = fold(createLane(laneSettings), entries, until)
  const tried = {
    process: 'p',
    groupBy: ['department'],
    entries: entries.length,
    since: monday,
    until,
    events,
    activeEvents: undefined,
    departmentOf: (key: readonly string[]) => key[0] ?? null,
  }
  return revisionReport([tried], limits).warnings.map(({ reason, message }) => `${reason} ${message.en}`)
}

describe('a revision is noisy', () => {
  it('when a key would have stood nine tenths of the time', () => {
    expect(warningsOf({ window: '2d' })).toEqual([
      'always_firing it would have stood nearly always in 1 key(s), such as BO02 for 96 % of the time',
    ])
    // a report a day is half a day each: it comes and goes, and not too often
    expect(warningsOf({ window: '12h' })).toEqual([])
    // six days say nothing about always
    expect(warningsOf({ window: '2d', days: 6 })).toEqual([])
  })

  it('when it would have given more new alerts a week than the budget', () => {
    expect(warningsOf({ every: 8 * hour, window: '1h' })).toEqual([
      'over_budget it would have given 21 new alerts a week (watch or above) in p; the budget is 14',
    ])
    expect(warningsOf({ every: 12 * hour, window: '1h' })).toEqual([])
    // nobody is called for an alert of level info
    expect(warningsOf({ every: 8 * hour, window: '1h', level: 'info' })).toEqual([])
    // one day of trouble is no week of noise
    expect(warningsOf({ every: 2 * hour, window: '1h', days: 1 })).toEqual([])
  })

  it('when it would never have fired', () => {
    expect(warningsOf({ every: 100 * day })).toEqual([
      'never_fired it would not have fired once in the last 90 days (1 log entries)',
    ])
  })
})

describe('beside the revision in force', () => {
  /** What each revision sees of reports by department. */
  function warningsBeside(own: readonly string[], active: readonly string[]): readonly string[] {
    const until = monday + 28 * day
    const eventsOf = (departments: readonly string[]) => {
      const entries: readonly Entry[] = [
        {
          kind: 'activation',
          rules: [{ rule: rule('1h', 'info'), revision: 'one', ruleState: 1, params: {} }],
          pos: 1,
          lt: monday,
        },
        ...departments.map((department, index) => report(index + 2, (index + 1) * day, department)),
      ]
      return fold(createLane(laneSettings), entries, until).events
    }
    const tried = {
      process: 'p',
      groupBy: ['department'],
      entries: 9,
      since: monday,
      until,
      events: eventsOf(own),
      activeEvents: eventsOf(active),
      departmentOf: (key: readonly string[]) => key[0] ?? null,
    }
    return revisionReport([tried], limits).warnings.map(
      ({ code, reason, message }) => `${code} ${reason} ${message.es}`,
    )
  }

  it('a department that would hear nothing any more is named', () => {
    expect(warningsBeside(['BO02'], ['BO02', 'BO07'])).toEqual([
      'silences department_lost dejaría de avisar en BO07: todas sus alertas se perderían',
    ])
    expect(warningsBeside(['BO02', 'BO07'], ['BO02', 'BO07'])).toEqual([])
  })

  it('more than five times as many alerts are told with their number', () => {
    const many = ['BO02', 'BO03', 'BO04', 'BO05', 'BO06', 'BO07']
    expect(warningsBeside(many, ['BO02'])).toEqual([
      'noisy many_times_more daría 6 veces más alertas que la revisión en vigor en p',
    ])
    expect(warningsBeside(many.slice(0, 5), ['BO02'])).toEqual([])
  })
})
