// The tables of docs/rule-book.md, made from the rules themselves: the document is compared with them, so it cannot fall behind.
import type { CountryPack } from '#domain/pack.ts'
import type { Rule } from '#domain/rules/rule.ts'

/** Factor groups of the catalogue: 1 to 7 are the phases of those numbers, 8 is the whole process, ex. its context. */
export const families = ['en.1', 'en.2', 'en.3', 'en.4', 'en.5', 'en.6', 'en.7', 'en.8', 'ex']

export const belongs = (factor: string, family: string): boolean =>
  factor === family || factor.startsWith(`${family}.`)

const byId = (rules: readonly Rule[]) =>
  rules.toSorted((left, right) => left.id.localeCompare(right.id, 'en'))

export function natureOf(rule: Rule): string {
  const natures = [
    ...(rule.factors.some((factor) => factor.startsWith('en.')) ? ['endogenous'] : []),
    ...(rule.factors.some((factor) => factor.startsWith('ex.')) ? ['exogenous'] : []),
  ]
  return natures.length === 2 ? 'both' : (natures[0] ?? '–')
}

/** The phases in which a rule can alert. A calendar window stands for the phase that it lies in. */
export function phasesOf(rule: Rule, pack: CountryPack): readonly string[] {
  const only = rule.phases.only?.map((code) => pack.windows.get(code)?.phase ?? code)
  return [...pack.phases.keys()].filter((phase) => only === undefined || only.includes(phase))
}

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n')

/** 1 to 8: the phases stand in the order of the cycle. */
const numberOf = (phase: string, pack: CountryPack) => [...pack.phases.keys()].indexOf(phase) + 1

const numbers = (phases: readonly string[], pack: CountryPack) =>
  phases.length === pack.phases.size ? 'all' : phases.map((code) => numberOf(code, pack)).join(' ')

export function ruleTable(rules: readonly Rule[], pack: CountryPack): string {
  const head = ['rule', 'title', 'key', 'phases', 'factors', 'nature', 'levels', 'told', 'status']
  return tableOf(
    head,
    byId(rules).map((rule) => [
      `\`${rule.id}\``,
      `${rule.title.es} · ${rule.title.en}`,
      rule.groupBy.join(', ') || 'national',
      numbers(phasesOf(rule, pack), pack),
      rule.factors.join(' '),
      natureOf(rule),
      rule.levels.map(({ level }) => level).join(' '),
      rule.notify.map(({ audience, from }) => `${audience} (${from})`).join(', '),
      rule.status,
    ]),
  )
}

/** How many rules can alert in a phase on a factor of a family. */
export function coverageTable(rules: readonly Rule[], pack: CountryPack): string {
  const watching = (phase: string, family: string) =>
    rules.filter(
      (rule) =>
        phasesOf(rule, pack).includes(phase) && rule.factors.some((factor) => belongs(factor, family)),
    ).length
  return tableOf(
    ['phase', ...families.map((family) => `${family}.*`)],
    [...pack.phases.values()].map(({ code, labels }) => [
      `${numberOf(code, pack)} ${labels.en}`,
      ...families.map((family) => String(watching(code, family))),
    ]),
  )
}

export function factorTable(rules: readonly Rule[], pack: CountryPack): string {
  return tableOf(
    ['factor', 'what it is', 'rules'],
    [...pack.factors.values()].map(({ code, labels }) => [
      code,
      `${labels.es} · ${labels.en}`,
      byId(rules.filter(({ factors }) => factors.includes(code)))
        .map(({ id }) => `\`${id}\``)
        .join(' '),
    ]),
  )
}
