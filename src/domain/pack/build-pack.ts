// The files of a country pack → the pack in memory. The files have been checked before; nothing is refused here.

import type { PersonalForms } from '../do-no-harm/free-text.ts'
import type {
  CountryPack,
  EntitySet,
  EventType,
  GazetteerColumns,
  Grading,
  Labelled,
  SourceKind,
} from '../pack.ts'
import { parseDuration } from '../time.ts'
import { buildMilestones, buildPhases, buildWindows } from './build-calendar-definitions.ts'
import type { PackFiles } from './pack-files.ts'

function byCode<Item extends { readonly code: string }>(items: readonly Item[]): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [item.code, item]))
}

const labelled = (items: readonly Labelled[]) => byCode(items.map(({ code, labels }) => ({ code, labels })))

function eventType(entry: PackFiles['event_types']['event_types'][number]): EventType {
  return {
    code: entry.code,
    labels: entry.labels,
    group: entry.group,
    polarity: entry.polarity,
    scoring: entry.scoring,
    lawfulAssembly: entry.lawful_assembly,
    severity: entry.severity,
    track: entry.track,
    acled: entry.acled,
    ...(entry.acled_violent === undefined ? {} : { acledViolent: entry.acled_violent }),
    factors: entry.factors,
    rights: entry.rights,
  }
}

function sourceKind(entry: PackFiles['source_kinds']['source_kinds'][number]): SourceKind {
  return {
    code: entry.code,
    labels: entry.labels,
    defaultReliability: entry.default_reliability,
    mayRevise: entry.may_revise,
    selfOrigin: entry.self_origin,
    defaultMarking: entry.default_marking,
    identity: entry.identity,
    consentRequired: entry.consent_required ?? false,
    conflictOfInterest: entry.conflict_of_interest ?? [],
  }
}

function grading(file: PackFiles['grading']): Grading {
  return {
    version: String(file.version),
    reliability: Object.fromEntries(file.reliability.map((grade) => [grade.code, grade.discount])),
    credibility: Object.fromEntries(file.credibility.map((grade) => [String(grade.code), grade.discount])),
  }
}

const list = (value: string | readonly string[] | undefined) =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value

function entitySets(file: PackFiles['entity_sets']): ReadonlyMap<string, EntitySet> {
  const membersOf = new Map(file.entity_sets.map((set) => [set.code, set.members]))
  return byCode(
    file.entity_sets.map((set) => {
      const members = set.members ?? membersOf.get(set.members_from ?? '') ?? []
      return {
        code: set.code,
        labels: set.labels,
        key: set.key,
        members: members.map((member) =>
          Object.fromEntries(set.key.map((field) => [field, list(member[field])[0] ?? ''])),
        ),
        ...(members.some((member) => member['covers'] !== undefined)
          ? {
              coverage: members.map((member) => ({
                covers: list(member['covers']),
                except: list(member['except']),
              })),
              names: members.map((member) => member.labels ?? null),
            }
          : {}),
      }
    }),
  )
}

function gazetteerColumns(columns: NonNullable<PackFiles['pack']['gazetteer']>): GazetteerColumns {
  return {
    levels: columns.levels.map((level) => ({ ...level, aliases: level.aliases ?? [] })),
    drop: columns.drop,
  }
}

function vocabulary(files: PackFiles) {
  return {
    factors: byCode(
      [...files.factors.endogenous, ...files.factors.exogenous].map(({ code, labels, nature }) => ({
        code,
        labels,
        nature,
      })),
    ),
    eventTypes: byCode(files.event_types.event_types.map(eventType)),
    topics: byCode(files.event_types.topics),
    groups: labelled(files.event_types.groups),
    targets: byCode(
      files.target_kinds.targets.map((target) => ({
        code: target.code,
        labels: target.labels,
        isElectoral: target.electoral,
        dutyOfCare: target.duty_of_care ?? false,
      })),
    ),
    actors: labelled(files.target_kinds.actors),
    sourceKinds: byCode(files.source_kinds.source_kinds.map(sourceKind)),
    defaultSourceKind: files.source_kinds.source_kinds.find((kind) => kind.default === true)?.code ?? '',
    features: byCode(
      files.grading.features.map(({ code, labels, violent }) => ({ code, labels, isViolent: violent })),
    ),
    relatedness: labelled(files.grading.relatedness),
    severities: labelled(files.grading.severity.map((one) => ({ ...one, code: String(one.code) }))),
    rights: labelled(files.rights.rights),
    populations: labelled(files.populations.populations),
  }
}

function personalForms(file: NonNullable<PackFiles['personal_data']>): PersonalForms {
  const { phones, identity_numbers: numbers, names } = file
  return {
    phones: {
      countryPrefix: phones.country_prefix,
      lengths: phones.lengths,
      firstDigits: phones.first_digits,
    },
    identityNumbers: {
      words: numbers.words,
      minDigits: numbers.min_digits,
      maxDigits: numbers.max_digits,
      suffixes: numbers.suffixes,
    },
    names: {
      titles: names.titles,
      given: names.given,
      surnames: names.surnames,
      notAfter: names.not_after,
    },
  }
}

function deadlineWatch(watch: PackFiles['pack']['deadline_watch']): Pick<CountryPack, 'deadlineWatch'> {
  if (watch === undefined) return {}
  const { missed, moved, factor, grace } = watch
  return {
    deadlineWatch: {
      sourceKind: watch.source_kind,
      missed,
      moved,
      factor,
      graceDay: parseDuration(grace.day) ?? 0,
      graceHour: parseDuration(grace.hour) ?? 0,
    },
  }
}

export function buildPack(files: PackFiles): CountryPack {
  const { pack } = files
  return {
    country: pack.country,
    names: pack.names,
    coreRules: pack.core_rules,
    timeZone: pack.time_zone,
    changeFreeze: pack.change_freeze ?? [],
    ...deadlineWatch(pack.deadline_watch),
    defaultLanguage: pack.default_language,
    versions: pack.versions,
    box: pack.box,
    electionTypes: labelled(files.calendar_templates.types),
    periods: labelled(files.phases.periods),
    phases: buildPhases(files.phases, files.phase_limits),
    windows: buildWindows(files.windows),
    clocks: labelled(files.windows.clocks),
    milestones: buildMilestones(files.milestones),
    ...vocabulary(files),
    indicators: byCode(
      files.indicators.indicators.map((one) => ({
        code: one.code,
        labels: one.labels,
        factor: one.factor,
        unit: one.unit,
        maxAge: parseDuration(one.max_age) ?? 0,
      })),
    ),
    entitySets: entitySets(files.entity_sets),
    audiences: byCode(
      files.routes.audiences.map(({ code, labels, inside, members_from: from, active_in: active }) => ({
        code,
        labels,
        inside,
        ...(from === undefined ? {} : { membersFrom: from }),
        ...(active === undefined ? {} : { activeIn: active }),
      })),
    ),
    addressees: byCode(files.addressees.addressees),
    responseLines: byCode(files.addressees.lines),
    grading: grading(files.grading),
    ...(files.personal_data === undefined ? {} : { personalForms: personalForms(files.personal_data) }),
    ...(files.boundaries === undefined ? {} : { boundaries: files.boundaries }),
    places: byCode(files.places.flatMap((file) => file.places)),
    placeScheme: {
      levels: pack.places.levels,
      ...(pack.places.numeric_prefix === undefined ? {} : { numericPrefix: pack.places.numeric_prefix }),
    },
    ...(pack.gazetteer === undefined ? {} : { gazetteer: gazetteerColumns(pack.gazetteer) }),
  }
}
