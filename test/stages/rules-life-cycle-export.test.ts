// What `vigia lane export` writes, evaluated rule by rule with `vigia rules eval`, gives the alert events that the live engine recorded.
import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readRecording } from '#app/commands/read-recording.ts'
import { rulesCommand } from '#app/commands/rules-command.ts'
import { type Core, drain, openCore, rulesFolder } from '#app/create-app.ts'
import { replayRecording } from '#app/replay-recording.ts'
import type { Actor } from '#domain/actor.ts'
import { stateStructure } from '#domain/rules/state-structure.ts'
import { formatInstant, type Instant } from '#domain/time.ts'
import { retractSignal } from '#intake/revise-signal.ts'
import { inTransaction } from '#platform/database/database.ts'
import type { ActivatedRule } from '#platform/database/tables/registry.ts'
import { sha256 } from '#platform/ids.ts'
import { sendActivation } from '#registry/put-in-force.ts'
import { printRuleProblem, readRuleText } from '#registry/read-rule-text.ts'
import { insertRevision, ruleStateFor } from '#registry/rule-store.ts'
import { exportLane } from '#scoring/export-lane.ts'
import { testConfig } from '../support/app.ts'
import { examplesFolder } from '../support/rules/examples-folder.ts'

const process = 'replay-exported'
let core: Core
let folder: string
let log: string

/** A rule in force, and the file that says it. */
interface RuleFile {
  readonly id: string
  readonly file: string
}

/** The twelve of the specification in the place of the shipped rules, whose ids they share. */
async function putExamplesInForce(): Promise<readonly RuleFile[]> {
  const from = examplesFolder ?? ''
  const files = readdirSync(from).filter((name) => name.endsWith('.rule.yaml'))
  const { pack } = core.installed
  return inTransaction(core.db, async (trx) => {
    const inForce: ActivatedRule[] = []
    const found: RuleFile[] = []
    for (const name of files) {
      const file = path.join(from, name)
      const { read, problems } = readRuleText(file, readFileSync(file, 'utf8'), pack)
      if (read === undefined) throw new Error(problems.map(printRuleProblem).join('\n'))
      const { rule, canonical, yaml } = read
      const hash = sha256(canonical)
      const stateHash = sha256(stateStructure(rule, pack.versions.grading))
      const document: unknown = JSON.parse(canonical)
      const by = { author: 'file', reason: 'an example', origin: 'file' as const, file: name }
      await insertRevision(trx, {
        ruleId: rule.id,
        hash,
        version: rule.version,
        stateHash,
        yaml,
        document,
        ...by,
      })
      const ruleState = await ruleStateFor(trx, rule.id, stateHash)
      inForce.push({ rule_id: rule.id, hash, rule_state: ruleState, status: 'active', params: {} })
      found.push({ id: rule.id, file })
    }
    await sendActivation(trx, undefined, inForce, { author: 'file', reason: 'the examples' })
    return found
  })
}

async function tellAndExport(): Promise<void> {
  const recording = await readRecording([path.join(rulesFolder, 'bo/history/bo-2019.ndjson')], [])
  const calendar = core.installed.calendars.find((one) => one.process === 'bo-2019-general')
  if (calendar === undefined) throw new Error('the calendar of 2019 is not in the pack')
  const items = [...recording.items, ...invented(recording.items.at(-1)?.receivedAt ?? 0)].toSorted(
    (left, right) => left.receivedAt - right.receivedAt,
  )
  const result = await replayRecording(core, {
    process,
    calendar,
    items,
    pace: undefined,
    onProgress: () => {},
  })
  expect(result.revised).toBeGreaterThan(20)
  await retractSome()
  const lines: string[] = []
  for await (const line of exportLane(core.db, core.installed.pack, process, 0))
    lines.push(JSON.stringify(line))
  log = path.join(folder, 'lane.jsonl')
  await writeFile(log, lines.join('\n'))
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

interface LiveEvent {
  readonly event: string
  readonly t: Temporal.Instant
  readonly key: Readonly<Record<string, string>>
  readonly alert_id: string
  readonly episode: number
  readonly level: string | null
  readonly as_of: Temporal.Instant
  readonly late: boolean
  readonly notify: boolean
}

/** The recorded events of a rule in the form of `--events`. */
async function liveEvents(rule: string): Promise<unknown[]> {
  const { rows } = await sql<LiveEvent>`
    select e.kind as event, e.lt as t, a.key, a.id as alert_id, a.episode, e.level, e.as_of, e.is_late as late, e.notify
    from alert_event e join alert a on a.id = e.alert_id
    where a.process = ${process} and a.rule_id = ${rule}
      and e.kind in ('fired', 'reopened', 'raised', 'lowered', 'resolved', 'expired')
    order by e.lt, a.id, e.ordinal`.execute(core.db)
  return rows.map((row) => ({
    event: row.event,
    t: formatInstant(row.t.epochMilliseconds),
    process,
    rule,
    key: row.key,
    alert_id: row.alert_id,
    episode: row.episode,
    level: row.level,
    as_of: formatInstant(row.as_of.epochMilliseconds),
    late: row.late,
    notify: row.notify,
  }))
}

async function evaluated(file: string): Promise<{ t: string; alert_id: string }[]> {
  const printed: string[] = []
  const args = ['eval', file, log, '--events', '--process', process]
  const context = {
    config: core.config,
    args,
    print: (line: string) => void printed.push(line),
    progress: () => {},
  }
  expect(await rulesCommand.run(context)).toBe(0)
  return printed.map((line) => JSON.parse(line) as { t: string; alert_id: string })
}

/** Events of one instant and alert keep their order; alerts of one instant have none of their own. */
function inOrder<T extends { readonly t: string; readonly alert_id: string }>(events: readonly T[]): T[] {
  return events.toSorted((left, right) =>
    left.t === right.t
      ? left.alert_id < right.alert_id
        ? -1
        : left.alert_id > right.alert_id
          ? 1
          : 0
      : left.t < right.t
        ? -1
        : 1,
  )
}

/** Every rule says the same from the log as it said live; gives the ids of those that said something. */
async function compareAll(rules: readonly RuleFile[]): Promise<readonly string[]> {
  let events = 0
  const moving: string[] = []
  for (const { id, file } of rules) {
    const live = await liveEvents(id)
    expect(inOrder(await evaluated(file)), id).toEqual(inOrder(live as { t: string; alert_id: string }[]))
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
        ? await putExamplesInForce()
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
        // the log was made for the shipped rules; of the examples, few move on it
        expect((await compareAll(rules)).length).toBeGreaterThan(isExamples ? 3 : 5)
      },
      240_000,
    )
  },
)
