// `vigia migrate` and `vigia import-pack`: what a server's database needs before and between starts.
import { parseArgs } from 'node:util'
import { inTransaction } from '#platform/database/database.ts'
import { migrate } from '#platform/database/migrate.ts'
import { createLogger } from '#platform/logger.ts'
import { importPack, loadPack } from '#registry/import-pack.ts'
import { raiseRegistryVersion } from '#registry/process-store.ts'
import { rulesInForce } from '#registry/publish-rules.ts'
import { readGazetteer } from '#registry/read-gazetteer.ts'
import { replacePlaces } from '#registry/source-store.ts'
import { openForMigration } from '../backends.ts'
import { rulesFolderOf } from '../create-app.ts'
import { type Command, type CommandContext, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const migrateCommand: Command = {
  name: 'migrate',
  usage: 'vigia migrate',
  does: 'brings the database schema up to date',
  async run({ config, print }) {
    const db = await openForMigration(config.backend, createLogger(config.logLevel))
    try {
      const done = await migrate(db)
      print(done.length === 0 ? 'the database is up to date' : `migrated: ${done.join(', ')}`)
    } finally {
      await db.destroy()
    }
    return 0
  },
}

export const importPackCommand: Command = {
  name: 'import-pack',
  usage: 'vigia import-pack [--activate]',
  does: 'imports rule files as revisions; --activate puts them in force when their tests pass',
  async run(context) {
    const { values } = parseArgs({
      args: [...context.args],
      options: { activate: { type: 'boolean', default: false } },
    })
    return withCore(context.config, async (core) => {
      const installed = await loadPack(rulesFolderOf(context.config), context.config.country)
      const { activation, drift } = await importPack(core.db, installed, { activateFiles: values.activate })
      const rules = (await rulesInForce(core.db)).length
      context.print(
        `${rules} rule(s) in force${activation === undefined ? '' : `, now by activation ${activation}`}`,
      )
      for (const one of drift) context.print(`${one.state}: ${one.ruleId} (${one.file})`)
      return 0
    })
  },
}

export const gazetteerCommand: Command = {
  name: 'import-gazetteer',
  usage: 'vigia import-gazetteer FILE.csv --edition NAME',
  does: 'imports provinces and municipalities from an OCHA COD-AB table',
  async run(context) {
    const { values, positionals } = parseArgs({
      args: [...context.args],
      allowPositionals: true,
      options: { edition: { type: 'string' } },
    })
    const [file] = positionals
    const { edition } = values
    if (file === undefined || edition === undefined)
      throw new UsageError('give the file and the edition it is called by')
    return importGazetteer(context, file, edition)
  },
}

async function importGazetteer(context: CommandContext, file: string, edition: string): Promise<number> {
  return withCore(context.config, async (core) => {
    const { places, refused } = await readGazetteer(file, core.installed.pack)
    for (const row of refused) context.print(`${file}:${row.line}: ${JSON.stringify(row.reason)}`)
    if (refused.length > 0) {
      context.print(`${refused.length} row(s) refused; nothing was imported`)
      return 1
    }
    await inTransaction(core.db, async (trx) => {
      await replacePlaces(trx, places, edition)
      await raiseRegistryVersion(trx)
    })
    context.print(`${places.length} places of edition ${edition} imported`)
    return 0
  })
}
