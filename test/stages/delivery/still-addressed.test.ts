// Asked again at each try (F69): a recipient that lost a place, a channel or its clearance while its message waited is not sent it, and
// whoever the routes name by now is.
import { expect, test } from 'vitest'
import type { DeliveryPack } from '#domain/delivery/delivery-pack.ts'
import { pack } from '../../support/delivery-world.ts'
import { plan, retry, run, useRig } from './deliver-rig.ts'
import { addEvent, audience, setNow } from './rows.ts'

const rig = useRig()

/** A message waits for its next try; then the routes are others, and the time of the try comes. */
async function waitAndMove(code: string, next: DeliveryPack): Promise<void> {
  await addEvent(rig().db, {}, { audiences: [audience(code)] })
  await plan(rig())
  rig().answers = [retry]
  await run(rig())
  await move(next)
}

async function move(next: DeliveryPack): Promise<void> {
  Object.assign(rig().deps, { loadPack: () => Promise.resolve(next) })
  rig().answers = []
  rig().sent.splice(0)
  await setNow(rig().db, '2026-03-20T19:31:00Z')
  await run(rig())
  await run(rig())
}

/** `2 office-norte email-office withheld recipient_revoked`, sorted. */
async function rows(): Promise<string[]> {
  const found = await rig().db.selectFrom('delivery').selectAll().execute()
  return found
    .map((one) => `${one.ordinal} ${one.recipient} ${one.channel} ${one.state} ${one.reason}`)
    .toSorted()
}
const sentTo = () =>
  rig().sent.map(({ target, message }) => `${target.recipient} ${target.channel} ${message.view}`)

const withOffices = (offices: DeliveryPack['offices'][string]): DeliveryPack => ({
  ...pack,
  offices: { offices },
})
const withAudience = (
  code: string,
  changes: Partial<(typeof pack.routing.audiences)[number]>,
): DeliveryPack => ({
  ...pack,
  routing: {
    ...pack.routing,
    audiences: pack.routing.audiences.map((one) => (one.code === code ? { ...one, ...changes } : one)),
  },
})
const otherOffices = withOffices([
  { code: 'office-norte', covers: ['AA02'], except: [] },
  { code: 'office-nueva', covers: ['AA01'], except: [] },
])

test('an office that lost the place is sent nothing more; the office that has it now is told at once', async () => {
  await waitAndMove('offices', otherOffices)
  expect(await rows()).toEqual([
    '1 office-norte email-office withheld recipient_revoked',
    '1 office-norte inbox delivered planned',
    '1 office-nueva email-office accepted planned',
    '1 office-nueva inbox delivered planned',
  ])
  expect(sentTo()).toEqual(['office-nueva email-office full'])
})

test('a recipient that lost its mailbox is told by its other ways, and by the inbox', async () => {
  await waitAndMove('liaison', withAudience('liaison', { channels: ['webhook-partner'] }))
  const own = (await rows()).filter((one) => one.includes('liaison '))
  expect(own).toEqual([
    '1 liaison email-liaison withheld no_usable_channel',
    '1 liaison inbox delivered fallback_inbox',
    '1 liaison webhook-partner accepted planned',
  ])
  expect(sentTo()).toEqual(['liaison webhook-partner full'])
})

test('an audience outside that lost its clearance is sent nothing; one inside gets the thin form', async () => {
  await waitAndMove('liaison', withAudience('liaison', { clearance: 'TLP:CLEAR' }))
  expect((await rows()).filter((one) => one.includes('email-liaison'))).toEqual([
    '1 liaison email-liaison withheld withheld_clearance',
  ])
  expect(sentTo()).toEqual([])
})

test('inside, a lost clearance leaves the thin form', async () => {
  await waitAndMove('duty', withAudience('duty', { clearance: 'TLP:CLEAR' }))
  expect(sentTo()).toEqual(['duty email-duty thin'])
})

test('a recipient that is in the routes no more is sent nothing, and the office that has the place is told', async () => {
  await waitAndMove('offices', withOffices([{ code: 'office-nueva', covers: ['AA01'], except: [] }]))
  expect((await rows()).filter((one) => one.includes('email'))).toEqual([
    '1 office-norte email-office withheld recipient_revoked',
    '1 office-nueva email-office accepted planned',
  ])
  expect(sentTo()).toEqual(['office-nueva email-office full'])
})

test('whoever has been told of a later change is not told of the earlier one as well', async () => {
  await addEvent(rig().db, {}, { audiences: [audience('offices')] })
  await plan(rig())
  rig().answers = [retry]
  await run(rig())
  Object.assign(rig().deps, { loadPack: () => Promise.resolve(otherOffices) })
  await addEvent(
    rig().db,
    { ordinal: 2, kind: 'raised', level: 'critical' },
    { audiences: [audience('offices')] },
  )
  await plan(rig())
  await move(otherOffices)
  expect((await rows()).filter((one) => one.includes('nueva'))).toEqual([
    '2 office-nueva email-office accepted planned',
    '2 office-nueva inbox delivered planned',
  ])
})

test('where the news is kept back, it is kept back from those who came in as well', async () => {
  await addEvent(rig().db, {}, { audiences: [audience('offices')] })
  await plan(rig())
  rig().answers = [retry]
  await run(rig())
  const { alert_id: id } = await rig().db.selectFrom('delivery').select('alert_id').executeTakeFirstOrThrow()
  await rig()
    .db.insertInto('suppression')
    .values({ alert_id: id, kind: 'inhibition', by_id: id, by_rule: 'other', level: 'warning' })
    .execute()
  await move(otherOffices)
  expect((await rows()).filter((one) => one.includes('nueva'))).toEqual([
    '1 office-nueva email-office withheld inhibited',
    '1 office-nueva inbox withheld inhibited',
  ])
})

test('a correction still goes to whoever had the warning', async () => {
  await addEvent(rig().db, {}, { audiences: [audience('offices')] })
  await plan(rig())
  await run(rig())
  await addEvent(
    rig().db,
    { ordinal: 2, kind: 'corrected', level: 'watch' },
    { audiences: [audience('offices')] },
  )
  await plan(rig())
  await move(otherOffices)
  expect(sentTo()).toEqual(['office-norte email-office full'])
})
