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
