// What pack.yaml says of the common rules and of drills must hold: rules that are there, codes that are defined, a drill that can be opened.

import { exerciseOpens } from '#domain/calendar-proposal.ts'
import { canarySource } from '#domain/canary.ts'
import { buildPack } from '#domain/pack/build-pack.ts'
import type { PackFiles } from '#domain/pack/pack-files.ts'
import { createGazetteer } from '#domain/place.ts'
import { type PackSources, ReferenceCheck } from './read-pack-check.ts'
import { fileIdOf } from './read-rule-text.ts'
import type { Fault } from './read-yaml-file.ts'

/** `coreRules`: the rule files that all countries share. */
export function checkCoreRules(
  files: PackFiles,
  coreRules: readonly string[],
  sources: PackSources,
): readonly Fault[] {
  const faults: Fault[] = []
  const check = new ReferenceCheck(sources.of('pack'), faults)
  const known = new Set(coreRules.map((file) => fileIdOf(file) ?? ''))
  check.allKnown(['core_rules'], files.pack.core_rules, known, 'rule in core/')
  return faults
}

/** The phase that is open on the day a drill begins. */
const phase = 'campaign'

export function checkExercise(files: PackFiles, sources: PackSources): readonly Fault[] {
  const faults: Fault[] = []
  const check = new ReferenceCheck(sources.of('pack'), faults)
  const pack = buildPack(files)
  const { source_kind: kind, offices, sample_signal: sample } = files.pack.exercise
  check.known(['exercise', 'source_kind'], kind, new Set(pack.sourceKinds.keys()), 'kind of source')
  for (const role of ['ombudsman', 'un_liaison'] as const) {
    const office = offices[role]
    if (office !== undefined)
      check.known(['exercise', 'offices', role], office, new Set(pack.audiences.keys()), 'audience')
  }
  const path = ['exercise', 'sample_signal']
  check.known([...path, 'category'], sample.category, new Set(pack.eventTypes.keys()), 'category')
  if (sample.target !== undefined)
    check.known([...path, 'target'], sample.target, new Set(pack.targets.keys()), 'target')
  if (createGazetteer(pack).resolve(sample.place).code === undefined)
    check.refuse('unknown-code', [...path, 'place'], `no place ${sample.place}, by code, name or alias`)
  checkCanary(files, check)
  checkDeadlineWatch(files, check)
  for (const [index, window] of (files.pack.change_freeze ?? []).entries())
    check.known(['change_freeze', index], window, new Set(pack.windows.keys()), 'calendar window')
  checkTemplate(files, new ReferenceCheck(sources.of('calendar_templates'), faults))
  return faults
}

function checkCanary(files: PackFiles, check: ReferenceCheck): void {
  const pack = buildPack(files)
  const { canary } = files.pack
  if (canary === undefined) return
  check.known(['canary', 'source_kind'], canary.source_kind, new Set([canarySource]), 'kind of source')
  check.known(
    ['canary', 'source_kind'],
    canary.source_kind,
    new Set(pack.sourceKinds.keys()),
    'kind of source',
  )
  check.known(['canary', 'category'], canary.category, new Set(pack.eventTypes.keys()), 'category')
  if (canary.topic !== undefined)
    check.known(['canary', 'topic'], canary.topic, new Set(pack.topics.keys()), 'topic')
  check.known(['canary', 'audience'], canary.audience, new Set(pack.audiences.keys()), 'audience')
}

function checkDeadlineWatch(files: PackFiles, check: ReferenceCheck): void {
  const watch = files.pack.deadline_watch
  if (watch === undefined) return
  const pack = buildPack(files)
  check.known(
    ['deadline_watch', 'source_kind'],
    watch.source_kind,
    new Set(pack.sourceKinds.keys()),
    'kind of source',
  )
  for (const field of ['missed', 'moved'] as const)
    check.known(['deadline_watch', field], watch[field], new Set(pack.eventTypes.keys()), 'category')
  check.known(['deadline_watch', 'factor'], watch.factor, new Set(pack.factors.keys()), 'factor')
}

function checkTemplate(files: PackFiles, check: ReferenceCheck): void {
  const templates = files.calendar_templates
  if (exerciseOpens(templates, buildPack(files), phase)) return
  check.refuse(
    'exercise',
    ['types', templates.types.findIndex((type) => type.code === 'exercise')],
    `its dates open no phase ${phase}, in which a drill begins: give the milestones that open and close it`,
  )
}
