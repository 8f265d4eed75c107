// What the files of a pack must say of each other: every code that one names, another defines; no code is defined twice.
import { missingArcs } from '#domain/pack/boundaries-shape.ts'
import type { FileName, PackFiles } from '#domain/pack/pack-files.ts'
import { checkCalendars } from './read-pack-calendar-references.ts'
import type { DefinedCodes, PackSources } from './read-pack-check.ts'
import { codesOf, ReferenceCheck } from './read-pack-check.ts'
import { checkRoutes } from './read-pack-route-references.ts'
import type { Fault } from './read-yaml-file.ts'

function definedCodes(files: PackFiles): DefinedCodes {
  return {
    period: codesOf(files.phases.periods),
    phase: codesOf(files.phases.phases),
    window: codesOf(files.windows.windows),
    clock: codesOf(files.windows.clocks),
    milestone: codesOf(files.milestones.milestones),
    factor: codesOf([...files.factors.endogenous, ...files.factors.exogenous]),
    group: codesOf(files.event_types.groups),
    category: codesOf(files.event_types.event_types),
    feature: codesOf(files.grading.features),
    right: codesOf(files.rights.rights),
    actor: codesOf(files.target_kinds.actors),
    entitySet: codesOf(files.entity_sets.entity_sets),
    audience: codesOf(files.routes.audiences),
    place: codesOf(files.places.flatMap((file) => file.places)),
    electionType: codesOf(files.calendar_templates.types),
    calendar: new Set(files.calendars.map((file) => file.process)),
    placeLevel: new Set(files.pack.places.levels.map((one) => one.level)),
  }
}

function checkCategories(files: PackFiles, check: ReferenceCheck, codes: DefinedCodes): void {
  const file = files.event_types
  check.unique(['groups'], file.groups)
  check.unique(['topics'], file.topics)
  check.unique(['event_types'], file.event_types)
  for (const [index, topic] of file.topics.entries())
    check.allKnown(['topics', index, 'categories'], topic.categories, codes.category, 'category')
  for (const [index, type] of file.event_types.entries()) {
    const path = ['event_types', index]
    check.known([...path, 'group'], type.group, codes.group, 'group')
    check.allKnown([...path, 'factors'], type.factors, codes.factor, 'factor')
    check.allKnown([...path, 'rights'], type.rights, codes.right, 'right')
    if (type.lawful_assembly && type.scoring === 'score')
      check.refuse('lawful-assembly', [...path, 'scoring'], 'protected assembly is never scored as risk')
  }
  for (const [index, row] of (file.acled_import ?? []).entries()) {
    check.known(['acled_import', index, 'category'], row.category, codes.category, 'category')
    check.allKnown(['acled_import', index, 'features'], row.features, codes.feature, 'feature')
  }
}

function checkFactors(files: PackFiles, check: ReferenceCheck, codes: DefinedCodes): void {
  check.unique(['endogenous'], files.factors.endogenous)
  check.unique(['exogenous'], files.factors.exogenous)
  for (const nature of ['endogenous', 'exogenous'] as const) {
    for (const [index, factor] of files.factors[nature].entries()) {
      if (!factor.code.startsWith(nature === 'endogenous' ? 'en.' : 'ex.'))
        check.refuse(
          'factor-code',
          [nature, index, 'code'],
          'rules name factors en.… and ex.…, by their nature',
        )
      if (factor.nature !== nature)
        check.refuse('nature', [nature, index, 'nature'], `is listed as ${nature}`)
      check.allKnown([nature, index, 'rights'], factor.rights, codes.right, 'right')
      if (factor.phases !== 'all')
        check.allKnown([nature, index, 'phases'], factor.phases, codes.phase, 'phase')
    }
  }
}

function checkGrading(files: PackFiles, check: ReferenceCheck): void {
  const file = files.grading
  for (const list of ['reliability', 'credibility', 'severity', 'features', 'relatedness'] as const)
    check.unique([list], file[list])
  if (file.reliability.length !== 6) check.refuse('grades', ['reliability'], 'needs A to F')
  if (file.credibility.length !== 6) check.refuse('grades', ['credibility'], 'needs 1 to 6')
}

