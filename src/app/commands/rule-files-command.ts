// `vigia rules diff | export | import`: rule files and the database, compared and brought together.
import { mkdir, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { activeRuleFiles } from '#registry/export-rules.ts'
import { importRuleFiles } from '#registry/import-pack.ts'
import { lifeOf } from '#registry/rule-life.ts'
import { listRuleIds } from '#registry/rule-store.ts'
import { viewDrift } from '#registry/rule-view.ts'
import { type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

function version(one: { readonly version: number } | null): string {
  return one === null ? '–' : String(one.version)
}

/** Every rule whose file is not what is in force, with the lines that differ. Exit code 1 when there is one. */
export async function diff(context: CommandContext): Promise<number> {
  const { positionals } = parseArgs({ args: [...context.args], allowPositionals: true })
  return withCore(context.config, async ({ db }) => {
    let differing = 0
    for (const id of positionals.length > 0 ? positionals : await listRuleIds(db)) {
      const { state, parts, file, active, ancestor } = viewDrift(await lifeOf(db, id))
      if (state === 'in_sync') continue
      differing += 1
      context.print(
        `${state}  ${id}  file ${version(file)}, active ${version(active)}, ancestor ${version(ancestor)}`,
      )
      for (const part of parts) {
        if (part.kind === 'same') continue
        context.print(`  @@ ${part.kind}`)
        for (const line of part.ancestor) context.print(`  - ${line}`)
        for (const line of part.file) context.print(`  file   + ${line}`)
        for (const line of part.active) context.print(`  active + ${line}`)
      }
    }
    context.print(differing === 0 ? 'files and database agree' : `${differing} rule(s) differ`)
    return differing === 0 ? 0 : 1
  })
}

/** Writes what is in force below the folder, as it would stand below rules/. */
export async function exportFiles(context: CommandContext): Promise<number> {
  const [folder] = context.args
  if (folder === undefined) throw new UsageError('give the folder to write to')
  return withCore(context.config, async ({ db }) => {
    const rules = await activeRuleFiles(db)
    for (const rule of rules) {
      const file = path.join(folder, rule.path)
      await mkdir(path.dirname(file), { recursive: true })
      await writeFile(file, rule.yaml)
      const tuned = Object.entries(rule.tuned).map(([name, value]) => `${name} = ${value}`)
      if (tuned.length > 0) {
        context.print(`${rule.id}: tuned values are no part of the file: ${tuned.join(', ')}`)
      }
    }
    context.print(`${rules.length} rule file(s) written below ${folder}`)
    return 0
  })
}

/** Takes up the rule files of a folder laid out like rules/; as configuration says, they are proposed or come into force. */
export async function importFiles(context: CommandContext): Promise<number> {
  const [folder] = context.args
  if (folder === undefined) throw new UsageError('give the folder that holds core/ or <country>/rules/')
  return withCore(context.config, async ({ db, installed, activateFiles }) => {
    const { activation, drift } = await importRuleFiles(db, installed, folder, { activateFiles })
    context.print(activation === undefined ? 'nothing came into force' : `in force: activation ${activation}`)
    for (const one of drift) {
      const note = one.isVersionReused ? ' (its version did not rise)' : ''
      context.print(`${one.state}: ${one.ruleId} (${one.file})${note}`)
    }
    return 0
  })
}
