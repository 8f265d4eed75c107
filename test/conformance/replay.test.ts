// Replay equals live: the log that two scorers wrote, taken up again from nothing elsewhere and cut otherwise, gives the same alerts with the
// same words, byte for byte. What differs between the runs is what must not matter: database, batches, scorers, our clock.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { rulesFolder } from '#app/create-app.ts'
import { loadPack } from '#registry/import-pack.ts'
import { pgliteDatabase, postgresDatabase, type TestDatabase } from '../support/databases.ts'
import { drawFrom, storyProcess, storyScorer, type Told, tellLive } from '../support/replay/live-story.ts'
import { alertHistory, carryLog, type History, takeUp } from '../support/replay/stored-log.ts'

describe('a log of a live lane', { timeout: 600_000 }, () => {
  let live: TestDatabase
  let told: Told
  let lived: History
  const opened: TestDatabase[] = []

  beforeAll(async () => {
    live = await postgresDatabase()
    opened.push(live)
    told = await tellLive(live, 20_260_302, 700)
    lived = await alertHistory(live.db, storyProcess)
  }, 600_000)
  afterAll(async () => {
    for (const one of opened) await one.close()
  })

  async function replay(open: () => Promise<TestDatabase>, seed: number, most: number): Promise<History> {
    const database = await open()
    opened.push(database)
    const { pack, ...rest } = await loadPack(rulesFolder, 'bo')
    const draw = drawFrom(seed)
    const carried = await carryLog(live.db, database.db, storyProcess)
    const scorers = [database.another(), database.another()].map((db) => storyScorer(db, { pack, ...rest }))
    await takeUp(scorers, carried, {
      portion: () => 1 + draw.below(90),
      batch: () => 1 + draw.below(most),
    })
    return alertHistory(database.db, storyProcess)
  }

  test('holds every kind of entry, and alerts of every kind follow from it', () => {
    expect(told.entries).toBeGreaterThanOrEqual(600)
    expect(told.kinds).toMatchObject({ calendar: 3, activation: 4 })
    for (const kind of ['signal', 'correction', 'retraction', 'indicator', 'decision'])
      expect(told.kinds[kind], kind).toBeGreaterThan(10)
    const kinds = new Set(lived.lines.map((line) => String((JSON.parse(line) as unknown[])[5])))
    for (const kind of [
      'fired',
      'raised',
      'lowered',
      'evidence_withdrawn',
      'resolved',
      'reopened',
      'corrected',
    ])
      expect([...kinds]).toContain(kind)
  })

  test('gives the same alert history when it is replayed, on either database, and twice the same bytes', async () => {
    const embedded = await replay(pgliteDatabase, 1, 25)
    const server = await replay(postgresDatabase, 2, 200)
    const one = await replay(postgresDatabase, 3, 1)
    expect(embedded.lines).toEqual(lived.lines)
    expect([server.hash, one.hash, embedded.hash]).toEqual([lived.hash, lived.hash, lived.hash])
  })

  test('gives another history when one entry is left out', async () => {
    const database = await pgliteDatabase()
    opened.push(database)
    const installed = await loadPack(rulesFolder, 'bo')
    const carried = await carryLog(live.db, database.db, storyProcess)
    const retraction = carried.entries.findIndex((entry) => entry.includes('"correction"'))
    await takeUp(
      [storyScorer(database.another(), installed)],
      { ...carried, entries: carried.entries.toSpliced(retraction, 1) },
      { portion: () => 500, batch: () => 500 },
    )
    expect((await alertHistory(database.db, storyProcess)).hash).not.toBe(lived.hash)
  })
})
