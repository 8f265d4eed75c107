// The calendar of an open process through the routes: a change of two persons takes hold in the lanes, the legal clock reports what moved and
// what was not recorded, a recorded act takes its report back, a newer file of the pack arrives.
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import { inTransaction } from '#platform/database/database.ts'
import { openProcess } from '#registry/open-process.ts'
import { importCalendars } from '#registry/revise-calendar.ts'
import { type Body, openTestApp, type TestApp } from '../support/app.ts'
import { openRuleDesk, type RuleDesk } from '../support/rule-desk.ts'
import { restoreNow, setNow } from './delivery/rows.ts'

let app: TestApp
let desk: RuleDesk
let verifier: string
let file: CalendarFile
const process = 'real-2026'
const path = `/v1/processes/${process}`
const start = Temporal.Instant.from('2026-03-02T15:00:00Z')
const at = (days: number) => setNow(app.core.db, start.add({ hours: days * 24 }).toString())

beforeAll(async () => {
  app = await openTestApp()
  await at(0)
  const { db, installed } = app.core
  file = { ...exerciseCalendar(installed.templates, installed.pack, '2026-03-02'), process }
  await inTransaction(db, (trx) =>
    openProcess(trx, installed.pack, {
      id: process,
      file,
      kind: 'general',
      isExercise: false,
      clock: 'live',
      shards: 1,
      now: start.epochMilliseconds,
    }),
  )
  desk = await openRuleDesk(app)
  const request = {
    label: 'v',
    role: 'verifier',
    territory: ['BO'],
    marking: 'TLP:GREEN',
    days: 365,
  } as const
  verifier = (await inTransaction(db, (trx) => issueToken(trx, request, undefined))).secret
  await app.drain()
}, 180_000)
afterAll(async () => {
  await restoreNow(app.core.db)
  await app.close()
})

const verify = (method: 'GET' | 'POST', url: string, payload?: unknown) =>
  app.call('verifier', method, url, {
    ...(payload === undefined ? {} : { payload }),
    headers: { authorization: `Bearer ${verifier}` },
  })
const items = async (url: string) => (await verify('GET', url)).body['items'] as unknown as Body[]
const milestone = async (code: string) =>
  (await items(`${path}/milestones`)).find((one) => String(one['milestone']) === code)
const reported = async () => {
  const { rows } = await sql<{ category: string; kind: string; title: string; processes: string[] }>`
    select category, kind, body ->> 'title' as title, processes from signal where source_id = 'engine' order by received_at, rev`.execute(
    app.core.db,
  )
  return rows
}
const voteDay = () => file.versions[0]?.election_day ?? ''
const later = (days: number) => Temporal.PlainDate.from(voteDay()).add({ days }).toString()
const change = (days: number) => ({
  steps: [{ act: 'move', milestone: 'election_day', date: later(days), along: 'to_come' }],
  act: { es: 'Resolución 12/2026', en: 'Resolution 12/2026' },
  reason: 'published today',
})

test('one person proposes with the effect in view, and nothing is in force before another has approved', async () => {
  const proposed = await desk.ask('second', 'POST', `${path}/calendar/revisions`, change(7))
  expect(proposed.status, JSON.stringify(proposed.body)).toBe(201)
  const moved = proposed.body['moved'] as unknown as { code: string; type: string; clock: string | null }[]
  expect(moved.find(({ code, type }) => code === 'election_day' && type === 'window')?.clock).toBe(
    'election_day',
  )
  const id = String(proposed.body['id'])
  expect((await verify('GET', `${path}/calendar`)).body['version']).toBe(1)
  const own = await desk.ask('second', 'POST', `${path}/calendar/proposals/${id}/approvals`, {})
  expect([own.status, own.body['code']]).toEqual([403, 'ACCESS_TWO_PERSON_SAME_PERSON'])
  const listed = await desk.ask('third', 'GET', `${path}/calendar/proposals`)
  expect(listed.body['items']).toMatchObject([{ id, own: false, state: 'open', origin: 'person' }])
  const approved = await desk.ask('third', 'POST', `${path}/calendar/proposals/${id}/approvals`, {})
  expect(approved.body, JSON.stringify(approved.body)).toMatchObject({ state: 'done', version: 2 })
  const again = await desk.ask('third', 'POST', `${path}/calendar/proposals/${id}/approvals`, {})
  expect(again.body['code']).toBe('PROPOSAL_DECIDED')
})

