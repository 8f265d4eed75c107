// `vigia backtest` from files: a small record made here, and the real one where it is at hand.
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { describe, expect, test } from 'vitest'
import { backtestCommand } from '#app/commands/backtest-command.ts'
import { UsageError } from '#app/commands/command.ts'
import type { BacktestReport } from '#domain/backtest/report-shape.ts'
import { testConfig } from '../support/app.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'vigia-backtest-'))
const context = { config: testConfig(), env: {}, print: () => undefined, progress: () => undefined }
const run = (args: readonly string[]) => backtestCommand.run({ ...context, args })

const rule = `schema: 1
id: pressure
version: 1
status: draft
title: {es: Presión, en: Pressure}
owner: unidad-conflictos
group_by: [department]
signals:
  roadblocks: {where: {category: roadblock}}
measures:
  n: {count: roadblocks, window: 2d}
levels:
  - {level: info, when: {n: {gte: 2}}}
explain: {es: "{n} bloqueos", en: "{n} roadblocks"}
notify: [{audience: analysis-unit, from: info}]
tests:
  - name: two are pressure
    start: 2020-10-01T00:00:00-04:00
    steps:
      - {t: 1h, signal: {category: roadblock, polarity: none, place: BO03}, repeat: {times: 2, every: 1h}}
    expect:
      - {t: 3h, key: {department: BO03}, state: firing, level: info}
      - {t: 3h, key: {department: BO04}, state: none}
`

// An event of 1 October that was received on the 5th, beside one of the 5th: by ingest time there is one signal until then, not two.
const line = (id: string, eventTime: string, receivedAt: string, place: string, category = 'roadblock') =>
  JSON.stringify({
    external_id: id,
    category,
    place,
    event_time: eventTime,
    received_at: receivedAt,
    source: { id: 'road', kind: 'road_agency_feed', root: 'road' },
  })
const record = [
  line('a', '2020-10-01T08:00:00-04:00', '2020-10-01T09:00:00-04:00', 'BO03'),
  line('b', '2020-10-01T08:00:00-04:00', '2020-10-05T09:00:00-04:00', 'BO03'),
  line('c', '2020-10-10T08:00:00-04:00', '2020-10-10T09:00:00-04:00', 'BO03'),
  line('d', '2020-10-10T10:00:00-04:00', '2020-10-10T11:00:00-04:00', 'BO03'),
  line('d', '2020-10-10T10:00:00-04:00', '2020-10-10T11:00:00-04:00', 'BO03'),
  line('e', '2020-11-20T08:00:00-04:00', '2020-11-20T09:00:00-04:00', 'BO05'),
  line('f', '2020-11-20T10:00:00-04:00', '2020-11-20T11:00:00-04:00', 'BO05'),
  line('g', '2020-10-10T12:00:00-04:00', '2020-10-10T13:00:00-04:00', 'nowhere'),
  line('h', '2020-10-12T10:00:00-04:00', '2020-10-12T11:00:00-04:00', 'BO03', 'fatality'),
].join('\n')
const outcomes = [
  line('o1', '2020-10-12T12:00:00-04:00', '2020-10-12T12:00:00-04:00', 'BO03', 'fatality'),
  line('o2', '2020-10-10T12:00:00-04:00', '2020-10-10T12:00:00-04:00', 'BO03', 'fatality'),
].join('\n')

const file = (name: string, text: string) => {
  const at = path.join(folder, name)
  writeFileSync(at, text)
  return at
}

const synthetic = [
  '--rules',
  file('pressure.rule.yaml', rule),
  '--record',
  file('record.ndjson', record),
  '--outcomes',
  file('outcomes.ndjson', outcomes),
  '--calendar',
  'bo-2020-general',
  '--horizon',
  '14d',
  '--from',
  '2020-10-01',
  '--to',
  '2020-12-31',
  '--control',
  'calm=2020-12-01..2020-12-31',
]

async function reportOf(args: readonly string[], name: string) {
  const out = path.join(folder, name)
  expect(await run([...args, '--out', out])).toBe(0)
  const texts = ['report.json', 'report.md', 'report.html'].map((one) =>
    readFileSync(path.join(out, one), 'utf8'),
  )
  return { texts, report: JSON.parse(texts[0] ?? '') as BacktestReport }
}

