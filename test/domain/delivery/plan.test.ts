import { describe, expect, test } from 'vitest'
import { planFor } from '#domain/delivery/plan.ts'
import type { PlannedRow, Told } from '#domain/delivery/planned-row.ts'
import { allConsent, anAlert, anEvent, anOccasion, aWorld } from '../../support/delivery-world.ts'

const brief = (rows: readonly PlannedRow[]) =>
  rows.map((row) => `${row.recipient} ${row.channel} ${row.state} ${row.reason}`)
const audience = (code: string, more: object = {}) => ({
  audience: code,
  from: 'watch',
  ack_within_ms: null,
  release: 'automatic',
  ...more,
})
const planned = (body: object, alert: object = {}, world: object = {}) =>
  brief(planFor(anOccasion({ event: anEvent({}, { ...body }), alert: anAlert(alert) }), aWorld(world)))

describe('who is told', () => {
  test('an audience gets a row for each of its channels, and a channel without code says so', () => {
    expect(planned({})).toEqual([
      'duty inbox planned planned',
      'duty email-duty planned planned',
      'duty sms-duty withheld no_usable_channel',
    ])
  })

  test('critical goes first and everything is due at once', () => {
    const rows = planFor(anOccasion({ event: anEvent({ level: 'critical' }) }), aWorld())
    expect(rows[0]).toMatchObject({ priority: 0, level: 'critical', dueAt: aWorld().now })
    expect(planFor(anOccasion({ event: anEvent({ level: 'watch' }) }), aWorld())[0]?.priority).toBe(2)
  })

  test.each([
    ['AA0101', ['office-norte']],
    ['AA0105', ['office-altura']],
    ['AA01', ['office-norte', 'office-altura']],
    ['AA02', ['office-sur']],
    ['AA', ['office-norte', 'office-altura', 'office-sur']],
  ])('an alert in %s concerns %j', (place, offices) => {
    const rows = planFor(
      anOccasion({ alert: anAlert({ place }), event: anEvent({}, { audiences: [audience('offices')] }) }),
      aWorld(),
    )
    expect([...new Set(rows.map((row) => row.recipient))]).toEqual(offices)
  })

  test('an office has a mailbox of its own, a shared mailbox gets one copy', () => {
    const event = anEvent(
      {},
      { audiences: [audience('duty'), audience('room'), audience('offices')], window: 'election_day' },
    )
    const rows = brief(planFor(anOccasion({ event }), aWorld()))
    expect(rows).toContain('duty email-duty planned planned')
    expect(rows).toContain('room email-duty withheld same_destination')
    expect(rows).toContain('office-norte email-office planned planned')
  })

  test('a route adds an audience while its window is open', () => {
    const rows = brief(planFor(anOccasion({ event: anEvent({}, { window: 'election_day' }) }), aWorld()))
    expect(rows).toContain('room inbox planned planned')
  })

  test('an audience off duty is not told, and the one at the root stands in', () => {
    expect(planned({ audiences: [audience('room')] })).toEqual([
      'room inbox withheld audience_not_on_duty',
      'duty inbox planned last_resort',
    ])
  })

  test('below the level that the rule asks for, nobody is told and nobody stands in', () => {
    expect(planned({ audiences: [audience('duty', { from: 'critical' })] })).toEqual([
      'duty inbox withheld below_level',
    ])
  })

  test('an event that names nobody reaches the root of the tree', () => {
    expect(planned({ audiences: [] })).toEqual(['duty inbox planned last_resort'])
    expect(planned({ audiences: [audience('no-such-audience')] })).toEqual(['duty inbox planned last_resort'])
  })
})

