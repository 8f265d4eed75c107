// One country, one database: its rules, lanes and tokens mean nothing in another.
import { expect, test } from 'vitest'
import { importPack, loadPack } from '#registry/import-pack.ts'
import { latestActivation } from '#registry/rule-store.ts'
import { sharedApp } from '../support/app.ts'

test('the pack of another country does not start on it, says what to do, and changes nothing', async () => {
  const { core } = await sharedApp()
  const before = await latestActivation(core.db)
  const other = await loadPack('test/fixtures', 'pack-xx')
  expect(other.rules.rules.map(({ rule }) => rule.id)).toEqual(['serious-threat'])
  await expect(importPack(core.db, other, { activateFiles: true })).rejects.toThrow(
    /holds processes of BO .*set VIGIA_COUNTRY=bo, or give XX its own VIGIA_DATA_DIR or DATABASE_URL/,
  )
  expect(await latestActivation(core.db)).toEqual(before)
})
