// Corners of the rule language that neither the example rules nor chance reach, worked out by hand from its text: on the oracle, and
// the engine must agree with it.
import { describe, expect, it } from 'vitest'
import { head, run, test } from '../../support/oracle/scenario.ts'

describe('corners of the rule language on the oracle', () => {
  it('a late report whose window has passed fires and resolves at once; a later stop forbids earlier instants', () => {
    const { events } = run(
      `${head}
measures: {n: {count: a, window: 3h}}
levels: [{level: watch, when: {n: {gte: 2}}}]
${test(`
  {t: 1h, signal: {category: violence}},
  {t: 2h, received: 10h, signal: {category: violence}},
  {t: 3h, received: 11h, signal: {category: violence}}`)}`,
      [20],
    )
    expect(events).toEqual(['10h fired watch #1 late as of 2h', '10h resolved  #1'])
  })

  it('a late report keeps firing through hysteresis and the tail, as of the instant at which the condition held', () => {
    const { events, rows } = run(
      `${head}
measures: {n: {count: a, window: 3h}}
levels: [{level: watch, when: {n: {gte: 2}}, keep_firing_for: 5h}]
${test(`{t: 1h, signal: {category: violence}}, {t: 2h, received: 10h, signal: {category: violence}}`)}`,
      [10, 14, 15],
    )
    expect(rows.map((r) => r.state)).toEqual(['firing', 'firing', 'resolved'])
    expect(events).toEqual(['10h fired watch #1 late as of 2h', '15h resolved  #1'])
  })

  it('stale evidence holds a level until fresh evidence arrives in the key', () => {
    const { events } = run(
      `${head}
measures: {n: {count: a, window: 20d}}
levels: [{level: watch, when: {n: {gte: 2}}}]
${test(`
  {t: 1h, received: 100h, signal: {category: violence}},
  {t: 2h, received: 101h, signal: {category: violence}},
  {t: 110h, signal: {category: threat}}`)}`,
      [200],
    )
    expect(events).toEqual(['110h fired watch #1'])
  })

  it('a hold ends when the condition has been false', () => {
    const { events } = run(
      `${head}
measures: {n: {count: a, window: 20d}}
levels: [{level: watch, when: {n: {gte: 2}}}]
${test(`
  {t: 1h, received: 100h, signal: {category: violence}, ref: x},
  {t: 2h, received: 101h, signal: {category: violence}, ref: y},
  {t: 102h, correct: y, set: {category: arson}},
  {t: 103h, correct: y, set: {category: violence}}`)}`,
      [200],
    )
    // The second correction is stale evidence again, so it holds again.
    expect(events).toEqual([])
  })

  it('reopens within the cooldown, tells only above the highest level so far, then counts a new episode', () => {
    const { events } = run(
      `${head}
measures: {n: {count: a, window: 2h}}
levels: [{level: watch, when: {n: {gte: 1}}}, {level: warning, when: {n: {gte: 2}}}]
cooldown: 6h
${test(`
  {t: 1h, signal: {category: violence}},
  {t: 5h, signal: {category: violence}},
  {t: 12h, signal: {category: violence}, repeat: {times: 2, every: 1h}},
  {t: 21h, signal: {category: violence}}`)}`,
      [40],
    )
    expect(events).toEqual([
      '1h fired watch #1',
      '3h resolved  #1',
      '5h reopened watch #1 quiet',
      '7h resolved  #1',
      '12h reopened watch #1 quiet',
      '13h raised warning #1',
      '14h lowered watch #1 quiet',
      '15h resolved  #1',
      '21h fired watch #2',
      '23h resolved  #2',
    ])
  })

  it('noisy_or multiplies what is left over and relief takes its part off', () => {
    const { rows } = run(
      `${head}
measures:
  n: {count: a, window: 1d}
  m: {count: b, window: 1d}
  calm: {count: r, window: 1d}
  risk: {composite: {combine: noisy_or, factors: [
    {measure: n, nature: endogenous, weight: 0.5, scale: {from: 0, to: 2}},
    {measure: m, nature: endogenous, weight: 0.4, scale: {from: 0, to: 1}},
    {measure: calm, nature: endogenous, weight: -0.5, scale: {from: 0, to: 2}}]}}
levels: [{level: watch, when: {risk: {gte: 99}}}]
${test(`
  {t: 1h, signal: {category: violence}}, {t: 2h, signal: {category: threat}},
  {t: 3h, signal: {category: agreement, polarity: mitigating}}`)}`,
      [2, 3],
    )
    // 1 − (1 − 0.25)(1 − 0.4) = 0.55, then × (1 − 0.25).
    expect(rows.map((r) => r.measures['risk'])).toEqual([55, 41.25])
  })

  it('poisson_z compares with the root of the usual count; mean of two tiles', () => {
    const { rows } = run(
      `${head}
measures: {z: {spike: a, window: 1d, baseline: {span: 2d1h, method: mean, floor: 1}, stat: poisson_z}}
levels: [{level: watch, when: {z: {gte: 99}}}]
${test(`
  {t: 1h, signal: {category: violence}, repeat: {times: 3, every: 1h}},
  {t: 25h, signal: {category: violence}, repeat: {times: 5, every: 1h}},
  {t: 60h, signal: {category: violence}, repeat: {times: 6, every: 1h}}`)}`,
      [47, 72],
    )
    expect(rows.map((r) => r.measures['z'])).toEqual([null, 1])
  })

  it('a late report takes the place of a later one of the same origin under a cap', () => {
    const { rows } = run(
      `${head.replace('{where: {category: violence}}', '{where: {category: violence}, cap_per_source: {max: 1, per: 1d}}')}
measures: {worst: {max: severity, of: a, window: 5d}}
levels: [{level: watch, when: {worst: {gte: 9}}}]
${test(`
  {t: 5h, signal: {category: violence, severity: 5, source.root: x}},
  {t: 2h, received: 6h, signal: {category: violence, severity: 2, source.root: x}}`)}`,
      [5, 6],
    )
    expect(rows.map((r) => r.measures['worst'])).toEqual([5, 2])
  })

  it('an unknown under `keep` stops no timer; a later true fires at once', () => {
    const { events } = run(
      `${head}
measures: {x: {indicator: prices, max_age: 2h}}
levels: [{level: watch, when: {x: {gte: 1}}, for: 3h}]
${test(`{t: 1h, indicator: prices, value: 1}, {t: 5h, indicator: prices, value: 1}, {t: 6h, indicator: prices, value: 0}`)}`,
      [20],
    )
    expect(events).toEqual(['5h fired watch #1', '6h resolved  #1'])
  })

  it('gives alerts the ids that the namespace, the key and the episode say', () => {
    const { rows } = run(
      `${head}
measures: {n: {count: a, window: 1h}}
levels: [{level: watch, when: {n: {lt: 1}}}]
${test(`{t: 1h, signal: {category: violence}}`)}`,
      [1],
    )
    // sha1 of namespace and ["test","corner",[],1], worked out apart.
    expect(rows[0]?.alert?.id).toBe('16efed32-a057-57dc-b067-b9d4d55b3de1')
  })
})
