// `vigia backtest`: rules × a record × outcomes, without a database → report.json, report.md, report.html. The same files give the same bytes.
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { recordedHistory } from '#backtest/recorded-history.ts'
import { runBacktest } from '#backtest/run-backtest.ts'
import type { NamedSpan } from '#domain/backtest/build-report.ts'
import { calendarsAsKnown } from '#domain/backtest/calendar-as-known.ts'
import { labelsOf } from '#domain/backtest/code-labels.ts'
import { type DaySpan, dayStart, parseDay } from '#domain/backtest/day.ts'
import { outcomesOf } from '#domain/backtest/outcome-rows.ts'
import { reportHtml } from '#domain/backtest/report-html.ts'
import { reportMarkdown } from '#domain/backtest/report-markdown.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import type { CountryPack } from '#domain/pack.ts'
import { createGazetteer } from '#domain/place.ts'
import { parseDuration } from '#domain/time.ts'
import { readPack } from '#registry/read-pack.ts'
import { rulesFolderOf } from '../create-app.ts'
import { creditsOf, digests, readDailySeries, readRuleFilesOrThrow } from './backtest-inputs.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { readRecording } from './read-recording.ts'

const options = {
  rules: { type: 'string', multiple: true, default: [] as string[] },
  record: { type: 'string', multiple: true, default: [] as string[] },
  mapping: { type: 'string', multiple: true, default: [] as string[] },
  outcomes: { type: 'string' },
  'outcome-mapping': { type: 'string', multiple: true, default: [] as string[] },
  calendar: { type: 'string', multiple: true, default: [] as string[] },
  series: { type: 'string' },
  count: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  horizon: { type: 'string', default: '14d,30d' },
  cooldown: { type: 'string', default: '30d' },
  without: { type: 'string', multiple: true, default: [] as string[] },
  control: { type: 'string', multiple: true, default: [] as string[] },
  seed: { type: 'string', default: '1' },
  title: { type: 'string' },
  language: { type: 'string', default: 'en' },
  out: { type: 'string' },
} as const

type Asked = ReturnType<typeof parse>

function parse(args: readonly string[]) {
  return parseArgs({ args: [...args], options }).values
}

export const backtestCommand: Command = {
  name: 'backtest',
  usage:
    'vigia backtest --rules FILE … --record FILE … [--mapping FILE.yaml …] --outcomes FILE [--outcome-mapping FILE.yaml] --calendar ID … ' +
    '--from DATE --to DATE [--horizon 14d,30d] [--cooldown 30d] [--without CLASS,CLASS …] [--control NAME=DATE..DATE …] [--count CATEGORY] ' +
    '[--series FILE.csv] [--seed N] [--title TEXT] [--language es|en] --out FOLDER',
  does: 'says what rules would have done on a record, judged by labelled events and against naive baselines',
  async run(context) {
    const asked = parse(context.args)
    const out = required(asked.out, '--out FOLDER')
    const report = await evaluate(context, asked)
    const language = asked.language === 'es' ? 'es' : 'en'
    await mkdir(out, { recursive: true })
    const texts = {
      'report.json': `${JSON.stringify(report, null, 1)}\n`,
      'report.md': reportMarkdown(report, language),
      'report.html': reportHtml(report, language),
    }
    for (const [name, text] of Object.entries(texts)) await writeFile(path.join(out, name), text)
    context.print(`written to ${out}: ${Object.keys(texts).join(', ')}`)
    return 0
  },
}

function required(value: string | undefined, what: string): string {
  if (value === undefined || value === '') throw new UsageError(`give ${what}`)
  return value
}

function days(text: string, what: string): number {
  const ms = parseDuration(text.trim())
  const count = ms === undefined ? 0 : ms / 86_400_000
  if (!Number.isInteger(count) || count < 1) throw new UsageError(`${what} ${text}: whole days such as 14d`)
  return count
}

function spanOf(from: string | undefined, to: string | undefined, what: string): DaySpan {
  const span = { from: parseDay(from ?? ''), to: parseDay(to ?? '') }
  if (span.from === undefined || span.to === undefined || span.from > span.to)
    throw new UsageError(`${what}: two dates such as 2020-08-13, the earlier first`)
  return { from: span.from, to: span.to }
}

function controlOf(text: string): NamedSpan {
  const [name = '', span = ''] = text.split('=')
  const [from, to] = span.split('..')
  return { name, ...spanOf(from, to, `--control ${text}`) }
}