function checkSimpleLists(
  files: PackFiles,
  check: (name: FileName) => ReferenceCheck,
  codes: DefinedCodes,
): void {
  check('rights').unique(['rights'], files.rights.rights)
  check('populations').unique(['populations'], files.populations.populations)
  check('target_kinds').unique(['targets'], files.target_kinds.targets)
  check('target_kinds').unique(['actors'], files.target_kinds.actors)
  const kinds = check('source_kinds')
  kinds.unique(['source_kinds'], files.source_kinds.source_kinds)
  for (const [index, kind] of files.source_kinds.source_kinds.entries())
    kinds.allKnown(
      ['source_kinds', index, 'conflict_of_interest'],
      kind.conflict_of_interest,
      codes.actor,
      'actor',
    )
  if (files.source_kinds.source_kinds.filter((kind) => kind.default === true).length !== 1)
    kinds.refuse('default', ['source_kinds'], 'mark one kind default: true, for sources that name none')
  const indicators = check('indicators')
  indicators.unique(['indicators'], files.indicators.indicators)
  for (const [index, one] of files.indicators.indicators.entries()) {
    if (one.factor !== null)
      indicators.known(['indicators', index, 'factor'], one.factor, codes.factor, 'factor')
    indicators.allKnown(
      ['indicators', index, 'territories'],
      one.territories,
      codes.placeLevel,
      'level of territory',
    )
  }
  const addressees = check('addressees')
  addressees.unique(['addressees'], files.addressees.addressees)
  for (const [index, one] of files.addressees.addressees.entries())
    if (one.institution !== null)
      addressees.known(['addressees', index, 'institution'], one.institution, codes.actor, 'actor')
}

function checkEntitySets(files: PackFiles, check: ReferenceCheck, codes: DefinedCodes): void {
  const sets = files.entity_sets.entity_sets
  check.unique(['entity_sets'], sets)
  for (const [index, set] of sets.entries()) {
    const path = ['entity_sets', index]
    if ((set.members === undefined) === (set.members_from === undefined))
      check.refuse('shape', path, 'give either members or members_from')
    if (set.members_from !== undefined)
      check.known([...path, 'members_from'], set.members_from, codes.entitySet, 'entity set')
    for (const [row, member] of (set.members ?? []).entries())
      if (set.key.some((field) => typeof member[field] !== 'string'))
        check.refuse('shape', [...path, 'members', row], `lacks a field of its key ${set.key.join(', ')}`)
  }
}

function checkPlaces(files: PackFiles, sources: PackSources, codes: DefinedCodes, faults: Fault[]): void {
  const seen = new Set<string>()
  const levels = new Set([...codes.placeLevel, 'abroad'])
  for (const [number, file] of files.places.entries()) {
    const check = new ReferenceCheck(sources.of('places', number), faults)
    if (file.gazetteer_version !== files.pack.versions.gazetteer)
      check.refuse('version', ['gazetteer_version'], `pack.yaml says ${files.pack.versions.gazetteer}`)
    for (const [index, place] of file.places.entries()) {
      if (seen.has(place.code))
        check.refuse('duplicate', ['places', index, 'code'], `${place.code} is defined twice`)
      seen.add(place.code)
      check.known(['places', index, 'level'], place.level, levels, 'level')
      if (place.parent !== null) check.known(['places', index, 'parent'], place.parent, codes.place, 'place')
      const length = files.pack.places.levels.find((one) => one.level === place.level)?.length
      if (length !== undefined && place.code.length !== length)
        check.refuse(
          'place-code',
          ['places', index, 'code'],
          `a ${place.level} code has ${length} characters`,
        )
    }
  }
}

const outline = (index: number) => ['objects', 'places', 'geometries', index]

function checkBoundaries(files: PackFiles, sources: PackSources, codes: DefinedCodes, faults: Fault[]): void {
  const seen = new Set<string>()
  for (const [number, file] of (files.boundaries ?? []).entries()) {
    const check = new ReferenceCheck(sources.of('boundaries', number), faults)
    for (const [index, { id }] of file.objects.places.geometries.entries()) {
      check.known([...outline(index), 'id'], id, codes.place, 'place')
      if (seen.has(id)) check.refuse('duplicate', [...outline(index), 'id'], `${id} has two outlines`)
      seen.add(id)
    }
    for (const { geometry, arc } of missingArcs(file))
      check.refuse('shape', [...outline(geometry), 'arcs'], `there is no arc ${arc}`)
  }
}

export function checkReferences(files: PackFiles, sources: PackSources): readonly Fault[] {
  const faults: Fault[] = []
  const codes = definedCodes(files)
  const check = (name: FileName) => new ReferenceCheck(sources.of(name), faults)
  if (String(files.grading.version) !== files.pack.versions.grading)
    check('pack').refuse(
      'version',
      ['versions', 'grading'],
      `grading.yaml is version ${files.grading.version}`,
    )
  if (!codes.place.has(files.pack.country))
    check('pack').refuse('unknown-code', ['country'], `no place ${files.pack.country}`)
  checkCategories(files, check('event_types'), codes)
  checkFactors(files, check('factors'), codes)
  checkGrading(files, check('grading'))
  checkSimpleLists(files, check, codes)
  checkEntitySets(files, check('entity_sets'), codes)
  checkPlaces(files, sources, codes, faults)
  checkBoundaries(files, sources, codes, faults)
  checkCalendars(files, sources, codes, faults)
  checkRoutes(files, check('routes'), codes)
  return faults
}
