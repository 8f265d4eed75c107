// The versions of a calendar, and what a moved date would change: shown and not stored.
import { expect, test } from 'vitest'
import { sharedApp } from '../support/app.ts'

const app = await sharedApp()
const path = `/v1/processes/${app.process}/calendar`

test('C20 a preview names what would move, and the calendar stays as it was', async () => {
  const before = (await app.call('analyst', 'GET', path)).body
  const milestones = before['milestones'] as unknown as Record<string, { from: string }>
  const day = Temporal.Instant.from(milestones['election_day']?.from ?? '')
    .toZonedDateTimeISO('America/La_Paz')
    .toPlainDate()
  const payload = {
    steps: [{ act: 'move', milestone: 'election_day', date: day.add({ days: 7 }).toString() }],
  }
  const { status, body } = await app.call('analyst', 'POST', `${path}:preview`, { payload })
  expect(status).toBe(200)
  const moved = body['moved'] as unknown as { type: string; code: string; before: { from: string } }[]
  expect(moved.find((one) => one.code === 'election_day')?.before.from).toBe(milestones['election_day']?.from)
  expect(moved.some((one) => one.type !== 'milestone')).toBe(true)
  expect((await app.call('analyst', 'GET', path)).body).toEqual(before)
})

test('what cannot be moved is refused with the place to look, and an unknown process is not found', async () => {
  const payload = { steps: [{ act: 'move', milestone: 'no_such', date: '2027-01-01' }] }
  const refused = await app.call('analyst', 'POST', `${path}:preview`, { payload })
  expect(refused).toMatchObject({ status: 422, body: { code: 'CALENDAR_MILESTONE_UNKNOWN' } })
  const unknown = await app.call('analyst', 'POST', '/v1/processes/none/calendar:preview', { payload })
  expect(unknown.status).toBe(404)
})

test('every version of the calendar is listed with the act that made it', async () => {
  const { body } = await app.call('analyst', 'GET', `${path}/revisions`)
  const [first] = body['items'] as unknown as { version: number; act: { es: string } }[]
  expect(first?.version).toBe(1)
  expect(first?.act.es).not.toBe('')
})

interface Stretch {
  readonly from: string
  readonly to: string
  readonly first_day: string | null
  readonly last_day: string | null
}

const startOf = (day: string, days = 0) =>
  Temporal.PlainDate.from(day).add({ days }).toZonedDateTime('America/La_Paz').toInstant().toString()

async function milestonesNow(): Promise<(code: string) => Stretch> {
  const { body } = await app.call('analyst', 'GET', path)
  const all = body['milestones'] as unknown as Record<string, Stretch>
  return (code) => {
    const one = all[code]
    if (one === undefined) throw new Error(`the exercise has no ${code}`)
    return one
  }
}

test('C21 an act that is given by its day has that day, also where only its end counts; an hour has none', async () => {
  const milestone = await milestonesNow()
  const { from: midnight, first_day: first, last_day: last } = milestone('campaign_acts_close')
  expect(first).toBe(last)
  expect(midnight).toBe(startOf(last ?? '', 1))
  const vote = milestone('election_day')
  expect(vote.last_day).toBe(vote.first_day)
  expect(vote.from).toBe(startOf(vote.first_day ?? ''))
  expect(milestone('polls_open')).toMatchObject({ first_day: null, last_day: null })
  const payload = { steps: [{ act: 'move', milestone: 'campaign_acts_close', date: last }] }
  expect((await app.call('analyst', 'POST', `${path}:preview`, { payload })).body).toEqual({ moved: [] })
})

test('C21 spans that end with a day name the last day that belongs to them', async () => {
  const { body } = await app.call('analyst', 'GET', path)
  const ended = (body['spans'] as unknown as Stretch[]).filter(({ last_day: day }) => day !== null)
  expect(ended.length).toBeGreaterThan(0)
  for (const { to, last_day: day } of ended) expect(to).toBe(startOf(day ?? '', 1))
})

test('an act of the legal clock that is due with the end of a day names that day', async () => {
  const list = await app.call('analyst', 'GET', `/v1/processes/${app.process}/milestones`)
  const items = list.body['items'] as unknown as { milestone: string; due_day: string | null }[]
  const vote = items.find(({ milestone }) => milestone === 'election_day')
  expect(vote?.due_day).toBe((await milestonesNow())('election_day').first_day)
})
