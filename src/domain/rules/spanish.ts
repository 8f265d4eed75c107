// What is said of a rule, in Spanish. The checks say it in English, the language of the rule language's own words; here each sentence has its
// other half. `%` stands for what a sentence names: words of the language, codes and numbers, the same in both.

/** English, Spanish; the first that fits counts. */
const sentences: readonly (readonly [english: string, spanish: string])[] = [
  // words that are not known
  ['unknown % "%" in catalogue %', 'no existe % «%» en el catálogo %'],
  ['unknown % "{%}"', 'no existe % «{%}»'],
  ['unknown % "%"', 'no existe % «%»'],
  ['no signal of this test has ref "%"', 'ninguna señal de esta prueba tiene el ref «%»'],
  ['this rule has no level "%"', 'esta regla no tiene el nivel «%»'],
  ['no level of this rule is "%" or above', 'ningún nivel de esta regla es «%» o más alto'],
  // what has to be there
  ['"%" is missing', 'falta «%»'],
  ['one of %', 'uno de estos: %'],
  ['needs its kind, one of %', 'necesita su clase, una de estas: %'],
  ['one kind, not %', 'una sola clase, no %'],
  ['a mapping with one of %', 'un mapa con una de estas claves: %'],
  ['a mapping with at least %', 'un mapa con al menos %'],
  ['a mapping with %', 'un mapa con %'],
  ['a mapping of names', 'un mapa de nombres'],
  ['a mapping of comparisons, such as %', 'un mapa de comparaciones, como %'],
  ['a mapping of tests on fields of a signal', 'un mapa de condiciones sobre campos de una señal'],
  ['a comparison such as %; one of %', 'una comparación como %; una de estas: %'],
  ['a step with t and one of %', 'un paso con t y uno de estos: %'],
  ['at least one comparison', 'al menos una comparación'],
  ['at least one test', 'al menos una condición'],
  ['at least one of %', 'al menos uno de estos: %'],
  ['at least 1h', 'al menos 1h'],
  ['a rule needs at least one selector', 'una regla necesita al menos un selector'],
  ['a list of at least %', 'una lista de al menos %'],
  ['a list of % to %', 'una lista de % a %'],
  ['a list', 'una lista'],
  ['true or false', 'true o false'],
  ['a duration such as %, longer than 0', 'una duración como %, mayor que 0'],
  ['a duration such as %', 'una duración como %'],
  ['a date and time with its offset, such as %', 'fecha y hora con su desfase, como %'],
  ['an offset such as %', 'un desfase como %'],
  ['a whole number from % to %', 'un número entero de % a %'],
  ['a whole number from %', 'un número entero desde %'],
  ['a number from % to %', 'un número de % a %'],
  ['a number above %', 'un número mayor que %'],
  ['a number or unknown', 'un número o unknown'],
  ['a number or a duration', 'un número o una duración'],
  ['a number or {param: name}', 'un número o {param: nombre}'],
  ['a number', 'un número'],
  ['1, the version of the language', '1, la versión del lenguaje'],
  ['a text', 'un texto'],
  ['a name in snake_case', 'un nombre en snake_case'],
  [
    '"%" is a word of the language; choose another name',
    '«%» es una palabra del lenguaje; elija otro nombre',
  ],
  ['a word or phrase of at least % characters', 'una palabra o frase de al menos % caracteres'],
  ['a code in kebab-case, % to % characters', 'un código en kebab-case, de % a % caracteres'],
  [
    'a code of an institution or role, never a person',
    'un código de institución o cargo, nunca de una persona',
  ],
  [
    'a code of a phase or of a calendar window, in snake_case',
    'un código de fase o de ventana del calendario, en snake_case',
  ],
  [
    'a factor code: en or ex and up to three numbers, such as %',
    'un código de factor: en o ex y hasta tres números, como %',
  ],
  ['a code', 'un código'],
  ['nested deeper than %', 'anidado más hondo que %'],
  ['absent takes either deadline, or every and until', 'absent lleva deadline, o bien every y until'],
  // parameters and bounds
  ['"%" is a %; a % stands here', '«%» es de tipo %; aquí va uno de tipo %'],
  ['"%" is a %', '«%» es de tipo %'],
  ['% is outside the bounds of "%"', '% está fuera de los límites de «%»'],
  ['min % is above max %', 'el mínimo % es mayor que el máximo %'],
  ['% is outside % to %', '% está fuera de % a %'],
  [
    '"%" depends on the phase; what is stored for a rule cannot change with the phase',
    '«%» depende de la fase; lo que se guarda para una regla no puede cambiar con la fase',
  ],
  ['"%" depends on the phase; %', '«%» depende de la fase; %'],
  // names and keys
  ['the key of this rule is [%], not [%]', 'la clave de esta regla es [%], no [%]'],
  ['a rule never suppresses itself', 'una regla nunca se suprime a sí misma'],
  ['"%" cannot be told from the key [%] of %', '«%» no se deduce de la clave [%] de %'],
  ['% "%" is there twice', '% «%» está dos veces'],
  ['this key is there twice', 'esta clave está dos veces'],
  [
    '{%} would mean both this measure and the field % of the key',
    '{%} significaría a la vez esta medición y el campo % de la clave',
  ],
  ['the file is named "%", so this must be its id', 'el archivo se llama «%», y ese debe ser su id'],
  ['version % of "%" is there already; raise it', 'la versión % de «%» ya existe; súbala'],
  // levels
  ['"%" must be above "%"', '«%» debe estar por encima de «%»'],
  [
    'nobody has to acknowledge a critical alert in time; give an audience ack_within',
    'nadie debe acusar recibo a tiempo de una alerta crítica; dé ack_within a una audiencia',
  ],
  [
    'at low counts "%" is noise; ask for a least count beside it',
    'con pocos casos «%» es ruido; pida además un número mínimo',
  ],
  [
    'one report that cannot be judged or is doubtful can reach "%"; ask for several distinct source.root, a cap, or better graded reports',
    'un solo informe que no se puede juzgar o es dudoso llega a «%»; pida varios source.root distintos, un tope o informes mejor calificados',
  ],
  [
    'one origin alone can reach "%"; ask for several distinct source.root, a cap, or better graded reports',
    'un solo origen llega a «%»; pida varios source.root distintos, un tope o informes mejor calificados',
  ],
  [
    'peaceful protest alone reaches every level, and protest is a right; give a rationale',
    'la sola protesta pacífica alcanza todos los niveles, y protestar es un derecho; dé una rationale',
  ],
  // measures
  [
    'one measure may not mix risk and mitigating signals',
    'una medición no puede mezclar señales de riesgo y mitigantes',
  ],
  [
    '"%" takes risk and mitigating signals; a score may not add both up',
    '«%» toma señales de riesgo y mitigantes; un puntaje no puede sumarlas',
  ],
  [
    '"%" reads risk and mitigating signals; a factor is one or the other',
    '«%» lee señales de riesgo y mitigantes; un factor es lo uno o lo otro',
  ],
  [
    '"%" reads mitigating signals and would raise the risk: its weight must be negative',
    '«%» lee señales mitigantes y subiría el riesgo: su peso debe ser negativo',
  ],
  [
    '"%" reads no mitigating signals and would lower the risk: its weight may not be negative',
    '«%» no lee señales mitigantes y bajaría el riesgo: su peso no puede ser negativo',
  ],
  ['noisy_or takes weights from -1 to 1', 'noisy_or lleva pesos de -1 a 1'],
  ['the factor codes of "%" are not %', 'los códigos de factor de «%» no son de naturaleza %'],
  ['from and to are equal; nothing lies between them', 'from y to son iguales; no hay nada entre ellos'],
  ['a composite is not a factor of another', 'un composite no es factor de otro'],
  [
    'no factor has a positive weight, so there is no risk to weigh',
    'ningún factor tiene peso positivo: no hay riesgo que pesar',
  ],
  ['looks % back; signals are kept for %', 'mira % hacia atrás; las señales se guardan %'],
  [
    'over % half-lives; what is older weighs nothing and costs rows',
    'más de % vidas medias; lo más viejo no pesa nada y cuesta filas',
  ],
  ['fewer than % complete periods of % are behind it', 'tiene detrás menos de % periodos completos de %'],
  ['"%" is a step itself; it cannot break the chain', '«%» es un paso; no puede romper la cadena'],
  [
    'one evaluation of a key may read % stored rows; at most %',
    'una evaluación de una clave puede leer % filas guardadas; como máximo %',
  ],
  // texts
  ['not a message that can be read: %', 'no es un mensaje legible: %'],
  ['{%} is no date or time', '{%} no es fecha ni hora'],
  ['only one of the two languages tells %', 'solo uno de los dos idiomas dice %'],
  // use
  ['"%" is used nowhere', '«%» no se usa en ninguna parte'],
  [
    'only a composite is multiplied, and this rule has none that is',
    'solo un composite se multiplica, y esta regla no tiene ninguno así',
  ],
  [
    'absent looks at all matches; the cap has no effect on it',
    'absent mira todo lo que coincide; el tope no tiene efecto',
  ],
  ['no test expects "%" to fire', 'ninguna prueba espera que «%» se dispare'],
  ['no test expects silence (state: none)', 'ninguna prueba espera silencio (state: none)'],
  ['the routing gives "%" no recipient', 'las rutas no dan destinatario a «%»'],
  [
    'the routing tells "%" only in [%], and phases.only leaves none of it',
    'las rutas avisan a «%» solo en [%], y phases.only no deja nada de eso',
  ],
  [
    '"%" can never fire: no value of "%" meets its condition',
    '«%» no puede dispararse nunca: ningún valor de «%» cumple su condición',
  ],
  ['"%" lists [%], the key is [%]', '«%» enumera [%], la clave es [%]'],
  // selectors
  [
    '"%" finds no signal of the time in which phases.only lets the rule apply',
    '«%» no encuentra señales del tiempo en que phases.only deja regir la regla',
  ],
  [
    '6 means that it cannot be judged, not that it is worse than 5; list the values instead',
    '6 significa que no se puede juzgar, no que sea peor que 5; enumere los valores',
  ],
  [
    'must ask for a category, a factor or a source.kind; otherwise every signal costs a look',
    'debe pedir una categoría, un factor o un source.kind; si no, cada señal cuesta una mirada',
  ],
  [
    'the nature asked for contradicts the factor codes asked for',
    'la naturaleza pedida contradice los códigos de factor pedidos',
  ],
  // the text of the file
  ['a rule file is one document', 'un archivo de regla es un solo documento'],
  ['more than % aliases', 'más de % alias'],
  ['this alias names no anchor before it', 'este alias no nombra un ancla anterior'],
  ['larger than % KiB', 'mayor que % KiB'],
]

