// A rule without errors or warnings that uses every kind of measure; tests break it in one place at a time.
export const soundRule = `schema: 1
id: sound-rule
version: 2
status: draft
title: {es: Regla sana, en: Sound rule}
owner: unidad-analisis
factors: [en.5.4]
rights: [life]
populations: [candidates]
params:
  least: {type: number, default: 5, min: 3, max: 30, by_phase: {silence: 3}}
  severe: {type: number, default: 2, min: 1, max: 5}
  hold: {type: duration, default: 1h, min: 0h, max: 12h}
group_by: [department]
phases: {only: [campaign, silence], multiplier: {silence: 1.2}}
signals:
  threats: {where: {category: [threat, intimidation], severity: {gte: {param: severe}}}, cap_per_source: {max: 2, per: 7d}}
  violence: {where: {factor: [en.5], category: violence}}
  dialogue: {polarity: mitigating, where: {category: [agreement, truce]}}
  reports: {polarity: any, where: {source.kind: ombudsman_office}}
measures:
  n: {count: threats, window: 14d}
  sources: {distinct: source.root, of: threats, window: 14d}
  killed: {sum: counts.killed, of: violence, window: 14d}
  worst: {max: severity, of: violence, window: 14d}
  pressure: {score: violence, window: 30d, half_life: 7d}
  relief: {count: dialogue, window: 5d}
  ratio: {spike: threats, window: 3d, baseline: {span: 30d, warmup: 15d}}
  chain: {sequence: [threats, {signal: violence, count: 2}], within: 5d, without: dialogue}
  quiet:
    absent: reports
    since: {milestone: polls_close}
    deadline: {milestone: election_day, edge: end, offset: +1d}
    expected: {entities: departments}
  food: {indicator: food_price_change_yoy, max_age: 60d}
  risk:
    composite:
      factors:
        - {measure: pressure, nature: endogenous, weight: 0.6, scale: {from: 0, to: 20}}
        - {measure: food, nature: exogenous, weight: 0.4, scale: {from: 5, to: 25}}
        - {measure: relief, nature: endogenous, weight: -0.3, scale: {from: 0, to: 1}}
levels:
  - {level: watch, when: {any: [{ratio: {gte: 3}, n: {gte: 5}}, {quiet: {gte: 1}}, {risk: {gte: 40}}]}}
  - {level: warning, when: {n: {gte: {param: least}}, sources: {gte: 3}}, for: {param: hold}}
  - {level: critical, when: {sources: {gte: 3}, any: [{chain: {gte: 1}}, {killed: {gte: 1}}, {worst: {gte: 4}}]}}
cooldown: 7d
suppress: [{rules: [other-rule], equal: [department], at_or_below: watch}]
explain:
  es: "{n, plural, one {# amenaza} other {# amenazas}} en {department}."
  en: "{n, plural, one {# threat} other {# threats}} in {department}."
notify: [{audience: ombudsman-duty, from: watch, ack_within: 4h}]
actions:
  - {id: protect, to: prosecutor, from: warning, due: 24h, text: {es: Proteger., en: Protect.}}
tests:
  - name: all levels are reached
    start: 2026-03-01T00:00:00-04:00
    window: silence
    milestones: {polls_close: 1h}
    entities: {departments: [{department: BO02}]}
    params: {least: 6, hold: 2h}
    steps:
      - {t: 1h, signal: {category: threat, severity: 3, place: BO02}, ref: a, repeat: {times: 2, every: 1h, vary: {source.root: [x, y]}}}
      - {t: 2h, correct: a, set: {severity: 2}}
      - {t: 3h, retract: a}
      - {t: 3h, indicator: food_price_change_yoy, value: 3}
    expect:
      - {t: 1h, key: {department: BO02}, state: none, measures: {n: 1}}
      - {t: 2h, key: {department: BO02}, state: firing, level: watch}
      - {t: 3h, key: {department: BO02}, state: firing, level: warning}
      - {t: 4h, key: {department: BO02}, state: firing, level: critical}
`

export type Change = readonly [piece: string, replacement: string]

/** The sound rule with pieces of its text replaced; fails when a piece is not there, or more than once. */
export function brokenBy(...changes: readonly Change[]): string {
  return changes.reduce((text, [piece, replacement]) => {
    if (text.split(piece).length !== 2) throw new Error(`not exactly once in the sound rule: ${piece}`)
    return text.replace(piece, () => replacement)
  }, soundRule)
}
