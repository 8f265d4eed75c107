// Unknown codes: every code of a rule must be in the vocabulary of the country pack. Says which edition was asked and proposes the nearest.
import { type CountryPack, markings } from '../pack.ts'
import { entriesAt, error, itemsAt, rawAt, type Scope, walkTests } from './check-scope.ts'
import { didYouMean } from './schema-nearest.ts'
import { isPlain, type Path } from './schema-reader.ts'

interface Vocabulary {
  readonly what: string
  readonly codes: { has(code: string): boolean; keys(): Iterable<string> }
  readonly edition?: string
}

const fixed = (what: string, codes: readonly string[]): Vocabulary => ({ what, codes: new Set(codes) })
const letters = fixed('reliability', ['A', 'B', 'C', 'D', 'E', 'F'])
const natures = fixed('nature', ['endogenous', 'exogenous'])
const verifications = fixed('verification', ['unverified', 'verified', 'rejected'])
const marks = fixed('marking', markings)

function catalogue(pack: CountryPack, what: string, codes: Vocabulary['codes']): Vocabulary {
  return { what, codes, edition: `${pack.country} ${pack.versions.taxonomy}` }
}

/** A code at a path: refused when the vocabulary does not have it. */
export function checkCode(
  scope: Scope,
  path: Path,
  code: unknown,
  vocabulary: Vocabulary,
  at: 'key' | 'value' = 'value',
): void {
  if (typeof code !== 'string' || vocabulary.codes.has(code)) return
  const edition = vocabulary.edition === undefined ? '' : ` in catalogue ${vocabulary.edition}`
  const hint = didYouMean(code, vocabulary.codes.keys(), scope.problems.length)
  error(scope, path, 'unknown-code', `unknown ${vocabulary.what} "${code}"${edition}${hint}`, at)
}

/** One code, a list, or a mapping of operators with codes in it. */
function checkTest(scope: Scope, path: Path, value: unknown, vocabulary: Vocabulary): void {
  if (Array.isArray(value)) {
    value.forEach((code: unknown, index) => checkCode(scope, [...path, index], code, vocabulary))
  } else if (isPlain(value)) {
    for (const [operator, given] of Object.entries(value)) {
      checkTest(scope, [...path, operator], given, vocabulary)
    }
  } else checkCode(scope, path, value, vocabulary)
}

/** Phase codes and window codes do not intersect, so one calendar code names either. */
export function calendarCodes(pack: CountryPack): Vocabulary {
  const codes = new Set([...pack.phases.keys(), ...pack.windows.keys()])
  return catalogue(pack, 'phase or calendar window', codes)
}

/** The closed vocabulary of a field of a signal; undefined for free codes and for fields without codes. */
export function vocabularyOf(pack: CountryPack, field: string): Vocabulary | undefined {
  const places: Vocabulary = {
    what: 'place',
    codes: pack.places,
    edition: `${pack.country} ${pack.versions.gazetteer}`,
  }
  const table: ReadonlyMap<string, Vocabulary> = new Map([
    ['category', catalogue(pack, 'category', pack.eventTypes)],
    ['topic', catalogue(pack, 'topic', pack.topics)],
    ['factor', catalogue(pack, 'factor', new Set([...pack.factors.keys(), ...factorGroups(pack)]))],
    ['nature', natures],
    ['phase', catalogue(pack, 'phase', pack.phases)],
    ['window', catalogue(pack, 'calendar window', pack.windows)],
    ['place', places],
    ['department', places],
    ['province', places],
    ['municipality', places],
    ['reliability', letters],
    ['source.kind', catalogue(pack, 'source kind', pack.sourceKinds)],
    ['target.kind', catalogue(pack, 'target kind', pack.targets)],
    ['target.group', catalogue(pack, 'population', pack.populations)],
    ['rights', catalogue(pack, 'right', pack.rights)],
    ['populations', catalogue(pack, 'population', pack.populations)],
    ['verification', verifications],
    ['marking', marks],
  ])
  return table.get(field)
}

/** A factor test names a group by its prefix: `en.7` stands for en.7.1, en.7.2 … */
function factorGroups(pack: CountryPack): readonly string[] {
  return [...pack.factors.keys()].flatMap((code) => {
    const segments = code.split('.')
    return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join('.'))
  })
}

function checkTags(scope: Scope, pack: CountryPack): void {
  const factors = catalogue(pack, 'factor', pack.factors)
  const groups = vocabularyOf(pack, 'factor') ?? factors
  checkTest(scope, ['factors'], rawAt(scope.raw, ['factors']), groups)
  checkTest(scope, ['rights'], rawAt(scope.raw, ['rights']), catalogue(pack, 'right', pack.rights))
  const populations = catalogue(pack, 'population', pack.populations)
  checkTest(scope, ['populations'], rawAt(scope.raw, ['populations']), populations)
}

function checkCalendarCodes(scope: Scope, pack: CountryPack): void {
  const codes = calendarCodes(pack)
  checkTest(scope, ['phases', 'only'], rawAt(scope.raw, ['phases', 'only']), codes)
  const tables: Path[] = Object.keys(scope.rule.params).map((name) => ['params', name, 'by_phase'])
  for (const path of [...tables, ['phases', 'multiplier']]) {
    for (const [code] of entriesAt(scope.raw, path)) checkCode(scope, [...path, code], code, codes, 'key')
  }
}

function checkWheres(scope: Scope, pack: CountryPack): void {
  for (const name of Object.keys(scope.rule.signals)) {
    const path = ['signals', name, 'where']
    walkTests(rawAt(scope.raw, path), path, (field, value, here) => {
      const vocabulary = vocabularyOf(pack, field)
      if (vocabulary !== undefined) checkTest(scope, here, value, vocabulary)
    })
  }
}

function checkMeasureCodes(scope: Scope, pack: CountryPack): void {
  const milestones = catalogue(pack, 'milestone', pack.milestones)
  for (const [name, measure] of Object.entries(scope.rule.measures)) {
    const path = ['measures', name]
    if (measure.kind === 'indicator') {
      const series = catalogue(pack, 'indicator', pack.indicators)
      checkCode(scope, [...path, 'indicator'], measure.code, series)
    }
    if (measure.kind !== 'absent') continue
    for (const anchor of ['since', 'deadline', 'until']) {
      const here = [...path, anchor, 'milestone']
      checkCode(scope, here, rawAt(scope.raw, here), milestones)
    }
    const sets = catalogue(pack, 'entity set', pack.entitySets)
    checkCode(scope, [...path, 'expected', 'entities'], measure.expected, sets)
  }
}

/** Everything outside the tests; check-case.ts looks at those. */
export function checkCodes(scope: Scope): void {
  const { pack, raw } = scope
  if (pack === undefined) return
  checkTags(scope, pack)
  checkCalendarCodes(scope, pack)
  checkWheres(scope, pack)
  checkMeasureCodes(scope, pack)
  itemsAt(raw, ['notify']).forEach((given, index) => {
    const audiences = catalogue(pack, 'audience', pack.audiences)
    checkCode(scope, ['notify', index, 'audience'], rawAt(given, ['audience']), audiences)
  })
  itemsAt(raw, ['actions']).forEach((given, index) => {
    const addressees = catalogue(pack, 'addressee', pack.addressees)
    checkCode(scope, ['actions', index, 'to'], rawAt(given, ['to']), addressees)
  })
}
