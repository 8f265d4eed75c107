// A source takes its consent back: what waits is withheld, whoever was told hears that it no longer stands, and no more than that.
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { hasSomethingDue, keepWaiting } from '#delivery/keep-waiting.ts'
import { allConsent } from '../../support/delivery-world.ts'
import { plan, run, useRig } from './deliver-rig.ts'
import { addEvent, audience } from './rows.ts'

const rig = useRig()
const signal = '018f6d2e-3333-7000-8000-00000000000d'
const token = '018f6d2e-3333-7000-8000-00000000000e'
const body = {
  audiences: [audience('duty'), audience('liaison')],
  consent: allConsent,
  evidence: { ids: [signal], count: 1 },
  explain: { es: 'Nueve amenazas.', en: 'Nine threats.' },
  comparisons: [],
}

const withdraw = (answers: readonly string[]) =>
  sql`insert into consent_withdrawal (id, signal_id, rev, answers, token_id)
    values (gen_random_uuid(), ${signal}::uuid, 2, ${[...answers]}::text[], ${token}::uuid)`.execute(rig().db)

const wait = async () => {
  await keepWaiting(rig().deps, 'due')
  await plan(rig())
  await run(rig())
}

const rowsTo = async (recipient: string) =>
  (
    await sql<{ text: string }>`
    select ordinal || ' ' || channel || ' ' || state || ' ' || reason as text from delivery
    where recipient = ${recipient} order by ordinal, channel`.execute(rig().db)
  ).rows.map((row) => row.text)

const mailsTo = (recipient: string) =>
  rig()
    .sent.filter(({ target }) => target.recipient === recipient)
    .flatMap(({ message }) => (message.type === 'email' ? [message.text] : []))

test('who was told gets a thin notice; the inside reads what happened; once', async () => {
  await addEvent(rig().db, { ordinal: 1, kind: 'fired' }, body)
  await plan(rig())
  await run(rig())
  expect(mailsTo('liaison')).toEqual([expect.stringContaining('Nine threats.')])
  expect(await hasSomethingDue(rig().db)).toBe(false)
  await withdraw(['un', 'public'])
  expect(await hasSomethingDue(rig().db)).toBe(true)
  await wait()
  const [, notice, ...more] = mailsTo('liaison')
  expect(more).toEqual([])
  expect(notice).toContain('An earlier message is no longer valid or has changed.')
  expect(notice).not.toContain('Nine threats.')
  expect(mailsTo('duty').at(-1)).toContain('Una fuente retiró su consentimiento')
  await withdraw(['un'])
  await wait()
  expect(mailsTo('liaison')).toHaveLength(2)
})

test('what is planned and has not left is withheld', async () => {
  await addEvent(rig().db, { ordinal: 1, kind: 'fired' }, body)
  await plan(rig())
  await withdraw(['un'])
  await keepWaiting(rig().deps, 'due')
  await run(rig())
  expect(mailsTo('liaison').join()).not.toContain('Nine threats.')
  expect(await rowsTo('liaison')).toEqual([expect.stringContaining('withheld_consent')])
  expect(mailsTo('duty').join()).toContain('Nueve amenazas.')
})

test('the answers of other signals and other answers change nothing', async () => {
  await addEvent(rig().db, { ordinal: 1, kind: 'fired' }, { ...body, evidence: { ids: [token], count: 1 } })
  await plan(rig())
  await run(rig())
  await withdraw(['un'])
  await wait()
  const { rows } = await sql<{ kind: string }>`select kind from alert_event order by ordinal`.execute(
    rig().db,
  )
  expect(rows.map((row) => row.kind)).toEqual(['fired'])
})
