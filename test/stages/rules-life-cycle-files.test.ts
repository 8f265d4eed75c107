// Rule files and the database: newer files, edits by the API, exports; and who decides where people run the server.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rulesCommand } from '#app/commands/rules-command.ts'
import { type Core, openCore, rulesFolder } from '#app/create-app.ts'
import { importRuleFiles, loadPack } from '#registry/import-pack.ts'
import { lifeOf } from '#registry/rule-life.ts'
import { viewDrift, viewRule } from '#registry/rule-view.ts'
import { testConfig } from '../support/app.ts'

const id = 'candidate-threats'
let core: Core
let folder: string
beforeAll(async () => {
  core = await openCore(testConfig())
  folder = await mkdtemp(path.join(tmpdir(), 'vigia-rules-'))
})
afterAll(async () => {
  await core.stack.stop()
  await rm(folder, { recursive: true })
})

const file = () => path.join(folder, 'bo/rules', `${id}.rule.yaml`)

/** Writes the rule's file with other lines; the rest of the folder stays as it was exported. */
async function edit(changes: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(file(), 'utf8')
  for (const [key, value] of Object.entries(changes))
    text = text.replace(new RegExp(`^${key}: .*$`, 'm'), `${key}: ${value}`)
  await writeFile(file(), text)
}

async function command(dataDir: string, ...args: string[]): Promise<{ code: number; lines: string[] }> {
  const lines: string[] = []
  const config = testConfig({ VIGIA_DATA_DIR: dataDir })
  const code = await rulesCommand.run({
    config,
    args,
    env: {},
    print: (line) => void lines.push(line),
    progress: () => {},
  })
  return { code, lines }
}

test('export writes what is in force as files, and they agree with the database', async () => {
  const dataDir = path.join(folder, 'data')
  const exported = await command(dataDir, 'export', folder)
  expect(exported.lines.at(-1)).toContain('rule file(s) written')
  const shipped = await readFile(path.join(rulesFolder, 'bo/rules', `${id}.rule.yaml`), 'utf8')
  expect(await readFile(file(), 'utf8')).toBe(shipped)
  expect(await command(dataDir, 'diff')).toEqual({ code: 0, lines: ['files and database agree'] })
  expect((await command(dataDir, 'import', folder)).lines).toEqual(['nothing came into force'])
  // Four commands, each of which opens a database and runs every rule test; the tests below stand on the files that it writes.
}, 240_000)

test('where people decide, a newer file is proposed, once, and comes into force by nobody', async () => {
  const version = viewRule(await lifeOf(core.db, id)).newest.version
  await edit({ version: String(version + 1), cooldown: '9d' })
  for (const times of [1, 2]) {
    const { activation, drift } = await importRuleFiles(core.db, core.installed, folder, {
      activateFiles: false,
    })
    expect([times, activation]).toEqual([times, undefined])
    expect(drift).toMatchObject([{ ruleId: id, state: 'file_ahead', isVersionReused: false }])
  }
  const { rows } = await sql<{ proposer: string | null; state: string }>`
    select proposer, state from proposal where target = ${id}`.execute(core.db)
  expect(rows).toEqual([{ proposer: null, state: 'open' }])
  const life = await lifeOf(core.db, id)
  expect(viewRule(life)).toMatchObject({ drift: 'file_ahead', in_force: { version } })
  const changed = viewDrift(life).parts.filter(({ kind }) => kind !== 'same')
  expect(changed.map(({ kind, file: lines }) => [kind, lines])).toEqual([
    ['file', [`version: ${version + 1}`]],
    ['file', ['cooldown: 9d']],
  ])
})

test('where one person runs everything, a newer file comes into force by itself; a changed one of the same version does not', async () => {
  const first = await importRuleFiles(core.db, core.installed, folder, { activateFiles: true })
  expect([first.drift, typeof first.activation]).toEqual([[], 'number'])
  const { version } = viewRule(await lifeOf(core.db, id)).newest
  await edit({ cooldown: '10d' })
  const second = await importRuleFiles(core.db, core.installed, folder, { activateFiles: true })
  expect(second.activation).toBeUndefined()
  expect(second.drift).toMatchObject([{ ruleId: id, isVersionReused: true }])
  expect(viewRule(await lifeOf(core.db, id)).in_force).toMatchObject({ version })
})

test('the files of the installation do not take back what was imported since', async () => {
  const installed = await loadPack(rulesFolder, 'bo')
  const { activation, drift } = await importRuleFiles(core.db, installed, rulesFolder, {
    activateFiles: true,
  })
  expect(activation).toBeUndefined()
  expect(drift).toMatchObject([{ ruleId: id, state: 'api_ahead' }])
})