describe('a small record', () => {
  test('two runs give the same bytes, whatever folder they write to', async () => {
    const [one, two] = [await reportOf(synthetic, 'one'), await reportOf(synthetic, 'two')]
    expect(one.texts).toEqual(two.texts)
    expect(one.report.command).toContain('--out FOLDER')
    expect(one.report.inputs.map((input) => input.sha256)).toEqual(
      one.report.inputs.map(() => expect.stringMatching(/^[0-9a-f]{64}$/)),
    )
  })

  test('alarms go by ingest time; the same day is no hit; what outcomes are made of is withheld; the phase is the one known then', async () => {
    const { report } = await reportOf(synthetic, 'three')
    expect(report.record).toEqual({
      items: 9,
      taken: 6,
      repeated: 1,
      withheld: 1,
      refused: { INTAKE_PLACE_UNKNOWN: 1 },
      withoutDepartment: 0,
    })
    const judged = report.judged.find((one) => one.predictor === 'pressure info')
    // 10 October in BO03 (followed on the 12th, not by the outcome of the same day) and 20 November in BO05 (followed by nothing)
    expect(judged).toMatchObject({ alarms: 2, hits: 1, falseAlarms: 1, found: 1, missed: 1, leadDays: [2] })
    expect(report.timeline.alerts.map((one) => `${one.day} ${one.department}`)).toEqual([
      '2020-10-10 BO03',
      '2020-11-20 BO05',
    ])
    expect(judged?.byPhase.find((one) => one.name === 'none')?.precision).toMatchObject({ count: 0, of: 1 })
    expect(report.controls).toMatchObject([{ name: 'calm', outcomes: 0 }])
    expect(report.controls[0]?.alarms).toContainEqual({ predictor: 'pressure info', alarms: 0 })
  })

  test('what was called wrongly is told: no files, an unknown calendar, dates the wrong way round, a rule with errors', async () => {
    await expect(run(['--out', folder])).rejects.toThrow(UsageError)
    const other = (name: string, value: string) =>
      run([...synthetic.map((one, at) => (synthetic[at - 1] === name ? value : one)), '--out', folder])
    await expect(other('--calendar', 'bo-1899')).rejects.toThrow('bo-2020-general')
    await expect(other('--to', '2019-01-01')).rejects.toThrow('the earlier first')
    await expect(other('--horizon', '2h')).rejects.toThrow('whole days')
    const wrong = file('wrong.rule.yaml', rule.replace('category:', 'categry:'))
    await expect(other('--rules', wrong)).rejects.toThrow(/wrong\.rule\.yaml:\d+:\d+ unknown-key/)
  })
})

// The figures below: Administradora Boliviana de Carreteras, archived by Mauricio Foronda (transitabilidad-bolivia); outcomes: Ultimate
// Consequences, Carwil Bjork-James and team (CC BY-SA 4.0).
const data = path.join(import.meta.dirname, '../../../shared/data')
describe.skipIf(!existsSync(data))(
  'the record of 2020–2022 (needs ../shared/data beside the checkout)',
  () => {
    const blockades = path.join(data, 'bolivia-blockades')
    const args = [
      '--rules',
      'rules/core/roadblock-surge.rule.yaml',
      '--record',
      path.join(blockades, 'blockades_fulltext_2020-08_2022-06.csv'),
      '--mapping',
      'rules/bo/mappings/bo-abc-blockades-fulltext.yaml',
      '--outcomes',
      path.join(data, 'bolivia-ultimate-consequences/outcomes_day_municipality_1984-10_2022-06.csv'),
      '--outcome-mapping',
      'docs/backtests/mappings/ultimate-consequences.yaml',
      '--series',
      path.join(blockades, 'daily_active_by_department_2020-08_2022-06.csv'),
      '--count',
      'roadblock',
      '--calendar',
      'bo-2020-general',
      '--calendar',
      'bo-2021-subnational',
      '--horizon',
      '30d',
      '--from',
      '2020-08-13',
      '--to',
      '2022-06-30',
    ]

    test('the naive baseline comes out as it was published with the data', { timeout: 60_000 }, async () => {
      const { report } = await reportOf(args, 'real')
      const shown = [1, 3, 5, 10].map((least) => {
        const found = report.judged.find((one) => one.predictor === `active roadblock >= ${least}`)
        return [found?.alarms, found?.hits, found?.found]
      })
      expect(shown).toEqual([
        [116, 6, 7],
        [62, 4, 4],
        [34, 3, 3],
        [13, 2, 2],
      ])
      expect(report.outcomes.rows).toBe(11)
      expect(report.baseRates[0]?.departmentDays).toMatchObject({ count: 254, of: 5913 })
      expect(report.credits).toHaveLength(2)
    })
  },
)
