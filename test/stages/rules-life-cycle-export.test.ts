// What `vigia lane export` writes, evaluated rule by rule with `vigia rules eval`, gives the alert events that the live engine recorded.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecording } from '#app/commands/read-recording.ts'
import { type Core, drain, openCore, rulesFolder } from '#app/create-app.ts'
import { replayRecording } from '#app/replay-recording.ts'
import type { Actor } from '#domain/actor.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import { retractSignal } from '#intake/revise-signal.ts'
import { inTransaction } from '#platform/database/database.ts'
import { testConfig } from '../support/app.ts'
import {
  evaluatedLines,
  liveEvents,
  putFolderInForce,
  type RuleFile,
  writeLog,
} from '../support/exported-lane.ts'
import { examplesFolder } from '../support/rules/examples-folder.ts'

const process = 'replay-exported'
let core: Core
let folder: string
let log: string

async function tellAndExport(): Promise<void> {
  const recording = await readRecording([path.join(rulesFolder, 'bo/history/bo-2019.ndjson')], [])
  const calendar = core.installed.calendars.find((one) => one.process === 'bo-2019-general')
  if (calendar === undefined) throw new Error('the calendar of 2019 is not in the pack')
  const items = [...recording.items, ...invented(recording.items.at(-1)?.receivedAt ?? 0)].toSorted(
    (left, right) => left.receivedAt - right.receivedAt,
  )
  const result = await replayRecording(core, {
    settle: () => drain(core),
    process,
    calendar,
    items,
    pace: undefined,
    onProgress: () => {},
  })
  expect(result.revised).toBeGreaterThan(20)
  await retractSome()
  log = path.join(folder, 'lane.jsonl')
  await writeLog(core.db, core.installed.pack, process, log)
}

/** A small generator with a seed: the same numbers in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const day = 86_400_000

/** Eight weeks of reports before the last of the record, dense enough to move every kind of rule; one in eight is corrected later. */
function invented(end: Instant) {
  const next = numbers(20_191_020)
  const one = <T>(list: readonly T[]): T => list[next(list.length)] as T
  const categories = [
    'threat',
    'intimidation',
    'roadblock',
    'violent_clash',
    'arson',
    'hate_speech',
    'disinformation',
    'dialogue',
  ]
  const known = categories.filter((code) => core.installed.pack.eventTypes.has(code))
  const items = Array.from({ length: 600 }, (_, index) => {
    const receivedAt = end - 56 * day + Math.floor((index * 56 * day) / 600) + next(60_000)
    const eventTime = receivedAt - one([0, 600_000, 5 * 3_600_000, day, 3 * day, 12 * day])
    const signal = {
      external_id: `invented-${index}`,
      category: one(known),
      place: one(['BO02', 'BO02', 'BO03', 'BO07']),
      severity: 1 + next(5),
      event_time: formatInstant(eventTime),
      source: { id: one(['radio-a', 'radio-b', 'desk-c']), kind: 'media_national', root: `root-${next(5)}` },
      reliability: one(['A', 'B', 'C', 'F']),
      credibility: 1 + next(6),
      consent: { internal: true, ombudsman: true, un: false, public: false },
      ...(next(3) === 0 ? { target: { kind: one(['candidate', 'electoral_authority']) } } : {}),
    }
    return { where: `invented ${index}`, signal, receivedAt }
  })
  const corrections = items
    .filter(() => next(8) === 0)
    .map(({ signal, receivedAt }, index) => ({
      where: `correction ${index}`,
      signal: {
        ...signal,
        ...one([{ severity: 5 }, { place: 'BO04' }, { verification: 'rejected' }, { credibility: 1 }]),
      },
      receivedAt: receivedAt + one([1, 3_600_000, 4 * day]),
    }))
  return [...items, ...corrections].filter(({ receivedAt }) => receivedAt <= end)
}

async function retractSome(): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from signal where rev = 1 and external_id like 'invented-5%' order by external_id limit 30`.execute(
    core.db,
  )
  const actor: Actor = {
    tokenId: '018f6d2e-0000-7000-8000-00000000dddd',
    personId: '018f6d2e-0000-7000-8000-00000000dddd',
    role: 'verifier',
    scopes: ['signals:grade'],
    territory: ['BO'],
    marking: 'TLP:RED',
    office: null,
    sourceId: null,
    processes: null,
  }
  for (const { id } of rows) {
    await inTransaction(core.db, (trx) => retractSignal(trx, core, actor, id, 'for this test'))
  }
  await drain(core)
}

/** Every rule says the same from the log as it said live; gives the ids of those that said something. */
async function compareAll(rules: readonly RuleFile[]): Promise<readonly string[]> {
  let events = 0
  const moving: string[] = []
  for (const { id, file } of rules) {
    const live = await liveEvents(core.db, process, id)
    expect(await evaluatedLines(process, { file, log }), id).toEqual(live)
    events += live.length
    if (live.length > 0) moving.push(id)
  }
  // a comparison of nothing with nothing would prove nothing
  expect(events).toBeGreaterThan(60)
  return moving
}

describe.each(['the shipped rules', 'the twelve examples'])(
  'a lane exported and evaluated again: %s',
  (name) => {
    const isExamples = name === 'the twelve examples'
    const isMissing = isExamples && examplesFolder === undefined
    let rules: readonly RuleFile[]
    beforeAll(async () => {
      if (isMissing) return
      core = await openCore(testConfig())
      folder = await mkdtemp(path.join(tmpdir(), 'vigia-export-'))
      const shipped = core.installed.rules.rules.filter(({ rule }) => rule.status === 'active')
      rules = isExamples
        ? await putFolderInForce(core.db, core.installed.pack, examplesFolder ?? '')
        : shipped.map(({ rule, file }) => ({ id: rule.id, file }))
      await tellAndExport()
    }, 240_000)
    afterAll(async () => {
      if (isMissing) return
      await core.stack.stop()
      await rm(folder, { recursive: true })
    })

    test.skipIf(isMissing)(
      'every rule says the same, event by event',
      async () => {
        // the log was made for the shipped rules, and few of the examples move on it; test/conformance/rule-log moves all of them
        expect((await compareAll(rules)).length).toBeGreaterThan(isExamples ? 3 : 5)
      },
      240_000,
    )
  },
)
