// Rules that are edited, replaced and taken away while alerts are open.
import { describe, expect, it } from 'vitest'
import { alertIdentity } from '#domain/rules/alert-identity.ts'
import { createStateBuilder } from '#domain/rules/contributions.ts'
import { fold } from '#domain/rules/fold.ts'
import type { ActiveRule, Entry } from '#domain/rules/lane.ts'
import { createLane } from '#domain/rules/lane-memory.ts'
import { ruleOf } from '../../support/rules/rule-file.ts'
import { emptyStore, laneSettings, monday, stepStored, storeBuilt } from '../../support/rules/stored-lane.ts'

const hour = 3_600_000

function attacks({
  id = 'attacks',
  threshold = 2,
  groupBy = '[department]',
  window = '7d',
  categories = 'violence',
} = {}) {
  return ruleOf(`
schema: 1
id: ${id}
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: ${groupBy}
signals: {a: {where: {category: [${categories}]}}}
measures: {n: {count: a, window: ${window}}}
levels: [{level: watch, when: {n: {gte: 1}}}, {level: warning, when: {n: {gte: ${threshold}}}}]
explain: {es: "{n} en {level}", en: "{n} in {level}"}
notify: [{audience: unit-a}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`)
}

const activation = (pos: number, ruleState: number, rule = attacks()): Entry => ({
  kind: 'activation',
  rules: [{ rule, revision: `revision-${pos}`, ruleState, params: {} }],
  pos,
  lt: monday + pos * hour,
})
const nothing = (pos: number): Entry => ({ kind: 'activation', rules: [], pos, lt: monday + pos * hour })
/** A report taken up at an hour; `age` = hours since the event. */
const signal = (pos: number, { category = 'violence', age = 0 } = {}) => {
  const at = monday + pos * hour
  return {
    kind: 'signal',
    pos,
    lt: at,
    signal: {
      id: `s${pos}`,
      rev: 1,
      eventTime: at - age * hour,
      receivedAt: at,
      polarity: 'risk',
      discount: 1,
      fields: { category, department: 'BO02', 'source.id': `source-${pos}` },
    },
  } as const
}

const out = (pos: number, id: string): Entry => ({ kind: 'retraction', id, pos, lt: monday + pos * hour })

/** What the stage builds for a structure from the signals before its activation. */
function builtFrom(log: readonly Entry[], active: ActiveRule) {
  const { contributionsOf } = createStateBuilder(active)
  return log.flatMap((one) => (one.kind === 'signal' ? [contributionsOf(one.signal, one.pos)] : []))
}

/** The events of a log whose last activation brings a structure that the stage has built from the signals before it. */
function eventsWithBuilt(log: readonly Entry[], ruleState: number) {
  const store = emptyStore()
  for (const [place, entry] of log.entries()) {
    const coming = entry.kind === 'activation' ? entry.rules : []
    const built = coming
      .filter((one) => one.ruleState === ruleState)
      .flatMap((active) => builtFrom(log.slice(0, place), active))
    for (const one of built) if (one !== undefined) storeBuilt(store, ruleState, one)
    stepStored(store, [entry])
  }
  return store.events.map(({ kind, level, revision }) => `${kind} ${level ?? '-'} ${revision}`)
}

/** The same log in memory and step by step from stored rows. */
function eventsOf(log: readonly Entry[]) {
  const { events } = fold(createLane(laneSettings), log)
  const store = emptyStore()
  for (const entry of log) stepStored(store, [entry])
  expect(store.events).toEqual(events)
  return events.map(({ kind, level, reason, episode, revision }) =>
    [kind, level ?? '-', `#${episode}`, revision, reason].filter(Boolean).join(' '),
  )
}

describe('an activation', () => {
  it('keeps windows and alerts when only a threshold changes, and evaluates at once', () => {
    const log = [activation(1, 1), signal(2), activation(3, 1, attacks({ threshold: 1 })), signal(4)]
    expect(eventsOf(log)).toEqual(['fired watch #1 revision-1', 'raised warning #1 revision-3'])
  })

  it('lets the alert go on in a new structure with the same groups', () => {
    const log = [activation(1, 1), signal(2), activation(3, 2, attacks({ window: '3d' })), signal(4)]
    // the contributions of the new structure are built by the stage; without them the window is empty
    expect(eventsOf(log)).toEqual([
      'fired watch #1 revision-1',
      'resolved - #1 revision-3',
      'fired watch #2 revision-3',
    ])
  })

  it('expires the alert when the groups change', () => {
    const log = [activation(1, 1), signal(2), activation(3, 2, attacks({ groupBy: '[]' }))]
    expect(eventsOf(log)).toEqual(['fired watch #1 revision-1', 'expired - #1 revision-1 rule_changed'])
  })

  it('expires the alert of a rule that is no longer listed', () => {
    expect(eventsOf([activation(1, 1), signal(2), nothing(3)])).toEqual([
      'fired watch #1 revision-1',
      'expired - #1 revision-1 rule_retired',
    ])
  })
})

