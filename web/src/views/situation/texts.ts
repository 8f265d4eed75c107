// Words of the situation and of the screen on the wall.
const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

const es = {
  unanswered: 'Esperan acuse',
  unansweredCount: (count: number) => plural(count, 'alerta espera acuse', 'alertas esperan acuse'),
  nothingWaits: 'Ninguna alerta espera acuse.',
  more: (count: number) => `Ver ${plural(count, 'más', 'más')}`,
  counts: 'Alertas abiertas por nivel',
  map: 'Nivel por territorio',
  toMap: 'Abrir el mapa',
  table: 'Territorios',
  silent: (count: number) =>
    plural(
      count,
      'territorio en silencio: se esperaban reportes',
      'territorios en silencio: se esperaban reportes',
    ),
  unheard: (count: number) =>
    plural(count, 'territorio sin datos: nadie reporta', 'territorios sin datos: nadie reporta'),
  covered: 'Todos los territorios reportan o no se esperaban reportes.',
  coverage: 'Cobertura',
  period: 'Últimos 7 días. Patrones de lo que se reporta, no un censo de lo que ocurre.',
  wall: 'Pantalla de sala',
  leave: 'Volver a la consola',
  waiting: (age: string) => `se disparó ${age}`,
  calm: 'Sin alertas abiertas',
}

const en: typeof es = {
  unanswered: 'Waiting for acknowledgement',
  unansweredCount: (count: number) =>
    plural(count, 'alert waits to be acknowledged', 'alerts wait to be acknowledged'),
  nothingWaits: 'No alert waits to be acknowledged.',
  more: (count: number) => `See ${count} more`,
  counts: 'Open alerts by level',
  map: 'Level by territory',
  toMap: 'Open the map',
  table: 'Territories',
  silent: (count: number) =>
    plural(count, 'territory silent: reports were expected', 'territories silent: reports were expected'),
  unheard: (count: number) =>
    plural(count, 'territory without data: nobody reports', 'territories without data: nobody reports'),
  covered: 'Every territory reports, or no reports were expected.',
  coverage: 'Coverage',
  period: 'Last 7 days. Patterns of what is reported, not a census of what happens.',
  wall: 'Room display',
  leave: 'Back to the console',
  waiting: (age: string) => `fired ${age}`,
  calm: 'No open alerts',
}

export const situationTexts = { es, en }
