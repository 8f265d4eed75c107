// Codes → words for the explanations of a dry run; a code without a label stands for itself.
import type { CountryPack } from '../pack.ts'
import type { LabelOf } from '../rules/evidence.ts'
import type { Text } from '../text.ts'

const placeFields = new Set(['place', 'department', 'province', 'municipality'])

export function labelsOf(pack: CountryPack): LabelOf {
  const vocabulary: Readonly<Record<string, ReadonlyMap<string, { readonly labels: Text }>>> = {
    phase: pack.phases,
    window: pack.windows,
    category: pack.eventTypes,
    topic: pack.topics,
    'target.kind': pack.targets,
    'target.group': pack.populations,
    'source.kind': pack.sourceKinds,
    factor: pack.factors,
  }
  return (field, code, language) =>
    placeFields.has(field)
      ? (pack.places.get(code)?.name ?? code)
      : (vocabulary[field]?.get(code)?.labels[language] ?? code)
}
