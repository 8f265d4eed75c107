// The pseudo-language: words as long as those of a wordier language, to find what is too narrow and what comes from no catalogue.

/** «Alertas» → «[Áļéŕţáš ···]»: 40 % longer, every letter with a mark, so that a string outside of the catalogues stands out. */
export function stretched<Entries>(entries: Entries): Entries {
  if (typeof entries === 'string') return stretchedText(entries) as Entries
  if (typeof entries === 'function') {
    return ((...given: unknown[]) =>
      stretched((entries as (...of: unknown[]) => unknown)(...given))) as Entries
  }
  if (Array.isArray(entries)) return entries.map((entry) => stretched(entry)) as Entries
  if (typeof entries !== 'object' || entries === null) return entries
  return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, stretched(entry)])) as Entries
}

const marked: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  c: 'ç',
  l: 'ļ',
  n: 'ñ',
  r: 'ŕ',
  s: 'š',
  t: 'ţ',
}

function stretchedText(text: string): string {
  const letters = Array.from(text, (letter) => marked[letter] ?? letter).join('')
  return `[${letters} ${'·'.repeat(Math.ceil(text.length * 0.4))}]`
}
