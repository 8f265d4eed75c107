// CAP files on the road of a delivery: what is published, and what refers to what.
import { describe, expect, test } from 'vitest'
import { capFaults } from '../../support/cap-checks.ts'
import { allConsent } from '../../support/delivery-world.ts'
import { useFeeds } from './feed-rig.ts'
import { addEvent, audience } from './rows.ts'

const { db, plan, run, tell, entries, rows, deliveries } = useFeeds()

describe('publishing', () => {
  test('two recipients of one feed share the file; Alert, Update and Cancel refer to what came before', async () => {
    await tell(['duty', 'liaison'])
    await tell(['duty', 'liaison'], { ordinal: 2, kind: 'raised', level: 'critical' })
    await tell(['duty', 'liaison'], { ordinal: 3, kind: 'resolved', level: null })
    const found = await rows()
    expect(found.map((one) => one.msg_type)).toEqual(['Alert', 'Update', 'Cancel'])
    const names = found.map((one) => `${one.sender},${one.identifier},${one.sent}`)
    expect(found[0]?.document).not.toContain('<references>')
    expect(found[1]?.document).toContain(`<references>${names[0]}</references>`)
    expect(found[2]?.document).toContain(`<references>${names[0]} ${names[1]}</references>`)
    expect(found.flatMap((one) => capFaults(one.document))).toEqual([])
    expect(found[0]?.sender).toBe('vigia@vigia.example.org')
    expect(await deliveries('cap-liaison')).toEqual([
      '1 duty accepted planned',
      '1 liaison accepted planned',
      '2 duty accepted planned',
      '2 liaison accepted planned',
      '3 duty accepted planned',
      '3 liaison accepted planned',
    ])
  })

  test('claimed again, the file stays as it is', async () => {
    await tell(['duty'])
    const before = await rows()
    await db()
      .updateTable('delivery')
      .set({ state: 'retry', due_at: '2026-03-20T18:31:00Z', accepted_at: null })
      .where('channel', '=', 'cap-liaison')
      .execute()
    await run()
    expect(await rows()).toEqual(before)
    expect(await deliveries('cap-liaison')).toEqual(['1 duty accepted planned'])
  })

  test('a change that comes after a later one is not published any more', async () => {
    await addEvent(db(), {}, { audiences: [audience('duty')] })
    await plan()
    await db().updateTable('delivery').set({ due_at: null }).where('channel', '=', 'cap-liaison').execute()
    await tell(['duty'], { ordinal: 2, kind: 'raised', level: 'critical' })
    await db()
      .updateTable('delivery')
      .set({ due_at: '2026-03-20T18:31:00Z' })
      .where('ordinal', '=', 1)
      .where('channel', '=', 'cap-liaison')
      .execute()
    await run()
    expect(await deliveries('cap-liaison')).toEqual(['1 duty withheld superseded', '2 duty accepted planned'])
    expect((await rows()).map((one) => one.msg_type)).toEqual(['Alert'])
  })

  test('above the clearance of the channel nothing is published', async () => {
    await db().updateTable('alert').set({ marking: 'TLP:AMBER' }).execute()
    await tell(['liaison', 'duty'])
    expect(await rows()).toEqual([])
    expect(await deliveries('cap-liaison')).toEqual([
      '1 duty withheld withheld_clearance',
      '1 liaison withheld withheld_clearance',
    ])
  })

  test('consent withdrawn: the old file is not shown any more, the end is told without what it was', async () => {
    await tell(['liaison'])
    await tell(
      ['liaison'],
      { ordinal: 2, kind: 'evidence_withdrawn', level: null },
      { consent: { ...allConsent, un: false } },
    )
    const [, last] = await rows()
    expect(last).toMatchObject({ msg_type: 'Cancel', view: 'thin' })
    expect(last?.document).not.toContain('Puerto')
    const shown = await entries('liaison')
    expect(shown.map((one) => one.id)).toEqual([`urn:uuid:${last?.identifier}`])
  })

  test('a Private file names its one reader', async () => {
    await tell(['offices'])
    const [only] = await rows()
    expect(only).toMatchObject({ scope: 'Private', edition: 'cap-private/office-norte' })
    expect(only?.document).toContain('<addresses>office-norte</addresses>')
    expect(await entries('norte')).toHaveLength(1)
    expect(await entries('duty')).toHaveLength(0)
  })
})
