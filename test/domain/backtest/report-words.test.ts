// The files of a back-test call everything as the console's page of it does, and never by a word that means something else.
import { expect, test } from 'vitest'
import { reportHtml } from '#domain/backtest/report-html.ts'
import { reportMarkdown } from '#domain/backtest/report-markdown.ts'
import type { BacktestReport } from '#domain/backtest/report-shape.ts'
import { reportTexts } from '#domain/backtest/report-texts.ts'
import { codesEn } from '../../../web/src/texts/codes-en.ts'
import { codesEs } from '../../../web/src/texts/codes-es.ts'
import { backtestsEn } from '../../../web/src/views/backtests/texts-en.ts'
import { backtestsEs } from '../../../web/src/views/backtests/texts-es.ts'

const console = { es: backtestsEs, en: backtestsEn }
const levels = { es: codesEs.level, en: codesEn.level }
const languages = ['es', 'en'] as const

test.each(languages)('a file and the page have one word for one thing (%s)', (language) => {
  const [file, page] = [reportTexts[language], console[language]]
  expect({
    baseRate: file.baseRate,
    inputs: file.inputs,
    labelled: `${file.labelledLine(3, 7)}.`,
    noLeads: file.noLeads.slice(0, 20),
    perWeek: file.perWeek,
    results: file.results,
    scores: file.scores,
    timeline: file.timeline,
    said: [file.said, file.happened],
    columns: [file.columns.predictor, file.columns.precision, file.columns.recall, file.columns.rate],
    scoreColumns: [file.columns.score, file.columns.days, file.columns.unknown, file.columns.brier],
    part: file.columns.slice,
    horizon: file.horizon(14, file.sets['all'] ?? ''),
    scoreWords: [file.scoreLevel, file.scoreMeasure('n')],
    noPhase: file.noPhase,
    baselines: file.baselines,
    roles: file.roles,
    levels: file.levels,
  }).toMatchObject({
    baseRate: page.baseRate,
    inputs: page.origin,
    labelled: page.outcomes('3', '7'),
    noLeads: page.noLeads.slice(0, 20),
    perWeek: page.perWeek.signals,
    results: page.results,
    scores: page.scores,
    timeline: page.timeline,
    said: [page.said, page.happened],
    columns: [page.predictor, page.resultHeads[1], page.resultHeads[2], page.resultHeads[5]],
    scoreColumns: [page.scoreHeads[0], page.scoreHeads[1], page.scoreHeads[2], page.scoreHeads[5]],
    part: page.sliceHeads[0],
    horizon: page.horizon('14', page.sets.all).replace(/^./, (first) => first.toLowerCase()),
    scoreWords: [page.scoreLevel, page.scoreMeasure('n')],
    noPhase: page.noPhase,
    baselines: page.baselines.names,
    roles: page.roles,
    levels: levels[language],
  })
  for (const [words, title] of [
    [file.controls, page.controls],
    [file.leads, page.leads.split(' ')[0]],
    [file.calibration, page.calibration],
    [file.columns.leads, page.resultHeads[6]?.split(':')[0]],
    [file.perFourWeeks, page.labelled],
  ] as const)
    expect(words).toContain(title)
})

