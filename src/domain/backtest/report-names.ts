// What alarms, scores and sets of a report are called: in the JSON by codes, in its files by the words that the console has for them.
import { levelNames } from '../rules/rule.ts'
import type { BacktestReport } from './report-shape.ts'
import type { ReportTexts } from './report-texts.ts'

/** «candidate-threats watch» → «candidate-threats, Vigilancia»; anything else is a baseline. */
export function predictorName({ rules }: BacktestReport, name: string, texts: ReportTexts): string {
  const rule = rules.find(({ id }) => name === id || name.startsWith(`${id} `))
  if (rule === undefined) return baselineName(name, texts)
  const level = levelNames.find((one) => name === `${rule.id} ${one}`)
  return level === undefined ? rule.id : `${rule.id}, ${texts.levels[level]}`
}

/** «received threat >= 3», with its threshold and without. */
function baselineName(name: string, { baselines }: ReportTexts): string {
  const [, kind = '', what = '', least] = /^(received|active) (.+?)(?: >= (\d+))?$/.exec(name) ?? []
  if (kind === '') return baselines[name] ?? name
  const counted = baselines[`${kind} ${what}`] ?? `${baselines[kind] ?? kind} ${what}`
  return least === undefined ? counted : `${counted} ≥\u00a0${least}`
}

/** «candidate-threats: n» and «candidate-threats: level». */
export function scoreName(score: string, texts: ReportTexts): string {
  const [, rule, measure = ''] = /^([a-z0-9-]+): (\w+)$/.exec(score) ?? []
  if (rule === undefined) return baselineName(score, texts)
  return `${rule}: ${measure === 'level' ? texts.scoreLevel : texts.scoreMeasure(measure)}`
}

/** «all», and «without» with the classes that are left out. */
export function setName(set: string, { sets, without }: ReportTexts): string {
  const [, classes] = /^without (.+)$/.exec(set) ?? []
  return classes === undefined ? (sets[set] ?? set) : without(classes.replaceAll(',', ', '))
}

/** A phase by its code. */
export function phaseName(code: string, { noPhase }: ReportTexts): string {
  return code === 'none' ? noPhase : code
}