/** What «unknown» speaks of. */
const nouns: Readonly<Record<string, string>> = {
  key: 'la clave',
  field: 'el campo',
  parameter: 'el parámetro',
  selector: 'el selector',
  measure: 'la medición',
  placeholder: 'el marcador',
  rule: 'la regla',
  category: 'el tipo de hecho',
  factor: 'el factor',
  place: 'el lugar',
  phase: 'la fase',
  'calendar window': 'la ventana del calendario',
  'phase or calendar window': 'la fase o ventana del calendario',
  milestone: 'el hito',
  'entity set': 'el conjunto de entidades',
  'source kind': 'la clase de fuente',
  'target kind': 'la clase de objetivo',
  audience: 'la audiencia',
  addressee: 'la institución destinataria',
  indicator: 'el indicador',
  right: 'el derecho',
  population: 'la población',
  topic: 'el tema',
}

/** What may follow a sentence. */
const endings: readonly (readonly [RegExp, string])[] = [
  [/; did you mean "([^"]*)"\?$/, '; ¿quiso decir «$1»?'],
  [/ for every value that its bounds allow$/, ' para todo valor que permiten sus límites'],
]

const patterns = sentences.map(([english, spanish]) => {
  const parts = english.split('%').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`))
  return { fits: new RegExp(`^${parts.join('(.+?)')}$`, 's'), spanish }
})

/** The Spanish of what a check said; undefined where it has none yet, such as a sentence of the YAML reader. */
export function spanishOf(message: string): string | undefined {
  for (const [pattern, ending] of endings) {
    const found = pattern.exec(message)
    if (found === null) continue
    const rest = spanishOf(message.slice(0, found.index))
    return rest === undefined ? undefined : rest + found[0].replace(pattern, ending)
  }
  for (const { fits, spanish } of patterns) {
    const found = fits.exec(message)
    if (found === null) continue
    const named = found
      .slice(1)
      .map((word) => (message.startsWith('unknown ') ? (nouns[word] ?? word) : word))
    let place = 0
    return spanish.replaceAll('%', () => named[place++] ?? '')
  }
  return undefined
}