const proportion = (count: number, of: number) => ({ count, of, value: count / of, low: 0, high: 1 })
const rate = { count: 1, exposure: 10, value: 0.1, low: 0, high: 1 }
const slice = (name: string) => ({
  name,
  precision: proportion(1, 2),
  recall: proportion(1, 3),
  falsePerDepartmentWeek: rate,
})
const judged = (predictor: string, outcomeSet = 'all') => ({
  predictor,
  horizonDays: 14,
  outcomeSet,
  alarms: 2,
  hits: 1,
  falseAlarms: 1,
  found: 1,
  missed: 2,
  sizeFound: 2,
  precision: proportion(1, 2),
  recall: proportion(1, 3),
  falsePerDepartmentWeek: rate,
  leadDays: [3],
  byDepartment: [slice('BO02')],
  byPhase: [slice('none')],
  byClass: [{ name: 'coca', recall: proportion(1, 3) }],
  byHalfYear: [{ name: '2020-H2', precision: proportion(1, 2) }],
})
const set = 'without coca,mining'
const report = {
  schema: 1,
  kind: 'backtest_report',
  title: 'Prueba',
  command: 'npx vigia backtest',
  credits: [],
  inputs: [{ role: 'outcome_mapping', name: 'labels.yaml', sha256: 'a'.repeat(64) }],
  settings: {
    process: 'p',
    timeZone: 'America/La_Paz',
    from: '2020-08-01',
    to: '2020-12-31',
    horizonsDays: [14],
    cooldownDays: 30,
    departments: ['BO02'],
    seed: 1,
    bootstrapDraws: 400,
  },
  record: { items: 9, taken: 6, repeated: 1, withheld: 1, refused: {}, withoutDepartment: 0 },
  outcomes: { rows: 3, size: 7, byClass: { coca: 3 }, byDepartment: { BO02: 3 }, byPhase: { none: 3 } },
  rules: [{ id: 'threats', version: 2, revision: 'b'.repeat(64) }],
  baseRates: ['all', set].map((outcomeSet) => ({
    horizonDays: 14,
    outcomeSet,
    departmentDays: proportion(1, 9),
  })),
  judged: [
    judged('threats watch'),
    judged('calendar only'),
    judged('received signals >= 3'),
    judged('active roadblock >= 3', set),
  ],
  equalRecall: [
    {
      predictor: 'threats watch',
      horizonDays: 14,
      outcomeSet: 'all',
      found: 1,
      precision: proportion(1, 2),
      baseline: 'received roadblock',
      threshold: 4,
      baselineFound: 1,
      baselinePrecision: proportion(1, 2),
    },
  ],
  scored: ['threats: level', 'threats: n'].map((score) => ({
    score,
    horizonDays: 14,
    outcomeSet: 'all',
    days: 9,
    unknownDays: 0,
    followedDays: 1,
    auroc: { value: 0.5, low: 0.4, high: 0.6 },
    aupr: { value: 0.5, low: 0.4, high: 0.6 },
    forecast: {
      days: 9,
      brier: 0.1,
      brierOfBaseRate: 0.1,
      skill: 0,
      calibration: [{ from: 0, to: 0.2, said: 0.1, happened: proportion(1, 9) }],
    },
  })),
  controls: [
    {
      name: 'calm',
      from: '2020-12-01',
      to: '2020-12-31',
      outcomes: 0,
      alarms: [{ predictor: 'threats watch', alarms: 0 }],
    },
  ],
  timeline: {
    weeks: [{ from: '2020-08-01', signals: 2, outcomes: 1 }],
    phases: [{ code: 'campaign', from: '2020-08-01', to: '2020-09-01' }],
    alerts: [{ predictor: 'threats', department: 'BO02', day: '2020-08-05', level: 'watch' }],
  },
} satisfies BacktestReport

test('alarms, sets, scores and parts are named in the language of the file; rules, places and classes keep their codes', () => {
  const [es, en] = [reportMarkdown(report, 'es'), reportMarkdown(report, 'en')]
  for (const row of [
    '| threats, Vigilancia | 1 / 2 ',
    '| solo el calendario | ',
    '| señales recibidas ≥\u00a03 | ',
    '## Aciertos, omisiones y falsas alarmas: horizonte de 14 días, sin coca, mining\n',
    '| señales activas del tipo roadblock ≥\u00a03 | ',
    '| 14 días | todos los hechos | 1 | 1 / 2 [0 %–100 %] | señales recibidas del tipo roadblock ≥\u00a04 |',
    '| threats: nivel de alerta | ',
    '| threats: medición «n» | ',
    '| threats, Vigilancia | Fuera de toda fase | ',
    'coca 3; BO02 3; Fuera de toda fase 3',
    '| Correspondencia de las etiquetas | labels.yaml | ',
    '- calm: 2020-12-01 – 2020-12-31; Hechos etiquetados: 0',
  ])
    expect(es).toContain(row)
  expect(en).toContain('| threats, Watch | Outside every phase | ')
  const page = reportHtml(report, 'es')
  expect(page).toContain('<title>threats, Vigilancia · BO02 · 2020-08-05</title>')
  // «Desenlace» is what became of an alert, and a predictor is nobody's word.
  for (const text of [es, page]) expect(text).not.toMatch(/desenlace|predictor|seguidas|threats watch/i)
  for (const text of [en, reportHtml(report, 'en')])
    expect(text).not.toMatch(/outcome rows|predictor|÷|\d d\b/i)
})
