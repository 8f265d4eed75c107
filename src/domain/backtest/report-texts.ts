// The words of a back-test report in both languages: those of the console's page of it, so that a file and the page call one thing by one name.
// Rules, phases, places and classes keep their codes, which the files share with the JSON.
import { levelLabel } from '../delivery/message-text.ts'
import type { LevelName } from '../rules/rule.ts'
import type { Language } from '../text.ts'

type Words = Readonly<Record<string, string>>

const levelsIn = (language: Language): Readonly<Record<LevelName, string>> => ({
  info: levelLabel.info[language],
  watch: levelLabel.watch[language],
  warning: levelLabel.warning[language],
  critical: levelLabel.critical[language],
})

const spanish = {
  disclaimer:
    'Patrones vistos por quienes monitorean, no un censo. Números pequeños: lea cuentas e intervalos, nunca un porcentaje solo. Una alarma no es un pronóstico. ' +
    'Los bloqueos y las marchas son reunión protegida: esto no dice quién tiene razón.',
  floor:
    'Los hechos etiquetados son lo que registran las etiquetas y nada más: una alarma antes de violencia que no registran cuenta como falsa; la precisión es un mínimo.',
  command: 'El comando que lo produjo',
  inputs: 'De qué se calculó',
  credits: 'Créditos',
  settings: 'Cómo se juzgó',
  judgedHow: (horizons: string, cooldown: number) =>
    `Cuenta un hecho del mismo departamento en días estrictamente posteriores a la alarma, dentro de ${horizons} días. Tras una alarma el departamento calla ${cooldown} días. Solo se juzgan los días cuyo horizonte entero está en el registro. Las señales se toman cuando se recibieron, con el calendario conocido entonces. Los intervalos son del 95 %: Wilson para proporciones, Byar para tasas, remuestreo por bloques de un departamento y un horizonte para AUROC y AUPR.`,
  recordLine: (items: number, taken: number, repeated: number, withheld: number, refused: number) =>
    `Entradas leídas: ${items}; señales tomadas: ${taken}; repetidas: ${repeated}; retenidas porque de ellas se hacen las etiquetas: ${withheld}; rechazadas: ${refused}`,
  labelled: 'Hechos etiquetados',
  labelledLine: (rows: number, size: number) => `Hechos etiquetados: ${rows}; sus tamaños suman ${size}`,
  baseRate: 'Días-departamento a los que sigue un hecho',
  results: 'Aciertos, omisiones y falsas alarmas',
  horizon: (days: number, set: string) => `horizonte de ${days} días, ${set}`,
  inDays: (days: number) => `${days} días`,
  equalRecall:
    'Con otros tantos hechos anticipados: el umbral de cuenta más preciso que anticipa al menos los mismos (elegido a la vista del resultado, lo que favorece a la línea base)',
  scores: 'Qué tan bien ordena un puntaje los días',
  slices: 'Reglas por fase, departamento, clase de hecho y semestre',
  controls: 'Controles en calma: alarmas en tramos que deben callar',
  timeline: 'Alertas frente a hechos etiquetados',
  leads: 'Anticipación: días desde una alarma hasta el primer hecho posterior',
  calibration: 'Calibración con origen móvil: lo dicho frente a lo ocurrido',
  noLeads: 'A ninguna alarma siguió un hecho.',
  none: '–',
  columns: {
    predictor: 'Alarma',
    horizon: 'Horizonte',
    set: 'Hechos',
    precision: 'Alarmas con hecho después',
    recall: 'Hechos anticipados',
    rate: 'Falsas por departamento y semana',
    leads: 'Anticipación: días',
    baseline: 'Línea base',
    baselineFound: 'Hechos que anticipa',
    baselinePrecision: 'Sus alarmas con hecho después',
    score: 'Puntaje',
    days: 'Días con hecho después',
    unknown: 'Sin dato',
    auroc: 'AUROC',
    aupr: 'AUPR',
    brier: 'Brier (tasa base)',
    slice: 'Parte',
    input: 'Entrada',
    name: 'Nombre',
  },
  levels: levelsIn('es'),
  sets: { all: 'todos los hechos' } as Words,
  without: (classes: string) => `sin ${classes}`,
  roles: {
    rule: 'Regla',
    history: 'Datos',
    record: 'Datos',
    mapping: 'Correspondencia',
    outcomes: 'Etiquetas',
    outcome_mapping: 'Correspondencia de las etiquetas',
    calendar: 'Calendario',
    series: 'Cuenta diaria',
  } as Words,
  baselines: {
    always: 'siempre',
    persistence: 'persistencia',
    'calendar only': 'solo el calendario',
    'factor mean': 'promedio de factores',
    received: 'señales recibidas del tipo',
    active: 'señales activas del tipo',
    'received signals': 'señales recibidas',
    'active signals': 'señales activas',
  } as Words,
  scoreLevel: 'nivel de alerta',
  scoreMeasure: (measure: string) => `medición «${measure}»`,
  noPhase: 'Fuera de toda fase',
  perWeek: 'Señales por semana',
  perFourWeeks: 'Hechos etiquetados en 4 semanas',
  said: 'Dicho',
  happened: 'Ocurrido',
}

