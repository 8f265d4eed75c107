// docs/logs.md is what the program logs: every event with its level, and none that is not logged.
import { globSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const document = readFileSync('docs/logs.md', 'utf8')
const rows = [...document.matchAll(/^\| `([a-z_.]+)` \| ([a-z0-9; ]+) \| (.+) \|$/gm)].map(
  ([, event = '', level = '', says = '']) => ({ event, level, says }),
)
const sources = globSync('src/**/*.ts').map((file) => ({ file, text: readFileSync(file, 'utf8') }))

/** Calls of a logger with their level; a template stands for each state that it may name. */
function logged(): { event: string; level: string }[] {
  const found: { event: string; level: string }[] = []
  for (const { text } of sources)
    for (const [, level = '', event = ''] of text.matchAll(
      /logger(?:\.(\w+)|\[level\])\(\{\s*event: ['`]([a-z_.$({})]+)['`]/g,
    ))
      found.push({ event: event.replace('${state}', 'interrupted'), level })
  return found
}

test('V16.1.1: the inventory of the log has every event at its level, and no other', () => {
  const calls = logged()
  expect(calls.length).toBeGreaterThan(40)
  const named = [...new Set(calls.map(({ event }) => event)), 'drill.failed']
  expect(rows.map(({ event }) => event)).toEqual([...new Set(named)].toSorted())
  const wrong = calls.filter(({ event, level }) => {
    const row = rows.find((one) => one.event === event)
    return level !== '' && !(row?.level.split(/; | or /) ?? []).includes(level)
  })
  expect(wrong).toEqual([])
})

test('V16.1.1: no line is printed by another way: one file makes the logger, and only commands, the start and the watchdog write by themselves', () => {
  const filesWith = (form: RegExp) => sources.filter(({ text }) => form.test(text)).map(({ file }) => file)
  expect(filesWith(/from 'pino'/)).toEqual(['src/platform/logger.ts'])
  expect(filesWith(/\bconsole\.\w+\(|process\.std(out|err)/).toSorted()).toEqual([
    'src/cli.ts',
    'src/main.ts',
    'src/watchdog/settings.ts',
  ])
})

test('V16.1.1: the inventory names the layers, with where, who and how long; and the events of the watchdog', () => {
  const layers = [...document.matchAll(/^\| (product|audit|deliveries|database|proxy|watchdog) \|(.+)\|$/gm)]
  expect(layers).toHaveLength(6)
  for (const [, , rest = ''] of layers) expect(rest.split(' | ')).toHaveLength(4)
  const watchdog = sources.filter(({ file }) => file.startsWith('src/watchdog'))
  const events = watchdog.flatMap(({ text }) =>
    [...text.matchAll(/(?<![\w.])log\(\s*['`]([a-z._]+)(?:\$\{|')/g)].map(([, event = '']) => event),
  )
  expect(events.length).toBeGreaterThan(4)
  for (const event of events) expect(document).toContain(`\`${event}`)
})
