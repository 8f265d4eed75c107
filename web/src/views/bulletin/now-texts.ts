// Words of the numbers of now.
import { openWords } from './open-words.ts'

const es = {
  kind: 'Período',
  kinds: { daily: 'Diario', weekly: 'Semanal' },
  heading: { daily: 'Números de las últimas 24 horas', weekly: 'Números de los últimos siete días' },
  draft:
    'Para uso interno: estos números son los de ahora, nadie los ha aprobado para publicar. Un boletín los congela.',
  print: 'Imprimir o guardar en PDF',
  contents: 'Contenido',
  summary: 'En pocas palabras',
  fired: 'Alertas que se dispararon',
  open: 'Alertas abiertas',
  openCount: openWords.es,
  signals: 'Señales recibidas',
  notHeard: 'Territorios sin datos o en silencio',
  map: 'Nivel por territorio',
  table: 'Territorios en números',
  alerts: 'Alertas del período',
  noAlerts: 'Ninguna alerta se disparó en este período.',
  alert: 'Alerta',
  level: 'Nivel más alto',
  when: 'Desde',
  state: 'Estado',
  method: 'Cómo leer estos números',
  methodLines: [
    'Muestran patrones de lo que se reporta a esta oficina, no un censo de lo que ocurre. Un territorio que reporta mucho parece peor que uno que calla.',
    'Donde nadie reporta no hay número: sin datos no es cero.',
    'El nivel de un territorio es el de su alerta abierta más alta. Las alertas salen de reglas publicadas, con umbrales y ventanas fijas; ninguna puntúa a personas.',
    'Una reunión pacífica no suma riesgo por sí sola.',
  ],
  ofReader:
    'Son los números que su permiso deja ver en el momento indicado; otra persona puede ver más o menos.',
  first200: 'Se cuentan las 200 alertas de cambio más reciente.',
  asOf: 'Datos leídos',
}

const en: typeof es = {
  kind: 'Period',
  kinds: { daily: 'Daily', weekly: 'Weekly' },
  heading: { daily: 'Numbers for the last 24 hours', weekly: 'Numbers for the last seven days' },
  draft:
    'For internal use: these are current numbers, and nobody has approved them for publication. A bulletin freezes them.',
  print: 'Print or save as PDF',
  contents: 'Contents',
  summary: 'In short',
  fired: 'Alerts that fired',
  open: 'Open alerts',
  openCount: openWords.en,
  signals: 'Signals received',
  notHeard: 'Territories without data or silent',
  map: 'Level by territory',
  table: 'Territories in numbers',
  alerts: 'Alerts of the period',
  noAlerts: 'No alert fired in this period.',
  alert: 'Alert',
  level: 'Highest level',
  when: 'Since',
  state: 'Status',
  method: 'How to read these numbers',
  methodLines: [
    'They show patterns of what is reported to this office, not a census of what happens. A territory that reports much looks worse than one that is silent.',
    'Where nobody reports there is no number: no data is not zero.',
    'The level of a territory is that of its highest open alert. Alerts come from published rules with fixed thresholds and windows; none scores a person.',
    'A peaceful assembly adds no risk by itself.',
  ],
  ofReader:
    'These are the numbers that your permission lets you see at the time stated; another person may see more or fewer.',
  first200: 'The 200 alerts that changed last are counted.',
  asOf: 'Data as of',
}

export const nowTexts = { es, en }
