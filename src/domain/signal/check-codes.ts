// Every code of a signal against the country pack, and the few combinations that the pack forbids.
import type { CountryPack, Topic } from '../pack.ts'
import type { SignalBody } from './signal.ts'
import { fault, type SignalFault, unknownCode } from './signal-faults.ts'

type Vocabulary = ReadonlyMap<string, unknown>

export function checkCodes(body: SignalBody, pack: CountryPack): SignalFault[] {
  const faults: SignalFault[] = []
  const edition = pack.versions.taxonomy
  const check = (pointer: string, value: string | undefined, known: Vocabulary) => {
    if (value !== undefined && !known.has(value))
      faults.push(unknownCode(pointer, value, known.keys(), edition))
  }
  const checkAll = (pointer: string, values: readonly string[] | undefined, known: Vocabulary) =>
    values?.forEach((value, index) => check(`${pointer}/${index}`, value, known))

  check('/category', body.category, pack.eventTypes)
  check('/topic', body.topic, pack.topics)
  if (typeof body.factor === 'string') check('/factor', body.factor, pack.factors)
  else checkAll('/factor', body.factor, pack.factors)
  checkAll('/features', body.features, pack.features)
  checkAll('/populations', body.populations, pack.populations)
  checkAll('/rights', body.rights, pack.rights)
  checkAll('/relatedness', body.relatedness, pack.relatedness)
  check('/target/kind', body.target?.kind, pack.targets)
  check('/target/group', body.target?.group, pack.populations)
  check('/source/kind', body.source?.kind, pack.sourceKinds)
  body.actors?.forEach((actor, index) => check(`/actors/${index}/class`, actor.class, pack.actors))
  return [...faults, ...checkCombinations(body, pack)]
}

function checkCombinations(body: SignalBody, pack: CountryPack): SignalFault[] {
  const topic = body.topic === undefined ? undefined : pack.topics.get(body.topic)
  return [...checkTopic(body, topic), ...checkPolarity(body, pack), ...checkIdentity(body)]
}

function checkTopic(body: SignalBody, topic: Topic | undefined): SignalFault[] {
  if (topic === undefined || topic.categories.includes(body.category)) return []
  const list = topic.categories.join(', ')
  const es = `el tema "${topic.code}" solo va con: ${list}`
  return [
    fault(
      '/topic',
      'INTAKE_TOPIC_MISPLACED',
      es,
      `the topic "${topic.code}" goes only with: ${list}`,
      topic.categories,
    ),
  ]
}

/** Another polarity than the category's or the topic's: it needs the right to grade, and a reason. */
export function hasUnusualPolarity(body: SignalBody, pack: CountryPack): boolean {
  if (body.polarity === undefined) return false
  const topic = body.topic === undefined ? undefined : pack.topics.get(body.topic)
  return body.polarity !== pack.eventTypes.get(body.category)?.polarity && body.polarity !== topic?.polarity
}

function checkPolarity(body: SignalBody, pack: CountryPack): SignalFault[] {
  if (!hasUnusualPolarity(body, pack) || body.polarity_reason !== undefined) return []
  const usual = pack.eventTypes.get(body.category)?.polarity
  const es = `la polaridad habitual es ${usual ?? 'ninguna'}; para otra indique el motivo`
  return [
    fault(
      '/polarity_reason',
      'INTAKE_POLARITY_REASON',
      es,
      `the usual polarity is ${usual ?? 'none'}; give the reason for another`,
    ),
  ]
}

function checkIdentity(body: SignalBody): SignalFault[] {
  if (body.id !== undefined || body.external_id !== undefined) return []
  const es = 'indique external_id, o un id (UUID)'
  return [fault('/external_id', 'INTAKE_ID_MISSING', es, 'give an external_id, or an id (UUID)')]
}
