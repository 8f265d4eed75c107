import { describe, expect, test } from 'vitest'
import { alertSpans, dailyLevels } from '#domain/backtest/alert-spans.ts'
import {
  always,
  calendarOnly,
  factorMean,
  onDaysOf,
  persistence,
  receivedSignals,
  signalCount,
} from '#domain/backtest/baselines.ts'
import { compareAlerts, pastAlerts } from '#domain/backtest/compare-alerts.ts'
import { dayStart, dayText, localDay, parseDay } from '#domain/backtest/day.ts'
import type { EvaluationEvent, LaneSignal } from '#domain/rules/lane.ts'
import { parseInstant } from '#domain/time.ts'

const zone = 'America/La_Paz'
const at = (text: string) => parseInstant(`${text}-04:00`) ?? Number.NaN
const day = (text: string) => parseDay(text) ?? Number.NaN
const span = { from: day('2020-08-01'), to: day('2020-08-10') }

function signal(received: string, fields: LaneSignal['fields']): LaneSignal {
  const receivedAt = at(received)
  return { id: received, rev: 1, eventTime: receivedAt - 86_400_000, receivedAt, discount: 1, fields }
}

test('days are local: a minute before midnight in La Paz is that day, four hours later in UTC', () => {
  expect(dayText(localDay(at('2020-08-13T23:59:00'), zone))).toBe('2020-08-13')
  expect(dayStart(day('2020-08-13'), zone)).toBe(at('2020-08-13T00:00:00'))
  expect(parseDay('2020-13-01')).toBeUndefined()
})

describe('baselines', () => {
  const signals = receivedSignals(
    [
      signal('2020-08-03T10:00:00', {
        department: 'BO02',
        category: 'roadblock',
        severity: 3,
        factor: ['ex.12'],
      }),
      signal('2020-08-03T11:00:00', {
        department: 'BO02',
        category: 'roadblock',
        severity: 1,
        factor: ['ex.12'],
      }),
      signal('2020-08-05T11:00:00', {
        department: 'BO02',
        category: 'threat',
        severity: 5,
        factor: ['en.5'],
      }),
      signal('2020-08-05T12:00:00', { category: 'threat' }),
    ],
    zone,
  )

  test('counts go by the day of reception and by category', () => {
    expect(signals).toHaveLength(3)
    expect(onDaysOf(signalCount(signals, 'roadblock'), 2)).toEqual(new Map([['BO02', [day('2020-08-03')]]]))
    expect(onDaysOf(signalCount(signals, undefined), 1).get('BO02')).toHaveLength(2)
  })

  test('persistence begins the day after an outcome', () => {
    const outcomes = [{ day: day('2020-08-03'), department: 'BO05', size: 1, kind: 'other' }]
    const found = onDaysOf(persistence(['BO02', 'BO05'], span, outcomes, 2), 1)
    expect(found.get('BO05')).toEqual([day('2020-08-04'), day('2020-08-05')])
    expect(found.get('BO02')).toEqual([])
  })

  test('always and calendar only', () => {
    expect(onDaysOf(always(['BO02'], span), 1).get('BO02')).toHaveLength(10)
    const voting = calendarOnly(['BO02'], span, new Set(['voting']), (_department, one) =>
      one === day('2020-08-09') ? 'voting' : 'none',
    )
    expect(onDaysOf(voting, 1).get('BO02')).toEqual([day('2020-08-09')])
  })

  test('the factor mean is the mean of the worst reports of the window over all known factors', () => {
    const values = factorMean(signals, ['BO02'], span, 3)
    // 3 August: ex.12 has 3 of 5, en.5 nothing; 5 August: ex.12 3 of 5, en.5 5 of 5; 6 August: the roadblock is out
    expect(values.get('BO02')?.get(day('2020-08-03'))).toBeCloseTo(0.3)
    expect(values.get('BO02')?.get(day('2020-08-05'))).toBeCloseTo(0.8)
    expect(values.get('BO02')?.get(day('2020-08-06'))).toBeCloseTo(0.5)
  })
})

const event = (
  kind: EvaluationEvent['kind'],
  lt: string,
  level: EvaluationEvent['level'],
  episode = 1,
): EvaluationEvent => ({
  kind,
  ruleId: 'surge',
  ruleState: 1,
  revision: 'r',
  key: ['BO02'],
  episode,
  lt: at(lt),
  level,
  previousLevel: null,
  maxLevel: 'watch',
  asOf: at(lt),
  isLate: false,
  notify: true,
  measures: {},
  comparisons: [],
  prevention: [],
  factors: {},
  evidence: { ids: [], count: 0 },
  phase: null,
  window: null,
  explain: { es: '', en: '' },
})

describe('alerts of the past', () => {
  const spans = alertSpans([
    event('fired', '2020-08-02T10:00:00', 'info'),
    event('raised', '2020-08-03T23:00:00', 'watch'),
    event('resolved', '2020-08-04T01:00:00', null),
    event('fired', '2020-08-09T10:00:00', 'info', 2),
  ])

  test('a day has the highest level that stood on it; what is open stands to the end of the record', () => {
    const levels = dailyLevels(spans, {
      timeZone: zone,
      lastDay: span.to,
      departmentsOf: (_rule, key) => key,
    })
    expect([...(levels.get('BO02') ?? [])].map(([one, level]) => `${dayText(one)} ${level}`)).toEqual([
      '2020-08-02 1',
      '2020-08-03 2',
      '2020-08-04 2',
      '2020-08-09 1',
      '2020-08-10 1',
    ])
  })

  test('an alert that overlaps one of the other revision stays; the others are new or lost', () => {
    const draft = pastAlerts(spans)
    const active = pastAlerts(
      alertSpans([
        event('fired', '2020-08-03T10:00:00', 'info'),
        event('resolved', '2020-08-03T12:00:00', null),
        event('fired', '2020-08-06T10:00:00', 'info', 2),
        event('resolved', '2020-08-06T11:00:00', null, 2),
      ]),
    )
    expect(draft.map((one) => [one.episode, one.maxLevel, one.closedAt === null])).toEqual([
      [1, 'watch', false],
      [2, 'info', true],
    ])
    expect(compareAlerts(draft, active).map((one) => [one.change, one.maxLevel, one.otherMaxLevel])).toEqual([
      ['same', 'watch', 'info'],
      ['lost', 'info', null],
      ['new', 'info', null],
    ])
    expect(compareAlerts(draft, draft).every((one) => one.change === 'same')).toBe(true)
  })
})
