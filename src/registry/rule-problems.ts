// Problems of a rule's text → one refusal that leads its author to each of them.
import { spanishOf } from '#domain/rules/spanish.ts'
import { AppError, type Fault } from '#platform/errors.ts'
import { printRuleProblem, type RuleProblem } from './read-rule-text.ts'

/** What kind of fault it is, in Spanish: before the sentence, and instead of one that the library of YAML says. */
const spanish: Readonly<Record<string, string>> = {
  yaml: 'el texto no es YAML válido',
  'unknown-key': 'clave desconocida',
  shape: 'forma no válida',
  'measure-kind': 'la medición debe ser de una sola clase',
  'unknown-code': 'código que no está en el catálogo del país',
  'unknown-signal': 'selector desconocido',
  'unknown-measure': 'medición desconocida',
  'unknown-param': 'parámetro desconocido',
  'unknown-placeholder': 'marcador desconocido en la explicación',
  'unknown-ref': 'referencia desconocida en una prueba',
  'unknown-field': 'campo desconocido',
  'bad-template': 'plantilla de explicación no válida',
  'param-type': 'tipo de parámetro equivocado',
  'param-bounds': 'parámetro fuera de sus límites',
  'param-by-phase': 'un parámetro por fase no puede estar aquí',
  'mixed-polarity': 'una medición no puede mezclar riesgo y mitigación',
  'weight-sign': 'signo del peso equivocado',
  'weight-range': 'peso fuera de rango',
  'no-signals': 'ninguna medición lee señales',
  'not-indexable': 'el selector necesita tipo de hecho, factor o clase de fuente',
  cost: 'la evaluación sería demasiado costosa',
  'levels-order': 'los niveles deben subir',
  'never-reached': 'nivel que la regla no alcanza',
  'duplicate-key': 'clave repetida',
  'test-key': 'la clave de la prueba no es la de la regla',
  'id-version': 'identificador o versión equivocados',
}

function faultOf({ file, line, column, code, path, message }: RuleProblem): Fault {
  const nearest = [...message.matchAll(/did you mean "([^"]+)"/g)].flatMap(([, word]) => word ?? [])
  return {
    pointer: '/yaml',
    code,
    message: {
      es: `${file}:${line}:${column} ${inSpanish(code, message)}`,
      en: `${file}:${line}:${column} ${message}`,
    },
    ...(nearest.length === 0 ? {} : { nearest }),
    spot: { file, line, column, path },
  }
}

function inSpanish(code: string, message: string): string {
  const kind = spanish[code] ?? code
  const sentence = spanishOf(message)
  return sentence === undefined ? kind : `${kind}: ${sentence}`
}

/** A warning in its reader's language; a sentence that has no Spanish yet stays as it is. */
export function warningIn(language: 'es' | 'en', message: string): string {
  return language === 'es' ? (spanishOf(message) ?? message) : message
}

/** Only errors refuse a rule; warnings are shown with it. */
export function refusalOfRule(problems: readonly RuleProblem[]): AppError {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return new AppError(
    'invalid',
    'RULE_NOT_VALID',
    `the rule has ${errors.length} error(s): ${errors.map(printRuleProblem).join('; ')}`,
    { faults: errors.map(faultOf) },
  )
}