describe('a level that is held by stale evidence', () => {
  const stale = signal(2, { age: 72 })

  it('stays held when the structure stays', () => {
    const log = [activation(1, 1), stale, activation(3, 1, attacks({ threshold: 3 })), signal(4)]
    expect(eventsOf(log.slice(0, 3))).toEqual([])
    expect(eventsOf(log)).toEqual(['fired watch #1 revision-3'])
  })

  it('is judged anew in a new structure: what it reads besides may have released it', () => {
    const both = attacks({ categories: 'violence, threat', threshold: 9 })
    const log = [activation(1, 1), stale, signal(3, { category: 'threat' }), activation(4, 2, both)]
    expect(eventsWithBuilt(log, 2)).toEqual(['fired watch revision-4'])
  })

  it('is held in a new structure that has nothing but stale evidence', () => {
    const both = attacks({ categories: 'violence, threat', threshold: 9 })
    const log = [activation(1, 1), stale, activation(4, 2, both)]
    expect(eventsWithBuilt(log, 2)).toEqual([])
    expect(eventsWithBuilt([...log, signal(5, { category: 'threat' })], 2)).toEqual([
      'fired watch revision-4',
    ])
  })

  it('is judged anew when the rule comes back: what came meanwhile may have released it', () => {
    const rule = attacks({ threshold: 9 })
    const log = [activation(1, 1, rule), stale, nothing(3), signal(4), activation(5, 1, rule)]
    expect(eventsWithBuilt(log, 1)).toEqual(['fired watch revision-5'])
  })
})

describe('evidence', () => {
  it('that is withdrawn is named, whether the level stays or falls', () => {
    const log = [activation(1, 1), signal(2), signal(3), signal(4), out(5, 's2'), out(6, 's3'), out(7, 's4')]
    const { events } = fold(createLane(laneSettings), log)
    expect(events.slice(2).map(({ kind, withdrawn, notify }) => ({ kind, withdrawn, notify }))).toEqual([
      { kind: 'evidence_withdrawn', withdrawn: ['s2'], notify: false },
      { kind: 'lowered', withdrawn: ['s3'], notify: false },
      { kind: 'resolved', withdrawn: ['s4'], notify: true },
    ])
  })
})

describe('a correction that moves no level', () => {
  const corrected = (pos: number, id: string, source: string, category = 'violence') => {
    const { signal: first } = signal(Number(id.slice(1)))
    const fields = { ...first.fields, category, 'source.id': source }
    return {
      kind: 'correction',
      pos,
      lt: monday + pos * hour,
      signal: { ...first, rev: pos, fields },
    } as const
  }
  const sources = () =>
    ruleOf(`
schema: 1
id: sources
version: 1
status: active
title: {es: a, en: a}
owner: unit
group_by: [department]
signals: {a: {where: {category: [violence]}}}
measures: {n: {count: a, window: 7d}, s: {distinct: source.id, of: a, window: 7d}}
levels: [{level: watch, when: {n: {gte: 1}}}, {level: warning, when: {s: {gte: 2}}}]
explain: {es: "{s}", en: "{s}"}
notify: [{audience: unit-a}]
tests: [{name: x, start: "2026-03-02T00:00:00Z", expect: [{t: 1h, state: none}]}]
`)
  const start = activation(1, 1, sources())
  const told = (log: readonly Entry[]) =>
    fold(createLane(laneSettings), log).events.map(({ kind, corrected: by, notify, level, comparisons }) => ({
      kind,
      by,
      notify,
      level,
      values: comparisons.map(({ value }) => value),
    }))
  const three = [start, signal(2), signal(3), signal(4)]

  it('is an event of its own where a number changed, with the new numbers, and none where they stay', () => {
    expect(told([...three, corrected(5, 's2', 'source-3'), corrected(6, 's2', 'source-4')]).slice(2)).toEqual(
      [{ kind: 'recounted', by: ['s2'], notify: false, level: 'warning', values: [2] }],
    )
  })

  it('that takes the signal out of the alert withdraws evidence, and one that moves the level lowers it', () => {
    const kinds = (log: readonly Entry[]) => told(log).map(({ kind }) => kind)
    expect(kinds([...three, corrected(5, 's2', 'source-2', 'march')]).at(-1)).toBe('evidence_withdrawn')
    expect(kinds([start, signal(2), signal(3), corrected(5, 's2', 'source-3')]).at(-1)).toBe('lowered')
  })

  it('of a signal that the firing level does not rest on says nothing', () => {
    const old = signal(200, { age: 198 })
    const late = [start, signal(2), signal(3), old]
    expect(told(late).length).toBe(told([...late, corrected(201, 's2', 'source-9')]).length)
  })
})

it('an alert is named by process, rule, group and episode, without spaces', () => {
  expect(alertIdentity('bo-2026', 'attacks', ['BO02', 'women'], 3)).toBe(
    '["bo-2026","attacks",["BO02","women"],3]',
  )
})
