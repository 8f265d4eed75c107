// Small edits in the text of a rule that leave every comment and every other character where it is.
import { isMap, isScalar, parseDocument } from 'yaml'

/** The same text with another version. */
export function withVersion(yaml: string, version: number): string {
  const { contents } = parseDocument(yaml)
  const pair = isMap(contents)
    ? contents.items.find(({ key }) => isScalar(key) && key.value === 'version')
    : undefined
  const range = isScalar(pair?.value) ? pair.value.range : undefined
  if (range === undefined || range === null) throw new Error('a stored rule has no version')
  return `${yaml.slice(0, range[0])}${version}${yaml.slice(range[1])}`
}
