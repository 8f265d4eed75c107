// Which looks of a page axe searches. Every language, theme and width on its own is always among them; all of their combinations where
// LOOKS=every asks for it, which takes three times as long.

const isEvery = process.env['LOOKS'] === 'every'
const searched = ['es light 360', 'en light 768', 'en dark 1366', 'es contrast 1366']

if (!isEvery) {
  process.stdout.write('looks: each language, theme and width; LOOKS=every searches every combination\n')
}

export function isSearched(language: string, theme: string, width: number): boolean {
  return isEvery || searched.includes(`${language} ${theme} ${width}`)
}
