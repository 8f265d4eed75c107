// What `vigia lane export` writes, evaluated rule by rule with `vigia rules eval`, gives the alert events that the live engine recorded.
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
import { formatInstant, type Instant } from '#domain/time.ts'
import { retractSignal } from '#intake/revise-signal.ts'
import { inTransaction } from '#platform/database/database.ts'
import { exportLane } from '#scoring/export-lane.ts'
import { testConfig } from '../support/app.ts'

const process = 'replay-exported'
let core: Core
let folder: string
let log: string
beforeAll(async () => {
  core = await openCore(testConfig())
  folder = await mkdtemp(path.join(tmpdir(), 'vigia-export-'))
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
}, 120_000)
afterAll(async () => {
  await core.stack.stop()
  await rm(folder, { recursive: true })
})

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

describe('a lane exported and evaluated again', () => {
  test('every rule of the installation says the same, event by event', async () => {
    let events = 0
    const moving: string[] = []
    for (const { rule, file } of core.installed.rules.rules) {
      if (rule.status !== 'active') continue
      const live = await liveEvents(rule.id)
      expect(inOrder(await evaluated(file)), rule.id).toEqual(
        inOrder(live as { t: string; alert_id: string }[]),
      )
      events += live.length
      if (live.length > 0) moving.push(rule.id)
    }
    // a comparison of nothing with nothing would prove nothing
    expect(moving.length).toBeGreaterThan(5)
    expect(events).toBeGreaterThan(60)
  }, 120_000)
})