export type ReportTexts = typeof spanish

const english: ReportTexts = {
  disclaimer:
    'Patterns seen by monitors, not a census. Small numbers: read counts and intervals, never a bare percentage. An alarm is no forecast. ' +
    'Blockades and marches are protected assembly: this says nothing about who is right or wrong.',
  floor:
    'Labelled events are what the labels record and nothing else: an alarm before violence that they do not record counts as false, so precision is a floor.',
  command: 'The command that made this',
  inputs: 'What it was computed from',
  credits: 'Credits',
  settings: 'How it was judged',
  judgedHow: (horizons, cooldown) =>
    `An event of the same department in days strictly later than the alarm counts, within ${horizons} days. After an alarm a department is silent for ${cooldown} days. Only days are judged whose whole horizon lies in the record. Signals are taken up when they were received, by the calendar known then. Intervals are 95 %: Wilson for shares, Byar for rates, a bootstrap over blocks of one department and one horizon for AUROC and AUPR.`,
  recordLine: (items, taken, repeated, withheld, refused) =>
    `Entries read: ${items}; signals taken up: ${taken}; repeated: ${repeated}; withheld because labels are made of them: ${withheld}; refused: ${refused}`,
  labelled: 'Labelled events',
  labelledLine: (rows, size) => `Labelled events: ${rows}; their sizes add up to ${size}`,
  baseRate: 'Department-days that an event follows',
  results: 'Hits, misses and false alarms',
  horizon: (days, set) => `horizon of ${days} days, ${set}`,
  inDays: (days) => `${days} days`,
  equalRecall:
    'With as many events foreseen: the most precise threshold of a count that foresees at least as many (chosen with the result in view, so it flatters the baseline)',
  scores: 'How well a score ranks the days',
  slices: 'Rules by phase, department, class of event and half-year',
  controls: 'Calm controls: alarms in spans that should stay quiet',
  timeline: 'Alerts against labelled events',
  leads: 'Lead times: days from an alarm to the first event after it',
  calibration: 'Calibration by rolling origin: what was said against what happened',
  noLeads: 'No alarm was followed by an event.',
  none: '–',
  columns: {
    predictor: 'Alarm',
    horizon: 'Horizon',
    set: 'Events',
    precision: 'Alarms with an event after',
    recall: 'Events foreseen',
    rate: 'False per department-week',
    leads: 'Lead time: days',
    baseline: 'Baseline',
    baselineFound: 'Events it foresees',
    baselinePrecision: 'Its alarms with an event after',
    score: 'Score',
    days: 'Days with an event after',
    unknown: 'Unknown',
    auroc: 'AUROC',
    aupr: 'AUPR',
    brier: 'Brier (base rate)',
    slice: 'Part',
    input: 'Input',
    name: 'Name',
  },
  levels: levelsIn('en'),
  sets: { all: 'all events' },
  without: (classes) => `without ${classes}`,
  roles: {
    rule: 'Rule',
    history: 'Data',
    record: 'Data',
    mapping: 'Mapping',
    outcomes: 'Labels',
    outcome_mapping: 'Mapping of the labels',
    calendar: 'Calendar',
    series: 'Daily count',
  },
  baselines: {
    always: 'always',
    persistence: 'persistence',
    'calendar only': 'calendar only',
    'factor mean': 'factor mean',
    received: 'signals received of the kind',
    active: 'signals active of the kind',
    'received signals': 'signals received',
    'active signals': 'signals active',
  },
  scoreLevel: 'alert level',
  scoreMeasure: (measure) => `measurement “${measure}”`,
  noPhase: 'Outside every phase',
  perWeek: 'Signals a week',
  perFourWeeks: 'Labelled events in 4 weeks',
  said: 'Said',
  happened: 'Happened',
}

export const reportTexts: Readonly<Record<Language, ReportTexts>> = { es: spanish, en: english }
