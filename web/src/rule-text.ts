// Finds a measure in the text of a rule, so that its name is shown beside what it counts.

/** The lines after `name:` inside `measures:`, joined; undefined when there is no such measure. */
export function definitionOf(yaml: string, measure: string): string | undefined {
  const lines = yaml.split('\n')
  const start = lines.findIndex((line) => line.startsWith('measures:'))
  if (start < 0) return undefined
  const length = lines.slice(start + 1).findIndex((line) => /^\S/.test(line))
  const block = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length)
  const first = block.findIndex((line) => line.startsWith(`  ${measure}:`))
  if (first < 0) return undefined
  const rest = block.slice(first + 1)
  const more = rest.findIndex((line) => /^ {2}\S/.test(line))
  const own = [(block[first] ?? '').slice(measure.length + 3), ...rest.slice(0, more < 0 ? undefined : more)]
  return own
    .map((line) => line.replace(/\s#.*$/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .join(' ')
}
