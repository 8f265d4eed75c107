// Every code of a signal against the country pack, and the few combinations that the pack forbids.
import type { CountryPack } from '../pack.ts'
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
  const faults: SignalFault[] = []
  const topic = body.topic === undefined ? undefined : pack.topics.get(body.topic)
  if (topic !== undefined && !topic.categories.includes(body.category)) {
    faults.push(
      fault(
        '/topic',
        'INTAKE_TOPIC_MISPLACED',
        `el tema "${topic.code}" solo va con: ${topic.categories.join(', ')}`,
        `the topic "${topic.code}" goes only with: ${topic.categories.join(', ')}`,
        topic.categories,
      ),
    )
  }
  const usual = pack.eventTypes.get(body.category)?.polarity
  if (
    body.polarity !== undefined &&
    body.polarity !== usual &&
    (topic?.polarity ?? usual) !== body.polarity &&
    !body.polarity_reason
  ) {
    faults.push(
      fault(
        '/polarity_reason',
        'INTAKE_POLARITY_REASON',
        `la polaridad habitual es ${usual ?? 'ninguna'}; para otra indique el motivo`,
        `the usual polarity is ${usual ?? 'none'}; give the reason for another`,
      ),
    )
  }
  if (body.id === undefined && body.external_id === undefined) {
    faults.push(
      fault(
        '/external_id',
        'INTAKE_ID_MISSING',
        'indique external_id, o un id (UUID)',
        'give an external_id, or an id (UUID)',
      ),
    )
  }
  return faults
}
