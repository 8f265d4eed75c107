// Corners of the rule language around missing data, held levels and the look into the past, worked out by hand from its text: on the
// oracle, and the engine must agree with it.
import { describe, expect, it } from 'vitest'
import { head, run, test } from '../../support/oracle/scenario.ts'

const late = (t: string) => `${head}
phases: {only: [silence]}
measures: {n: {count: b, window: 1h}, m: {count: a, window: 1h}}
levels: [{level: watch, when: {n: {gte: 1}}}]
${test(
  `{t: 5h, signal: {category: threat}}, {t: ${t}, received: 20h, signal: {category: violence}}`,
  'calendar: [{t: 19h, window: silence}, {t: 21h, window: null}],',
)}`

describe('missing data, held levels and the look into the past', () => {
  it('a hold ends when the condition has been false; what makes it true later is not the stale report', () => {
    const { events } = run(
      `${head}
measures: {n: {count: a, window: 20d}, x: {indicator: prices}}
levels: [{level: watch, when: {n: {gte: 1}, x: {gte: 1}}}]
${test(`
  {t: 1h, indicator: prices, value: 1},
  {t: 1h, received: 100h, signal: {category: violence}},
  {t: 101h, indicator: prices, value: 0},
  {t: 102h, indicator: prices, value: 1}`)}`,
      [100, 200],
    )
    expect(events).toEqual(['102h fired watch #1'])
  })

  it('a held level stays inactive although the rule begins to apply', () => {
    const { events } = run(
      `${head}
phases: {only: [silence]}
measures: {n: {count: a, window: 20d}}
levels: [{level: watch, when: {n: {gte: 1}}}]
${test('{t: 1h, received: 100h, signal: {category: violence}}, {t: 120h, signal: {category: threat}}', 'calendar: [{t: 110h, window: silence}],')}`,
      [115, 130],
    )
    expect(events).toEqual(['120h fired watch #1'])
  })

  it('missing data does not end a hold', () => {
    const { events } = run(
      `${head}
unknown: alert
measures: {n: {count: a, window: 20d}, x: {indicator: prices, max_age: 50h}}
levels: [{level: watch, when: {n: {gte: 1}, x: {gte: 1}}}]
${test(`
  {t: 90h, indicator: prices, value: 1},
  {t: 1h, received: 100h, signal: {category: violence}}`)}`,
      [120, 200],
    )
    // At 140 h the series is too old and the condition unknown, which is not false.
    expect(events).toEqual([])
  })

  it('unknown under `clear` ends a pending level and clears a firing one', () => {
    const { events } = run(
      `${head}
unknown: clear
measures: {x: {indicator: prices, max_age: 2h}}
levels: [{level: watch, when: {x: {gte: 1}}}, {level: warning, when: {x: {gte: 1}}, for: 3h}]
${test('{t: 1h, indicator: prices, value: 1}, {t: 5h, indicator: prices, value: 1}, {t: 6h30m, indicator: prices, value: 2}')}`,
      [20],
    )
    expect(events).toEqual([
      '1h fired watch #1',
      '3h resolved  #1',
      '5h fired watch #2',
      '8h raised warning #2',
      '8.5h resolved  #2',
    ])
  })

  it('unknown under `alert` neither clears the lowest level nor moves the others', () => {
    const { events } = run(
      `${head}
unknown: alert
measures: {x: {indicator: prices, max_age: 2h}}
levels: [{level: watch, when: {x: {gte: 2}}, clear_when: {x: {lt: 1}}}, {level: warning, when: {x: {gte: 3}}, keep_firing_for: 1h}]
${test(`
  {t: 1h, indicator: prices, value: 3}, {t: 4h, indicator: prices, value: 1}, {t: 5h, indicator: prices, value: 0}`)}`,
      [6.5, 20],
    )
    // The national key is unknown from the activation at 0 h; 3 h to 4 h is unknown again.
    expect(events).toEqual([
      '0h fired watch #1',
      '1h raised warning #1',
      '5h lowered watch #1 quiet',
      '5h resolved  #1',
      '7h fired watch #2',
    ])
  })

  it('among observations of one instant the one taken up last counts; the most specific place goes first even when too old', () => {
    const { rows } = run(
      `${head}
measures: {x: {indicator: prices, max_age: 5h, missing: last}}
levels: [{level: watch, when: {x: {gte: 99}}}]
${test('{t: 1h, indicator: prices, value: 1}, {t: 1h, indicator: prices, value: 2}')}`,
      [2, 20],
    )
    expect(rows.map((r) => r.measures['x'])).toEqual([2, 2])
  })

  it('the look into the past ends one longest window after the event', () => {
    // Outside the rule's window nothing fires, whatever lies in reach.
    expect(run(late('4h30m'), [30]).events).toEqual([])
    const always = (t: string) => late(t).replace('phases: {only: [silence]}', 'cooldown: 1h')
    // The threat fired by itself at 5 h; its level stopped at 6 h, later than every instant in reach.
    expect(run(always('4h30m'), [30]).events).toEqual(['5h fired watch #1', '6h resolved  #1'])
  })

  it('a late report in the middle of a chain completes it in the past', () => {
    const { events } = run(
      `${head}
measures: {chain: {sequence: [a, b, a], within: 30m}}
levels: [{level: watch, when: {chain: {gte: 1}}}]
${test(`
  {t: 1h, signal: {category: violence}}, {t: 1h20m, signal: {category: violence}},
  {t: 1h10m, received: 2h, signal: {category: threat}}`)}`,
      [5],
    )
    expect(events.map((event) => event.replace(/of 1.3+h/, 'of 1h20m'))).toEqual([
      '2h fired watch #1 late as of 1h20m',
      '2h resolved  #1',
    ])
  })
})
