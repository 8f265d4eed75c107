// The twelve examples of the specification, live and from the command line: the logs of their own tests are told to live lanes; what the
// engine stored and the alerts it raised are what `vigia rules eval` says of the exported log, line by line.
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { rulesFolder } from '#app/create-app.ts'
import type { Line } from '#domain/rules/eval-log.ts'
import { importPack, loadPack } from '#registry/import-pack.ts'
import { createRegistry } from '#registry/registry-view-store.ts'
import { restoreNow } from '../stages/delivery/rows.ts'
import type { TestDatabase } from '../support/databases.ts'
import {
  evaluatedLines,
  foldedLines,
  liveEvents,
  liveStates,
  putFolderInForce,
  type RuleFile,
  writeLog,
} from '../support/exported-lane.ts'
import { instant, list, record } from '../support/oracle/plain.ts'
import { type ConvertedTest, convertTest } from '../support/oracle/rule-test-log.ts'
import { openToldLane, type Telling } from '../support/told-lane.ts'

type World = Omit<Telling, 'process'> & { readonly rules: readonly RuleFile[]; readonly folder: string }

function testsOf({ file }: RuleFile): readonly ConvertedTest[] {
  const rule = record(parse(readFileSync(file, 'utf8')))
  return list(rule['tests']).map((one) => convertTest(rule, record(one)))
}

/** What the engine has said of one log, and what the command says of its export; by rule. */
interface Told {
  readonly live: ReadonlyMap<string, readonly Line[]>
  readonly evaluated: ReadonlyMap<string, readonly Line[]>
}

async function tell(
  world: World,
  own: string,
  process: string,
  { lines, expected }: ConvertedTest,
): Promise<Told> {
  const { db, registry, rules, folder } = world
  const lane = await openToldLane({ ...world, process }, lines)
  const last = instant(lines.at(-1)?.['received_at'])
  const instants = [...new Set([...expected.map(({ at }) => at), last])].toSorted((a, b) => a - b)
  const states = new Map<string, Line[]>(rules.map(({ id }) => [id, []]))
  for (const at of instants) {
    await lane.tellUntil(at)
    for (const [rule, found] of await liveStates(db, registry, lane.number, at))
      states.get(rule)?.push(...found)
  }
  const log = path.join(folder, `${process}.jsonl`)
  await writeLog(db, world.installed.pack, process, log)
  const live = new Map<string, readonly Line[]>()
  const evaluated = new Map<string, readonly Line[]>()
  for (const { id, file } of rules) {
    // The command itself for the rule whose log it is; for the others what the command calls.
    const files = { file, log }
    const recorded = await liveEvents(db, process, id)
    live.set(id, [...(states.get(id) ?? []), ...recorded])
    evaluated.set(
      id,
      id === own
        ? await evaluatedLines(process, files, instants)
        : await foldedLines(world.installed.pack, process, files, instants),
    )
  }
  return { live, evaluated }
}

const fired = (lines: readonly Line[] = []) => lines.some(({ event }) => event === 'fired')

/** `examples`: the folder of the twelve. */
export function ruleLogConformance(name: string, open: () => Promise<TestDatabase>, examples: string): void {
  describe(`the twelve examples on ${name}, live and from the exported log`, () => {
    let database: TestDatabase
    let world: World
    beforeAll(async () => {
      database = await open()
      const { db } = database
      const installed = await loadPack(rulesFolder, 'bo')
      await importPack(db, installed, { activateFiles: true })
      world = {
        db,
        installed,
        registry: createRegistry(installed.pack),
        rules: await putFolderInForce(db, installed.pack, examples),
        folder: await mkdtemp(path.join(tmpdir(), 'vigia-rule-log-')),
      }
    }, 300_000)
    afterAll(async () => {
      await rm(world.folder, { recursive: true })
      await database.close()
    })

    test('say the same, state by state and event by event, and every one of them fires', async () => {
      expect(world.rules).toHaveLength(12)
      const silent: string[] = []
      for (const one of world.rules) {
        const found: Told[] = []
        for (const [index, told] of testsOf(one).entries()) {
          const { live, evaluated } = await tell(world, one.id, `told-${one.id}-${index}`, told)
          found.push({ live, evaluated })
          // all twelve look at the log of each
          for (const [rule, lines] of evaluated)
            expect(lines, `${told.name}: ${rule}`).toEqual(live.get(rule))
        }
        await restoreNow(world.db)
        if (!found.some(({ live }) => fired(live.get(one.id)))) silent.push(one.id)
      }
      expect(silent).toEqual([])
    }, 600_000)
  })
}
