// The shipped pack's own routes: which offices an alert in Bolivia reaches, and what waits for approval.
import { expect, test } from 'vitest'
import { deliveryPackOf } from '#domain/delivery/delivery-pack.ts'
import { planFor } from '#domain/delivery/plan.ts'
import { createGazetteer } from '#domain/place.ts'
import { readPack } from '#registry/read-pack.ts'
import { anAlert, anEvent, anOccasion, aWorld } from '../../support/delivery-world.ts'
import { audience } from './rows.ts'

const { pack: country, routing } = await readPack('rules/bo')
const pack = deliveryPackOf(country, routing, createGazetteer(country))
const isUsable = (channel: { type: string }) => channel.type === 'console' || channel.type === 'email'
const rowsFor = (place: string, codes: readonly string[], body: Record<string, unknown> = {}) => {
  const event = anEvent({}, { audiences: codes.map((code) => audience(code)), ...body })
  return planFor(anOccasion({ pack, event, alert: anAlert({ place }) }), aWorld({ isUsable }))
}
const recipients = (place: string) => [
  ...new Set(rowsFor(place, ['department-office']).map((row) => row.recipient)),
]

test.each([
  ['BO020105', ['office-el-alto']],
  ['BO020101', ['office-la-paz']],
  ['BO02', ['office-la-paz', 'office-el-alto']],
  ['BO03', ['office-cochabamba']],
])('%s: %j', (place, offices) => {
  expect(recipients(place)).toEqual(offices)
})

test('a national alert reaches every office', () => {
  expect(recipients('BO').length).toBe(10)
})

test('the liaison gets a draft, and the text message has no code yet', () => {
  const rows = rowsFor('BO03', ['ombudsman-duty', 'un-liaison']).map(
    (row) => `${row.recipient} ${row.channel} ${row.state} ${row.reason}`,
  )
  expect(rows).toEqual([
    'ombudsman-duty inbox planned planned',
    'ombudsman-duty email-duty planned planned',
    'ombudsman-duty sms-duty withheld no_usable_channel',
    'un-liaison email-liaison draft draft',
    'un-liaison cap-liaison withheld no_usable_channel',
  ])
})

test('on election day the room is told as well, and is read in its own inbox', () => {
  const rows = rowsFor('BO03', ['ombudsman-duty'], { window: 'election_day' })
  expect(rows.map((row) => `${row.recipient} ${row.channel}`)).toContain('election-day-room room-screen')
})

test('places are written with what contains them, smallest first', () => {
  expect(pack.placeText('BO03')).toBe('Cochabamba')
  expect(pack.placeText('BO')).toMatch(/Bolivia/)
  expect(pack.lineageOf('nowhere')).toEqual(['nowhere'])
  expect(pack.clockOf('election_day')).toBe('election_day')
  expect(pack.clockOf(null)).toBe('normal')
})
