// Words of what a rule measures, for readers who do not know its names.
type Nouns = readonly [one: string, many: string]
type Words = Readonly<Record<string, string>>

const pick = (amount: number, [one, many]: Nouns): string => (amount === 1 ? one : many)

const es = {
  kinds: {
    count: 'señales contadas',
    score: 'peso de las señales',
    spike: 'aumento frente a lo habitual',
    sequence: 'cadena de señales',
    absent: 'informes que faltan',
    indicator: 'indicador',
    composite: 'índice compuesto',
  } as Words,
  signals: ['señal', 'señales'] as Nouns,
  distinct: {
    'source.root': ['origen distinto', 'orígenes distintos'],
    'source.id': ['fuente distinta', 'fuentes distintas'],
    'source.kind': ['clase de fuente distinta', 'clases de fuente distintas'],
    'target.kind': ['afectado distinto', 'afectados distintos'],
    'target.group': ['grupo afectado distinto', 'grupos afectados distintos'],
    category: ['categoría distinta', 'categorías distintas'],
    department: ['departamento distinto', 'departamentos distintos'],
    province: ['provincia distinta', 'provincias distintas'],
    municipality: ['municipio distinto', 'municipios distintos'],
    place: ['lugar distinto', 'lugares distintos'],
    station_id: ['recinto distinto', 'recintos distintos'],
    topic: ['tema distinto', 'temas distintos'],
    factor: ['factor distinto', 'factores distintos'],
  } as Readonly<Record<string, Nouns>>,
  distinctOther: (field: string) => `valores distintos de ${field}`,
  quantities: {
    severity: 'severidad',
    credibility: 'credibilidad',
    'counts.killed': 'personas muertas',
    'counts.injured': 'personas heridas',
    'counts.arrested': 'personas detenidas',
    'counts.participants': 'participantes',
  } as Words,
  sum: (what: string) => `suma de ${what}`,
  max: (what: string) => `valor más alto de ${what}`,
  over: (what: string, span: string) => `${what} en ${span}`,
  fewer: (amount: number, shown: string, nouns: Nouns) => `${shown} ${pick(amount, nouns)} menos`,
  further: (amount: number, shown: string, nouns: Nouns) => `${shown} ${pick(amount, nouns)} más`,
  less: (amount: string, what: string) => `${amount} menos en ${what}`,
  more: (amount: string, what: string) => `${amount} más en ${what}`,
}

const en: typeof es = {
  kinds: {
    count: 'signals counted',
    score: 'weight of the signals',
    spike: 'rise against the usual',
    sequence: 'chain of signals',
    absent: 'missing reports',
    indicator: 'indicator',
    composite: 'composite index',
  },
  signals: ['signal', 'signals'],
  distinct: {
    'source.root': ['distinct origin', 'distinct origins'],
    'source.id': ['distinct source', 'distinct sources'],
    'source.kind': ['distinct kind of source', 'distinct kinds of source'],
    'target.kind': ['distinct target', 'distinct targets'],
    'target.group': ['distinct group affected', 'distinct groups affected'],
    category: ['distinct category', 'distinct categories'],
    department: ['distinct department', 'distinct departments'],
    province: ['distinct province', 'distinct provinces'],
    municipality: ['distinct municipality', 'distinct municipalities'],
    place: ['distinct place', 'distinct places'],
    station_id: ['distinct polling place', 'distinct polling places'],
    topic: ['distinct topic', 'distinct topics'],
    factor: ['distinct factor', 'distinct factors'],
  },
  distinctOther: (field: string) => `distinct values of ${field}`,
  quantities: {
    severity: 'severity',
    credibility: 'credibility',
    'counts.killed': 'people killed',
    'counts.injured': 'people injured',
    'counts.arrested': 'people arrested',
    'counts.participants': 'participants',
  },
  sum: (what: string) => `sum of ${what}`,
  max: (what: string) => `highest value of ${what}`,
  over: (what: string, span: string) => `${what} in ${span}`,
  fewer: (amount: number, shown: string, nouns: Nouns) => `${shown} fewer ${pick(amount, nouns)}`,
  further: (amount: number, shown: string, nouns: Nouns) => `${shown} more ${pick(amount, nouns)}`,
  less: (amount: string, what: string) => `${amount} less in ${what}`,
  more: (amount: string, what: string) => `${amount} more in ${what}`,
}

export const measureTexts = { es, en }
