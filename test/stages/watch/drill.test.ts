// A drill from its scenario to its report, in an embedded installation: what it plays, what it says, what it refuses.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Core, drain, openCore } from '#app/create-app.ts'
import { openExercise } from '#app/first-run.ts'
import { runDrill } from '#app/run-drill.ts'
import { drillHtml, drillMarkdown } from '#domain/drill/print-report.ts'
import type { DrillReport } from '#domain/drill/report.ts'
import { readDrill } from '#registry/read-drill.ts'
import { testConfig } from '../../support/app.ts'

let core: Core
let folder: string
let report: DrillReport

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigia-drill-'))
  core = await openCore(testConfig())
  const scenario = await readDrill('rules/bo/drills/election-night.drill.yaml', core.installed.pack)
  report = await runDrill(core, {
    scenario,
    pace: 'fast',
    settle: () => drain(core),
    onProgress: () => undefined,
  })
})

afterAll(async () => {
  await core.stack.stop()
  await rm(folder, { recursive: true, force: true })
})

async function faultsOf(text: string): Promise<string> {
  const file = path.join(folder, 'x.drill.yaml')
  await writeFile(file, text)
  return readDrill(file, core.installed.pack).then(
    () => '',
    (error: Error) => error.message.replaceAll(`${file}:`, ''),
  )
}
const head = `schema: 1\nid: x\ntitle: {es: a, en: b}\naim: {es: a, en: b}\n`

test('every signal is taken, and the rules of the night speak', () => {
  expect(report.signals).toEqual({ played: 17, accepted: 17, refused: [] })
  expect(report.alerts.map((one) => one.rule)).toContain('polling-station-intimidation')
  expect(report.alerts.map((one) => one.rule)).toContain('electoral-premises-attacks')
  expect(report.alerts.every((one) => (one.last_signal_to_alert_seconds ?? -1) >= 0)).toBe(true)
})

test('it says who was told in which time, what was held back and why, and who did not answer', () => {
  const duty = report.recipients.find((one) => one.recipient === 'ombudsman-duty' && one.channel === 'inbox')
  expect(duty?.delivered).toBeGreaterThan(0)
  expect(duty?.slowest_seconds).toBeGreaterThanOrEqual(0)
  expect(report.withheld.find((one) => one.channel === 'email-duty')?.reason).toBe('exercise_guard')
  expect(report.unanswered).toEqual(report.alerts.filter((one) => one.needs_answer).map((one) => one.id))
  expect(report.unusable).toContain('email-duty')
  expect(report.unusable).not.toContain('canary')
})

test('every message of it is marked, and nothing left the house', async () => {
  const { rows } = await sql<{ message: { text?: unknown } | null; channel: string }>`
    select d.message, d.channel_type as channel from delivery d join alert a on a.id = d.alert_id
    where a.process = ${report.process} and d.accepted_at is not null`.execute(core.db)
  expect(rows.length).toBeGreaterThan(0)
  for (const { message, channel } of rows) {
    expect(channel).toBe('inbox')
    expect(JSON.stringify(message)).toContain('[SIMULACRO]')
  }
})

test('the report is marked in both languages and holds no script', () => {
  expect(drillMarkdown(report, 'es')).toMatch(/^# \[SIMULACRO\] Noche electoral/)
  expect(drillMarkdown(report, 'en')).toMatch(/^# \[EXERCISE\] Election night/)
  const html = drillHtml({ ...report, title: { es: '<b>&', en: 'x' } }, 'es')
  expect(html).toContain('&lt;b&gt;&amp;')
  expect(html).not.toMatch(/<script|<b>&|https?:/)
  expect(html.match(/SIMULACRO/g)?.length).toBeGreaterThanOrEqual(3)
})

test('it enters no process that is there already', async () => {
  const { process } = await openExercise(core)
  await sql`update electoral_process set is_exercise = false where id = ${process}`.execute(core.db)
  const scenario = await readDrill('rules/bo/drills/campaign.drill.yaml', core.installed.pack)
  const again = (id: string) =>
    runDrill(core, {
      scenario,
      pace: 'fast',
      process: id,
      settle: () => drain(core),
      onProgress: () => undefined,
    })
  await expect(again(process)).rejects.toThrow(/a real process: no drill is played in it/)
  await expect(again(report.process)).rejects.toThrow(/an exercise that is there already/)
})

test('a scenario cannot speak of a process, an exercise mark or times of its own', async () => {
  const said = await faultsOf(
    `${head}start: {phase: campaign}\nlasts: 1h\nsteps:\n  - {at: 1m, signal: {category: threat, place: BO02, process: bo-2025-general}}\n`,
  )
  expect(said).toMatch(/^8:\d+ unknown-key steps\[0\]\.signal\.process/)
})

test('every fault stands where it is, with the nearest code', async () => {
  const said = await faultsOf(
    `${head}start: {milestone: polls_clos, offset: -30m}\nlasts: 1h\nsteps:\n  - {at: 2h, signal: {category: threatt, place: Atlantis}}\n`,
  )
  expect(said).toContain(
    '5:20 unknown-code start.milestone: no milestone polls_clos, did you mean polls_close',
  )
  expect(said).toMatch(
    /8:\d+ unknown-code steps\[0\]\.signal\.category: no category threatt, did you mean threat/,
  )
  expect(said).toMatch(/8:\d+ unknown-code steps\[0\]\.signal\.place: no place Atlantis/)
  expect(said).toMatch(/8:\d+ order steps\[0\]\.at: is after the end of the drill/)
})