test('the lanes evaluate by the new version, new reports are dated by it, and the clock tells what moved', async () => {
  await app.drain()
  expect((await verify('GET', `${path}/calendar`)).body['version']).toBe(2)
  const { rows } = await sql<{ version: number }>`
    select calendar_version as version from lane where process = ${process}`.execute(app.core.db)
  expect(rows).toEqual([{ version: 2 }])
  const day = await verify('GET', `${path}/phases?at=${later(7)}T16:00:00Z`)
  expect(day.body['windows']).toContain('election_day')
  const [moved, ...others] = await reported()
  expect(others).toEqual([])
  expect(moved).toMatchObject({ category: 'calendar_change', processes: [process] })
  expect(moved?.title).toContain(`${voteDay()} → ${later(7)}`)
  const alerts = await sql<{ level: string }>`
    select level from alert where process = ${process} and rule_id = 'legal-deadline-missed'`.execute(
    app.core.db,
  )
  expect(alerts.rows).toEqual([{ level: 'info' }])
})

test('a proposal that was overtaken is stale, and one that fits nothing is refused with the place', async () => {
  const stale = await desk.ask('second', 'POST', `${path}/calendar/revisions`, change(14))
  const newer = await desk.ask('third', 'POST', `${path}/calendar/revisions`, change(21))
  const url = (body: Body) => `${path}/calendar/proposals/${String(body['id'])}/approvals`
  expect((await desk.ask('third', 'POST', url(stale.body), {})).body['code']).toBe('PROPOSAL_DECIDED')
  const bound = await desk.ask('first', 'POST', url(newer.body), {}) // a token of another process
  expect(bound.body['code']).toBe('PROCESS_UNKNOWN')
  const no = { decision: 'reject', note: 'not published' }
  const rejected = await desk.ask('second', 'POST', url(newer.body), no)
  expect(rejected.body).toMatchObject({ state: 'rejected', version: null })
  const wrong = { ...change(0), steps: [{ act: 'resume', at: '2026-03-05T00:00:00-04:00' }] }
  expect((await desk.ask('second', 'POST', `${path}/calendar/revisions`, wrong)).body['code']).toBe(
    'CALENDAR_STANDS',
  )
})

test('an act that nobody recorded in time is reported once; recorded, the report is taken back', async () => {
  const before = await milestone('jurors_drawn')
  expect(before?.['state']).toBe('to_come')
  await setNow(app.core.db, Temporal.Instant.from(String(before?.['speaks'])).add({ minutes: 1 }).toString())
  await app.drain()
  const missed = (await reported()).filter(({ category }) => category === 'deadline_missed')
  expect(missed.map(({ title }) => title)).toContainEqual(expect.stringContaining('Sorteo'))
  await app.drain()
  expect((await reported()).filter(({ category }) => category === 'deadline_missed')).toEqual(missed)
  expect((await milestone('jurors_drawn'))?.['state']).toBe('passed')

  const body = { round: 1, note: 'Resolución 30/2026' }
  const done = await verify('POST', `${path}/milestones/jurors_drawn/acts`, body)
  expect(done.body, JSON.stringify(done.body)).toMatchObject({ state: 'done', act: { note: body.note } })
  expect((await verify('POST', `${path}/milestones/jurors_drawn/acts`, body)).body['code']).toBe(
    'CALENDAR_ACT_RECORDED',
  )
  await app.drain()
  const taken = (await reported()).filter(
    ({ kind, title }) => kind === 'retraction' && title.includes('Sorteo'),
  )
  expect(taken).toHaveLength(1)

  // Recorded by mistake: the clock speaks again.
  const act = String(done.body['act']?.['id'])
  const withdrawn = await verify('POST', `${path}/acts/${act}/withdrawals`, { reason: 'another department' })
  expect(withdrawn.status).toBe(201)
  await app.drain()
  const again = (await reported()).filter(({ kind, title }) => kind === 'signal' && title.includes('Sorteo'))
  expect(again).toHaveLength(2)
})

test('the acts are listed in the order in which they are due', async () => {
  const due = (await items(`${path}/milestones`)).map((one) => String(one['due']))
  expect(due.length).toBeGreaterThan(5)
  expect(due).toEqual(due.toSorted())
})

test('what is not an act of this calendar, or lies ahead, is refused', async () => {
  const url = (code: string) => `${path}/milestones/${code}/acts`
  expect((await verify('POST', url('no_such'), { round: 1 })).body['code']).toBe('CALENDAR_MILESTONE_UNKNOWN')
  const wrongRound = await verify('POST', url('election_day'), { round: 5 })
  expect(String(wrongRound.body['detail'])).toContain('it has: 1')
  const ahead = { round: 1, happened_at: '2030-01-01T00:00:00Z' }
  expect((await verify('POST', url('election_day'), ahead)).body['code']).toBe('CALENDAR_ACT_FUTURE')
})

