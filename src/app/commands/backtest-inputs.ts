// The files of a back-test: rules, credits of mappings, digests, and a daily table that somebody else counted.
import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import { parse } from 'csv-parse/sync'
import type { DailyValues } from '#domain/backtest/baselines.ts'
import { type Day, parseDay } from '#domain/backtest/day.ts'
import type { InputFile } from '#domain/backtest/report-shape.ts'
import { mappingSchema } from '#domain/mapping.ts'
import type { CountryPack } from '#domain/pack.ts'
import type { Gazetteer } from '#domain/place.ts'
import type { ActiveRule } from '#domain/rules/lane.ts'
import { sha256 } from '#platform/ids.ts'
import { printRuleProblem, readRuleText } from '#registry/read-rule-text.ts'
import { parseYaml } from '#registry/read-yaml-file.ts'
import { rulesFolder } from '../create-app.ts'
import { UsageError } from './command.ts'

/** Throws with every problem of the files at its line and column. */
export async function readRuleFilesOrThrow(
  files: readonly string[],
  pack: CountryPack,
): Promise<readonly ActiveRule[]> {
  if (files.length === 0) throw new UsageError('give --rules FILE')
  const read = await Promise.all(
    files.map(async (file) => readRuleText(file, await readFile(file, 'utf8'), pack)),
  )
  const errors = read.flatMap(({ read: rule, problems }) => (rule === undefined ? problems : []))
  if (errors.length > 0) throw new Error(errors.map(printRuleProblem).join('\n'))
  return read.flatMap(({ read: found }, index) =>
    found === undefined
      ? []
      : [{ rule: found.rule, revision: sha256(found.canonical), ruleState: index + 1, params: {} }],
  )
}

/** Whose data it is; each once, in order. */
export async function creditsOf(mappings: readonly string[]): Promise<readonly string[]> {
  const credits: string[] = []
  for (const file of mappings) {
    const parsed = mappingSchema.safeParse(parseYaml(file, await readFile(file, 'utf8')).source.value)
    if (parsed.success) credits.push(parsed.data.credit)
  }
  return [...new Set(credits)]
}

/** A file of the pack is named from the rules folder on, any other as it was given. */
function shownName(file: string): string {
  const inside = path.relative(rulesFolder, path.resolve(file))
  return inside.startsWith('..') ? file : path.posix.join('rules', inside)
}

export async function digests(
  files: readonly (readonly [InputFile['role'], string])[],
): Promise<readonly InputFile[]> {
  return Promise.all(
    files.map(async ([role, file]) => ({
      role,
      name: shownName(file),
      sha256: sha256(await readFile(file, 'utf8')),
    })),
  )
}

/** `date` and one column a department, by any of its names; columns that are no department (a total) are left out. */
export function readDailySeries(file: string, text: string, places: Gazetteer): DailyValues {
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true })
  const values = new Map<string, Map<Day, number>>()
  for (const [index, { date = '', ...cells }] of rows.entries()) {
    const day = parseDay(date)
    if (day === undefined) throw new Error(`${file}:${index + 2}: ${date || 'nothing'} is no date`)
    for (const [name, cell] of Object.entries(cells)) {
      const { code } = places.resolve(name)
      if (code === undefined || places.levelOf(code) !== 'department' || Number(cell) === 0) continue
      const of = values.get(code) ?? new Map<Day, number>()
      of.set(day, Number(cell))
      values.set(code, of)
    }
  }
  return values
}
