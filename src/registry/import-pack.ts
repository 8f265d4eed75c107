// A country pack into the database: its rules as revisions, its electoral processes with their calendars. Run at every start; what is there
// already is left as it is.
import { canarySource } from '#domain/canary.ts'
import type { CountryPack } from '#domain/pack.ts'
import { runCase } from '#domain/rules/case.ts'
import { geographyOfCodes } from '#domain/rules/derive-signal.ts'
import { type Db, inTransaction, lockForTransaction, type Trx } from '#platform/database/database.ts'
import { withRetries } from '#platform/database/with-retries.ts'
import { AppError } from '#platform/errors.ts'
import { calendarRevisions, openProcess } from './open-process.ts'
import { listProcesses, readNow } from './process-store.ts'
import { type PublishedRules, publishRuleFiles } from './publish-rules.ts'
import type { ReadPack } from './read-pack.ts'
import { coreFolderOf, readPack } from './read-pack.ts'
import { type RuleFiles, readRuleFiles, readRuleFolders } from './read-rule-files.ts'
import { printRuleProblem, type RuleProblem } from './read-rule-text.ts'
import { importCalendars } from './revise-calendar.ts'
import { RULES_LOCK } from './rule-revisions.ts'

export interface InstalledPack extends ReadPack {
  readonly rules: RuleFiles
}

/** Reads the pack `<country>` of the folder and the rule files; throws with every fault, at file:line:column, when something is wrong. */
export async function loadPack(folder: string, country: string): Promise<InstalledPack> {
  const read = await readPack(`${folder}/${country}`)
  const rules = await readInstalledRules(folder, country, read.pack)
  const errors = rules.problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) {
    throw filesWrong(errors)
  }
  return { ...read, rules }
}

/**
 * The rules of the country, and those of the common ones that it takes, wherever these lie; and the rule of the canary, which is no part of
 * any rule book, where the pack has a kind of source for it.
 */
export async function readInstalledRules(
  folder: string,
  country: string,
  pack: CountryPack,
): Promise<RuleFiles> {
  const core = coreFolderOf(folder)
  const book = await readRuleFolders({ core, own: `${folder}/${country}/rules` }, pack)
  if (!pack.sourceKinds.has(canarySource)) return book
  const watch = await readRuleFolders({ core: `${core}/../watch/none`, own: `${core}/../watch` }, pack)
  return { rules: [...book.rules, ...watch.rules], problems: [...book.problems, ...watch.problems] }
}

/** Rules whose embedded tests fail do not come into force; one error names all of them. */
export function refuseFailingTests(rules: RuleFiles, pack: CountryPack): void {
  const failures = rules.rules.flatMap(({ rule, file, tests }) =>
    tests.flatMap((raw) => {
      const { failures: found } = runCase(rule, raw, { geography: geographyOfCodes('*', pack) })
      const name = typeof raw === 'object' && raw !== null && 'name' in raw ? String(raw.name) : '?'
      return found.map(
        (one) =>
          `${file}: "${name}" at ${one.at}, ${one.field}: expected ${JSON.stringify(one.expected)}, got ${JSON.stringify(one.got)}`,
      )
    }),
  )
  if (failures.length > 0) {
    throw new AppError(
      'invalid',
      'RULE_TESTS_FAIL',
      `rule tests fail, so nothing was changed:\n${failures.join('\n')}`,
    )
  }
}

/** The rule files of a folder in the place of those that came with the installation; files that it lacks stay as they were seen. */
export async function importRuleFiles(
  db: Db,
  installed: InstalledPack,
  folder: string,
  options: { readonly activateFiles: boolean },
): Promise<PublishedRules> {
  const { pack } = installed
  const found = await readRuleFiles(folder, pack.country.toLowerCase(), pack)
  const errors = found.problems.filter((problem) => problem.severity === 'error')
  if (errors.length > 0) throw filesWrong(errors)
  refuseFailingTests(found, pack)
  const ids = new Set(found.rules.map(({ rule }) => rule.id))
  const others = installed.rules.rules.filter(({ rule }) => !ids.has(rule.id))
  return inTransaction(db, async (trx) => {
    await lockForTransaction(trx, RULES_LOCK)
    return publishRuleFiles(trx, [...others, ...found.rules], {
      gradingVersion: pack.versions.grading,
      activateFiles: options.activateFiles,
    })
  })
}

function filesWrong(errors: readonly RuleProblem[]): AppError {
  return new AppError(
    'invalid',
    'RULE_FILES_WRONG',
    `the rule files have ${errors.length} error(s):\n${errors.map(printRuleProblem).join('\n')}`,
  )
}

/** Rules in force, lanes and tokens of one country mean nothing in another: each has a database of its own. */
async function refuseOtherCountry(trx: Trx, pack: CountryPack): Promise<void> {
  const other = (await listProcesses(trx)).find(({ country }) => country !== pack.country)
  if (other === undefined) return
  throw new AppError(
    'invalid',
    'PACK_OTHER_COUNTRY',
    `this database holds processes of ${other.country} (${other.id}), and the country pack is ${pack.country}: set VIGIA_COUNTRY=${other.country.toLowerCase()}, or give ${pack.country} its own VIGIA_DATA_DIR or DATABASE_URL`,
  )
}

export async function importPack(
  db: Db,
  installed: InstalledPack,
  options: { readonly activateFiles: boolean },
): Promise<PublishedRules> {
  refuseFailingTests(installed.rules, installed.pack)
  // Processes that start together wait for each other here, on a busy machine longer than one wait for a lock lasts.
  return withRetries(() => inTransaction(db, (trx) => importInto(trx, installed, options)))
}

async function importInto(
  trx: Trx,
  { pack, calendars, rules }: InstalledPack,
  options: { readonly activateFiles: boolean },
): Promise<PublishedRules> {
  await lockForTransaction(trx, RULES_LOCK)
  await refuseOtherCountry(trx, pack)
  const published = await publishRuleFiles(trx, rules.rules, {
    gradingVersion: pack.versions.grading,
    activateFiles: options.activateFiles,
  })
  const { now } = await readNow(trx)
  for (const file of calendars) {
    const latest = calendarRevisions(file, pack, now.epochMilliseconds).at(-1)
    const ends = Math.max(...(latest?.calendar.spans ?? []).map((span) => span.to))
    const isRunning =
      latest !== undefined && latest.knownFrom <= now.epochMilliseconds && now.epochMilliseconds < ends
    if (!isRunning) continue
    await openProcess(trx, pack, {
      id: file.process,
      file,
      kind: file.type,
      isExercise: false,
      clock: 'live',
      shards: 1,
      now: now.epochMilliseconds,
    })
  }
  await importCalendars(trx, pack, calendars, options)
  return published
}