/** As a reader types it; where it is written to changes nothing in it. */
function commandText(args: readonly string[]): string {
  const out = args.indexOf('--out')
  const shown = args.map((one, at) => (out >= 0 && at === out + 1 ? 'FOLDER' : one))
  const quoted = shown.map((one) => (/^[\w./:=,@-]+$/.test(one) ? one : `'${one}'`))
  return ['npx vigia backtest', ...quoted].join(' ')
}

const process = 'backtest'

async function evaluate(context: CommandContext, asked: Asked) {
  const { pack, calendars: files } = await readPack(
    `${rulesFolderOf(context.config)}/${context.config.country}`,
  )
  const places = createGazetteer(pack)
  const { timeZone } = pack
  const span = spanOf(asked.from, asked.to, '--from and --to')
  const outcomeFile = required(asked.outcomes, '--outcomes FILE')
  const rules = await readRuleFilesOrThrow(asked.rules, pack)
  const calendars = calendarsAsKnown(chosenCalendars(files, asked.calendar), pack, process)
  const record = await readRecording(asked.record, asked.mapping)
  const labelled = await readRecording([outcomeFile], asked['outcome-mapping'])
  const { outcomes, categories } = outcomesOf(
    labelled.items.map((one) => one.signal),
    places,
    timeZone,
  )
  const end = dayStart(span.to + 1, timeZone)
  const items = record.items.filter((one) => one.receivedAt < end)
  const { entries, signals, counted } = recordedHistory(items, {
    process,
    pack,
    places,
    calendars,
    withhold: categories,
  })
  const refused =
    record.refused.length > 0 ? { ...counted.refused, MAPPING: record.refused.length } : counted.refused
  const sources = await sourcesOf(context, asked, outcomeFile)
  const title = asked.title ?? rules.map(({ rule }) => rule.id).join(', ')
  return runBacktest({
    plan: { ...planOf(asked, pack, span), ...sources, title },
    rules,
    history: {
      process,
      timeZone,
      country: pack.country,
      ancestors: (place) => places.ancestors(place),
      labelOf: labelsOf(pack),
      monitoringStart: items[0]?.receivedAt ?? dayStart(span.from, timeZone),
      entitySets: [...pack.entitySets.values()],
      calendar: undefined,
      entries,
    },
    signals,
    counted: { ...counted, refused, items: items.length + record.refused.length },
    calendars,
    places,
    outcomes,
    series:
      asked.series === undefined
        ? undefined
        : readDailySeries(asked.series, await readFile(asked.series, 'utf8'), places),
  })
}

function chosenCalendars(files: readonly CalendarFile[], ids: readonly string[]): readonly CalendarFile[] {
  return ids.map((id) => {
    const file = files.find((one) => one.process === id)
    if (file === undefined)
      throw new UsageError(`--calendar ${id}: one of ${files.map((one) => one.process).join(', ')}`)
    return file
  })
}

/** Draws of the bootstrap: enough for the second digit of an interval. */
const draws = 400

function planOf(asked: Asked, pack: CountryPack, span: DaySpan) {
  return {
    process: asked.calendar.join(' + '),
    timeZone: pack.timeZone,
    span,
    horizonsDays: asked.horizon.split(',').map((one) => days(one, '--horizon')),
    cooldownDays: days(asked.cooldown, '--cooldown'),
    departments: [...pack.places.values()].filter((one) => one.level === 'department').map((one) => one.code),
    outcomeSets: [
      { name: 'all', without: [] },
      ...asked.without.map((one) => ({ name: `without ${one}`, without: one.split(',') })),
    ],
    controls: asked.control.map(controlOf),
    countCategory: asked.count,
    seed: Number(asked.seed),
    draws,
  }
}

async function sourcesOf(context: CommandContext, asked: Asked, outcomeFile: string) {
  const calendarFiles = asked.calendar.map((id) =>
    path.join(rulesFolderOf(context.config), context.config.country, 'calendars', `${id}.yaml`),
  )
  return {
    command: commandText(context.args),
    credits: await creditsOf([...asked.mapping, ...asked['outcome-mapping']]),
    inputs: await digests([
      ...asked.rules.map((file) => ['rule', file] as const),
      ...asked.record.map((file) => ['record', file] as const),
      ...asked.mapping.map((file) => ['mapping', file] as const),
      ['outcomes', outcomeFile],
      ...asked['outcome-mapping'].map((file) => ['outcome_mapping', file] as const),
      ...calendarFiles.map((file) => ['calendar', file] as const),
      ...(asked.series === undefined ? [] : [['series', asked.series] as const]),
    ]),
  }
}
