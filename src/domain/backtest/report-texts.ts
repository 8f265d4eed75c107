// The words of a back-test report in both languages; numbers and names of predictors are the same in both.
import type { Language } from '../text.ts'

const english = {
  disclaimer:
    'Patterns seen by monitors, not a census. Small numbers: read counts and intervals, never a bare percentage. A signal, not a forecast. ' +
    'Blockades and marches are protected assembly: this says nothing about who is right or wrong.',
  floor:
    'Outcomes are what the label set records and nothing else: an alarm before violence without deaths counts as false, so precision is a floor.',
  command: 'The command that made this',
  inputs: 'Inputs',
  credits: 'Credits',
  settings: 'How it was judged',
  judgedHow: (horizons: string, cooldown: number) =>
    `An outcome counts for an alarm in the same department in strictly later days, within ${horizons} days. After an alarm a department is silent for ${cooldown} days. Only days are judged whose whole horizon lies in the record. Signals are taken up when they were received, by the calendar known then. Intervals are 95 %: Wilson for shares, Byar for rates, a bootstrap over blocks of one department and one horizon for AUROC and AUPR.`,
  record: 'The record',
  recordLine: (items: number, taken: number, repeated: number, withheld: number, refused: number) =>
    `${items} items read, ${taken} taken up, ${repeated} repeated, ${withheld} withheld because outcomes are made of them, ${refused} refused`,
  outcomes: 'Outcomes',
  outcomesLine: (rows: number, size: number) => `${rows} outcome rows, ${size} deaths or events`,
  baseRate: 'Department-days that an outcome follows',
  results: 'Alarms and outcomes',
  equalRecall:
    'At equal recall: the most precise count threshold that finds at least as many outcomes (chosen with hindsight, so it flatters the baseline)',
  scores: 'How well a daily score ranks the department-days',
  slices: 'Rules by phase, department and class of outcome',
  overTime: 'Rules by half-year',
  controls: 'Calm controls: alarms in spans that should stay quiet',
  timeline: 'Signals, alerts and outcomes over the phases',
  leads: 'Lead times: days from an alarm to the first outcome after it',
  calibration: 'Calibration by rolling origin: what was said against what happened',
  noLeads: 'No alarm was followed by an outcome.',
  none: '–',
  columns: {
    predictor: 'predictor',
    horizon: 'horizon',
    set: 'outcomes',
    alarms: 'alarms',
    hits: 'followed',
    found: 'found',
    precision: 'followed ÷ alarms',
    recall: 'found ÷ outcomes',
    rate: 'false per department-week',
    leads: 'lead days',
    best: 'baseline',
    bestPrecision: 'its followed ÷ alarms',
    bestFound: 'it finds',
    score: 'score',
    days: 'days',
    unknown: 'unknown',
    auroc: 'AUROC',
    aupr: 'AUPR',
    brier: 'Brier (base rate)',
    slice: 'slice',
    control: 'span',
    role: 'role',
    file: 'file',
  },
  signalsPerWeek: 'signals a week',
  outcomesPerWeek: 'outcomes in 4 weeks',
  said: 'said',
  happened: 'happened',
  daysCount: 'days',
}

export type ReportTexts = typeof english

const spanish: ReportTexts = {
  disclaimer:
    'Patrones vistos por quienes monitorean, no un censo. Números pequeños: lea cuentas e intervalos, nunca un porcentaje solo. Es una señal, no un pronóstico. ' +
    'Los bloqueos y las marchas son reunión protegida: esto no dice quién tiene razón.',
  floor:
    'Los desenlaces son lo que registra el conjunto de etiquetas y nada más: una alarma antes de violencia sin muertes cuenta como falsa; la precisión es un mínimo.',
  command: 'El comando que lo produjo',
  inputs: 'Entradas',
  credits: 'Créditos',
  settings: 'Cómo se juzgó',
  judgedHow: (horizons, cooldown) =>
    `Un desenlace cuenta para una alarma en el mismo departamento en días estrictamente posteriores, dentro de ${horizons} días. Tras una alarma el departamento calla ${cooldown} días. Solo se juzgan los días cuyo horizonte entero está en el registro. Las señales se toman cuando se recibieron, con el calendario conocido entonces. Los intervalos son del 95 %: Wilson para proporciones, Byar para tasas, remuestreo por bloques de un departamento y un horizonte para AUROC y AUPR.`,
  record: 'El registro',
  recordLine: (items, taken, repeated, withheld, refused) =>
    `${items} elementos leídos, ${taken} tomados, ${repeated} repetidos, ${withheld} retenidos porque de ellos se hacen los desenlaces, ${refused} rechazados`,
  outcomes: 'Desenlaces',
  outcomesLine: (rows, size) => `${rows} filas de desenlaces, ${size} muertes o hechos`,
  baseRate: 'Días-departamento a los que sigue un desenlace',
  results: 'Alarmas y desenlaces',
  equalRecall:
    'A igual cobertura: el umbral de cuenta más preciso que encuentra al menos otros tantos desenlaces',
  scores: 'Qué tan bien ordena un puntaje diario los días-departamento',
  slices: 'Reglas por fase, departamento y clase de desenlace',
  overTime: 'Reglas por semestre',
  controls: 'Controles en calma: alarmas en tramos que deben callar',
  timeline: 'Señales, alertas y desenlaces sobre las fases',
  leads: 'Anticipación: días de una alarma al primer desenlace posterior',
  calibration: 'Calibración con origen móvil: lo dicho frente a lo ocurrido',
  noLeads: 'A ninguna alarma siguió un desenlace.',
  none: '–',
  columns: {
    predictor: 'predictor',
    horizon: 'horizonte',
    set: 'desenlaces',
    alarms: 'alarmas',
    hits: 'seguidas',
    found: 'encontrados',
    precision: 'seguidas ÷ alarmas',
    recall: 'encontrados ÷ desenlaces',
    rate: 'falsas por departamento y semana',
    leads: 'días de anticipación',
    best: 'línea base',
    bestPrecision: 'sus seguidas ÷ alarmas',
    bestFound: 'encuentra',
    score: 'puntaje',
    days: 'días',
    unknown: 'sin dato',
    auroc: 'AUROC',
    aupr: 'AUPR',
    brier: 'Brier (tasa base)',
    slice: 'parte',
    control: 'tramo',
    role: 'papel',
    file: 'archivo',
  },
  signalsPerWeek: 'señales por semana',
  outcomesPerWeek: 'desenlaces en 4 semanas',
  said: 'dicho',
  happened: 'ocurrido',
  daysCount: 'días',
}

export const reportTexts: Readonly<Record<Language, ReportTexts>> = { en: english, es: spanish }