test('a newer file of the pack is a proposal where people have changed the calendar, and comes once', async () => {
  const { db, installed } = app.core
  const newer = { ...file, outcome: 'held' }
  const bring = () =>
    inTransaction(db, (trx) => importCalendars(trx, installed.pack, [newer], { activateFiles: true }))
  await bring()
  await bring()
  const listed = await desk.ask('third', 'GET', `${path}/calendar/proposals`)
  const open = listed.body['items'] as unknown as Body[]
  expect(open.map((one) => String(one['origin']))).toEqual(['file'])
  const url = `${path}/calendar/proposals/${String(open[0]?.['id'])}/approvals`
  const no = { decision: 'reject', note: 'it lacks our change' }
  expect((await desk.ask('second', 'POST', url, no)).status).toBe(201)
  await bring()
  expect((await desk.ask('third', 'GET', `${path}/calendar/proposals`)).body['items']).toEqual([])
})

test('where nobody has changed it, a newer file is in force at the start', async () => {
  const { db, installed } = app.core
  const id = 'quiet-2026'
  const opening = { id, kind: 'general', isExercise: false, clock: 'live', shards: 1 } as const
  const first = { ...file, process: id }
  await inTransaction(db, (trx) =>
    openProcess(trx, installed.pack, { ...opening, file: first, now: start.epochMilliseconds }),
  )
  const [version] = file.versions
  const second = {
    ...version!,
    version: 2,
    known_from: '2026-03-03',
    act: { es: 'Ajuste', en: 'Adjustment' },
  }
  const newer = { ...first, versions: [version!, second] }
  const bring = () =>
    inTransaction(db, (trx) => importCalendars(trx, installed.pack, [newer], { activateFiles: true }))
  await bring()
  await bring()
  expect((await verify('GET', `/v1/processes/${id}/calendar`)).body['version']).toBe(2)
  await app.drain()
})

test('what becomes known in the course of time becomes a version by itself', async () => {
  const { db, installed } = app.core
  const id = 'timed-2026'
  const [version] = file.versions
  const second = {
    ...version!,
    version: 2,
    known_from: '2026-09-01',
    act: { es: 'Anunciado', en: 'Announced' },
  }
  const timed = { ...file, process: id, versions: [version!, second] }
  const opening = { id, kind: 'general', isExercise: false, clock: 'live', shards: 1 } as const
  await inTransaction(db, (trx) =>
    openProcess(trx, installed.pack, { ...opening, file: timed, now: start.epochMilliseconds }),
  )
  await app.drain()
  expect((await verify('GET', `/v1/processes/${id}/calendar`)).body['version']).toBe(1)
  await setNow(db, '2026-09-01T12:00:00Z')
  await app.drain()
  expect((await verify('GET', `/v1/processes/${id}/calendar`)).body['version']).toBe(2)
})

test('the calendar as iCalendar: one event for the vote, whose sequence has risen', async () => {
  const { status, headers, body } = await verify('GET', `${path}/calendar.ics?lang=en`)
  expect([status, headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8'])
  const text = String(body)
  const events = text
    .split('BEGIN:VEVENT')
    .filter((one) => one.includes(`UID:${process}-election_day-1@vigia`))
  expect(events).toHaveLength(1)
  expect(events[0]).toContain('SEQUENCE:1')
  expect(events[0]).toContain(`DTSTART;VALUE=DATE:${later(7).replaceAll('-', '')}`)
  expect(events[0]).toContain('SUMMARY:Election day')
  // A deadline at the end of a day is that day's. It did not move with the vote.
  const ends = file.milestones.filter(({ code }) => code === 'candidates_close')
  expect(ends).toHaveLength(1)
  const daysOf = (code: string) =>
    [...text.matchAll(/DTSTART;VALUE=DATE:(\d{8})|UID:(\S+)@vigia/g)].reduce<{ uid: string; days: string[] }>(
      ({ uid, days }, [, day, name]) =>
        name === undefined
          ? { uid, days: uid.startsWith(`${process}-${code}-`) ? [...days, day ?? ''] : days }
          : { uid: name, days },
      { uid: '', days: [] },
    ).days
  for (const { code, date } of ends)
    expect([code, daysOf(code)]).toEqual([code, [String(date).replaceAll('-', '')]])
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true)
})