describe('who is left out, and why', () => {
  test('without consent nothing goes outside; the institution is told all the same', () => {
    const consent = { ...allConsent, un: false }
    expect(planned({ audiences: [audience('duty'), audience('liaison')], consent })).toContain(
      'liaison email-liaison withheld withheld_consent',
    )
  })

  test('an alleged actor is not told about itself', () => {
    const body = { audiences: [audience('duty'), audience('police')], evidence_actors: ['state_security'] }
    expect(planned(body)).toContain('police email-liaison withheld withheld_conflict_of_interest')
    expect(planned({ ...body, evidence_actors: ['party'] })).toContain('police email-liaison planned planned')
  })

  test('a marking above the clearance of an outside audience', () => {
    expect(
      planned({ audiences: [audience('duty'), audience('liaison')] }, { marking: 'TLP:AMBER+STRICT' }),
    ).toContain('liaison email-liaison withheld withheld_clearance')
  })

  test('a red alert leaves the inbox of those not cleared and still reaches them by the thin mail', () => {
    expect(planned({}, { marking: 'TLP:RED' })).toEqual([
      'duty inbox withheld withheld_clearance',
      'duty email-duty planned planned',
      'duty sms-duty withheld no_usable_channel',
    ])
  })

  test('a red alert where there is no mail reaches the root by its inbox', () => {
    const rows = planned(
      {},
      { marking: 'TLP:RED' },
      { isUsable: (channel: { type: string }) => channel.type === 'console' },
    )
    expect(rows).toContain('duty inbox planned last_resort')
    expect(rows).not.toContain('duty inbox withheld withheld_clearance')
  })

  test('release by approval makes drafts, by rule or by route', () => {
    const rows = planned({ audiences: [audience('duty'), audience('liaison', { release: 'approval' })] })
    expect(rows).toContain('liaison email-liaison draft draft')
    const info = anEvent({ level: 'info' }, { audiences: [audience('partners', { from: 'info' })] })
    expect(brief(planFor(anOccasion({ event: info }), aWorld()))).toContain(
      'partners webhook-partner draft draft',
    )
  })

  test('a draft outside is no telling inside', () => {
    expect(planned({ audiences: [audience('liaison', { release: 'approval' })] })).toContain(
      'duty inbox planned last_resort',
    )
  })

  test.each([{ alert: { isExercise: true } }, { world: { isReplay: true } }])(
    'nothing leaves %j but to the inbox',
    (given) => {
      const rows = planned({ audiences: [audience('duty'), audience('liaison')] }, given.alert, given.world)
      expect(rows).toEqual([
        'duty inbox planned planned',
        'duty email-duty withheld exercise_guard',
        'duty sms-duty withheld exercise_guard',
        'liaison email-liaison withheld exercise_guard',
        'liaison inbox planned fallback_inbox',
      ])
    },
  )

  test('a recipient without a usable channel finds it in the inbox', () => {
    expect(
      planned(
        { audiences: [audience('duty'), audience('partners')] },
        {},
        { isUsable: (c: { type: string }) => c.type === 'console' },
      ),
    ).toEqual([
      'duty inbox planned planned',
      'duty email-duty withheld no_usable_channel',
      'duty sms-duty withheld no_usable_channel',
      'partners webhook-partner withheld no_usable_channel',
      'partners inbox planned fallback_inbox',
    ])
  })
})

describe('which events are told', () => {
  const told: Told[] = [{ audience: 'liaison', recipient: 'liaison', channel: 'email-liaison' }]
  const notice = (kind: string, body: object = {}) =>
    brief(
      planFor(
        anOccasion({ event: anEvent({ kind, notify: false, level: null }, { ...body }) }),
        aWorld({ told }),
      ),
    )

  test.each(['resolved', 'expired', 'evidence_withdrawn', 'corrected'])(
    '%s goes to whoever was told, and to nobody else',
    (kind) => {
      expect(notice(kind)).toEqual(['liaison email-liaison planned planned'])
      expect(planFor(anOccasion({ event: anEvent({ kind, notify: true }) }), aWorld())).toEqual([])
    },
  )

  test('a closing still reaches those whose consent is gone; the message is then the thin one', () => {
    expect(notice('resolved', { consent: { ...allConsent, un: false } })).toEqual([
      'liaison email-liaison planned planned',
    ])
  })

  test.each(['lowered', 'acknowledged', 'comment'])('%s is for the timeline only', (kind) => {
    expect(notice(kind)).toEqual([])
  })
})
