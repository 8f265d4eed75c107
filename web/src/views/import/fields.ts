// The fields of a signal that a column may fill by hand, and by which names of columns they are guessed. What they are called is in texts.ts.
import { plain } from '../../labels.ts'

export const fieldNames = [
  'category',
  'event_time',
  'place',
  'severity',
  'narrative',
  'source.root',
  'title',
  'topic',
  'target.kind',
  'lat',
  'lon',
  'station_id',
  'counts.killed',
  'counts.injured',
  'counts.arrested',
  'counts.participants',
  'source.id',
  'source.kind',
] as const
export type FieldName = (typeof fieldNames)[number]

export interface ImportField {
  readonly name: FieldName
  readonly as: 'text' | 'number' | 'time'
  /** The codes that a cell has to be turned into. */
  readonly codes?: 'eventTypes' | 'topics' | 'targets' | 'sourceKinds' | 'severity'
  /** Shown at once; the others are folded. */
  readonly isMain?: boolean
  /** May be the same for every row. */
  readonly isSame?: boolean
  /** Only for whoever reports for several sources. */
  readonly isAttributed?: boolean
  /** Names of columns that mean it, in plain letters. */
  readonly guesses: readonly string[]
}

export const importFields: readonly ImportField[] = [
  {
    name: 'category',
    as: 'text',
    codes: 'eventTypes',
    isMain: true,
    isSame: true,
    guesses: [
      'que paso',
      'what happened',
      'categoria',
      'tipo',
      'tipo de evento',
      'tipo de hecho',
      'evento',
      'what',
      'category',
      'event type',
    ],
  },
  {
    name: 'event_time',
    as: 'time',
    isMain: true,
    guesses: [
      'cuando',
      'fecha',
      'fecha y hora',
      'fecha del hecho',
      'fecha_reporte',
      'fecha_hora',
      'when',
      'event time',
      'event_time',
      'date',
    ],
  },
  {
    name: 'place',
    as: 'text',
    isMain: true,
    isSame: true,
    guesses: [
      'donde',
      'lugar',
      'municipio',
      'departamento',
      'codigo',
      'where',
      'place',
      'municipality',
      'department',
    ],
  },
  {
    name: 'severity',
    as: 'number',
    codes: 'severity',
    isMain: true,
    isSame: true,
    guesses: ['gravedad', 'severidad', 'severity'],
  },
  {
    name: 'narrative',
    as: 'text',
    isMain: true,
    guesses: ['relato', 'descripcion', 'detalle', 'texto', 'narrative', 'description', 'text'],
  },
  {
    name: 'source.root',
    as: 'text',
    isMain: true,
    isSame: true,
    guesses: ['de donde viene', 'origen', 'fuente', 'medio', 'origin', 'source', 'outlet'],
  },
  { name: 'title', as: 'text', guesses: ['titulo', 'titular', 'title', 'headline'] },
  { name: 'topic', as: 'text', codes: 'topics', isSame: true, guesses: ['tema', 'topic'] },
  {
    name: 'target.kind',
    as: 'text',
    codes: 'targets',
    isSame: true,
    guesses: ['contra quien o que', 'blanco', 'objetivo', 'victima', 'against whom or what', 'target'],
  },
  { name: 'lat', as: 'number', guesses: ['lat', 'latitud', 'latitude'] },
  { name: 'lon', as: 'number', guesses: ['lon', 'lng', 'long', 'longitud', 'longitude'] },
  { name: 'station_id', as: 'text', guesses: ['recinto', 'mesa', 'station', 'station_id'] },
  { name: 'counts.killed', as: 'number', guesses: ['muertos', 'fallecidos', 'killed', 'fatalities'] },
  { name: 'counts.injured', as: 'number', guesses: ['heridos', 'injured'] },
  { name: 'counts.arrested', as: 'number', guesses: ['detenidos', 'arrestados', 'arrested'] },
  { name: 'counts.participants', as: 'number', guesses: ['participantes', 'asistentes', 'participants'] },
  { name: 'source.id', as: 'text', isSame: true, isAttributed: true, guesses: [] },
  { name: 'source.kind', as: 'text', codes: 'sourceKinds', isSame: true, isAttributed: true, guesses: [] },
]

/** The column that a field most likely is: its name is one of the field's, or begins with one. */
export function guessColumn({ guesses }: ImportField, columns: readonly string[]): string | undefined {
  const names = columns.map((column) => ({ column, name: plain(column).replaceAll(/[¿?*]/gu, '').trim() }))
  const exact = guesses.flatMap((guess) => names.filter(({ name }) => name === guess))
  const begins = guesses.flatMap((guess) => names.filter(({ name }) => name.startsWith(`${guess} `)))
  return (exact[0] ?? begins[0])?.column
}

/** `/target/kind` or `/factor/0` of a fault → the field that it speaks of. */
export function fieldOfPointer(pointer: string): string {
  const [, head = '', tail] = pointer.split('/')
  const whole = `${head}.${tail ?? ''}`
  return fieldNames.some((one) => one === whole) ? whole : head
}
