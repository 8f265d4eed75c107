// One suite for whatever wraps data keys: the key file, and a keeper outside of the process. Then what only a keeper can do: be gone, hang, lie.
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '#config/config.ts'
import { newDataKey } from '#platform/envelope.ts'
import { type KeyWrapper, newKeyLine, parseKeyRing } from '#platform/key-ring.ts'
import { openKeyService } from '#platform/key-service.ts'
import { rewrapKeys } from '#sources/key-table.ts'
import { createVault } from '#sources/vault.ts'
import { openTestApp } from '../../support/app.ts'
import { type KeyKeeper, openKeyKeeper } from '../../support/key-keeper.ts'

interface Rig {
  /** As a process that starts now would open it. */
  open(): Promise<KeyWrapper>
  renew(): void
  destroyFirst(): void
  close(): Promise<void>
}

function file(): Promise<Rig> {
  let lines = [newKeyLine('wrap')]
  const index = newKeyLine('index')
  return Promise.resolve({
    open: () => Promise.resolve(parseKeyRing([...lines, index].join('\n')).wrapper),
    renew: () => void lines.unshift(newKeyLine('wrap')),
    destroyFirst: () => {
      lines = lines.slice(0, -1)
    },
    close: () => Promise.resolve(),
  })
}

async function keeper(): Promise<Rig> {
  const one = await openKeyKeeper()
  return {
    open: () => openKeyService(one),
    renew: () => one.renew(),
    destroyFirst: () => one.destroy('k1'),
    close: () => one.close(),
  }
}

const row = '018f6d2e-0000-7000-8000-00000000aaaa'

describe.each([
  ['the key file', file],
  ['a keeper', keeper],
])('%s', (_name, openRig) => {
  let rig: Rig
  let wrapper: KeyWrapper
  beforeAll(async () => {
    rig = await openRig()
    wrapper = await rig.open()
  })
  afterAll(() => rig.close())

  test('gives back the data key that it wrapped, and wraps it differently each time', async () => {
    const dataKey = newDataKey()
    const [one, two] = [await wrapper.wrap(dataKey, row), await wrapper.wrap(dataKey, row)]
    expect(Buffer.from(one)).not.toEqual(Buffer.from(two))
    for (const wrapped of [one, two])
      expect(Buffer.from(await wrapper.unwrap(wrapped, row, wrapper.keyId))).toEqual(Buffer.from(dataKey))
    expect(Buffer.from(one).includes(dataKey)).toBe(false)
  })

  test('binds it to its row, and sees every byte that was changed', async () => {
    const wrapped = await wrapper.wrap(newDataKey(), row)
    await expect(wrapper.unwrap(wrapped, row.replace('a', 'b'), wrapper.keyId)).rejects.toThrow()
    for (const at of wrapped.keys()) {
      const changed = Uint8Array.from(wrapped)
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(wrapper.unwrap(changed, row, wrapper.keyId), `byte ${at}`).rejects.toThrow()
    }
  })

  test('after a renewal opens what the earlier key closed, until that one is destroyed', async () => {
    const dataKey = newDataKey()
    const old = await wrapper.wrap(dataKey, row)
    rig.renew()
    const renewed = await rig.open()
    expect(renewed.keyId).not.toBe(wrapper.keyId)
    expect(Buffer.from(await renewed.unwrap(old, row, wrapper.keyId))).toEqual(Buffer.from(dataKey))
    rig.destroyFirst()
    const later = await rig.open()
    await expect(later.unwrap(old, row, wrapper.keyId)).rejects.toMatchObject({ code: 'VAULT_KEY_UNKNOWN' })
  })

  test('says so of a key that it never had', async () => {
    const now = await rig.open()
    const wrapped = await now.wrap(newDataKey(), row)
    await expect(now.unwrap(wrapped, row, 'ffffffff')).rejects.toMatchObject({
      code: 'VAULT_KEY_UNKNOWN',
    })
  })
})

describe('a keeper', () => {
  let one: KeyKeeper
  beforeAll(async () => {
    one = await openKeyKeeper()
  })
  afterAll(() => one.close())

  test.each(['hang', 'nonsense', 'endless', 'redirect', 'refuse'] as const)(
    'that would %s: not available, soon, and without a word of the key',
    async (mood) => {
      one.mood = 'sound'
      const wrapper = await openKeyService(one)
      one.mood = mood
      const dataKey = newDataKey()
      const error: unknown = await wrapper.wrap(dataKey, row).catch((caught: unknown) => caught)
      expect(error).toMatchObject({ kind: 'unavailable', code: 'VAULT_KEY_SERVICE' })
      expect(JSON.stringify(error)).not.toContain(Buffer.from(dataKey).toString('base64'))
      await expect(openKeyService(one)).rejects.toMatchObject({ code: 'VAULT_KEY_SERVICE' })
      one.mood = 'sound'
    },
  )

  test('that is not there, or gets another token', async () => {
    await expect(openKeyService({ url: 'http://127.0.0.1:1', token: undefined })).rejects.toMatchObject({
      code: 'VAULT_KEY_SERVICE',
    })
    await expect(openKeyService({ url: one.url, token: 'another' })).rejects.toMatchObject({
      code: 'VAULT_KEY_SERVICE',
    })
  })

  test('is reached by TLS, or on this machine', () => {
    const set = (url: string) => readConfig({ VIGIA_VAULT_KMS_URL: url }, () => '').vault.keeper?.url
    for (const url of ['https://kms.example.org/v1', 'http://127.0.0.1:8201', 'http://localhost/'])
      expect(set(url)).toBe(url)
    for (const url of ['http://kms.example.org', 'http://127.0.0.1.example.org', 'ftp://127.0.0.1'])
      expect(() => set(url)).toThrow(/VIGIA_VAULT_KMS_URL/)
  })

  test('takes over from the key file: what comes in is wrapped by it, and what was there moves to it', async () => {
    const app = await openTestApp()
    const report = (id: string) => ({
      external_id: id,
      process: app.process,
      category: 'threat',
      place: 'BO02',
      source: { identity: { name: 'Ana Quispe' } },
    })
    expect((await app.call('desk', 'POST', '/v1/signals', { payload: report('before') })).status).toBe(201)
    const [text, settings] = [String(app.core.config.vault.keys), { sealAll: false }]
    const beside = createVault(parseKeyRing(text, await openKeyService(one)), undefined, settings)
    expect(await rewrapKeys(app.core.db, beside)).toBe(1)
    const keys = await app.core.db.selectFrom('vault.data_key').select('wrapping_key').execute()
    expect(keys.map((key) => key.wrapping_key)).toEqual([beside.ring.wrapper.keyId])
    expect(beside.ring.wrapper.keyId).toMatch(/^kms-/)
    // The file alone opens it no more.
    const alone = createVault(parseKeyRing(text), undefined, settings)
    await expect(rewrapKeys(app.core.db, alone)).rejects.toMatchObject({ code: 'VAULT_KEY_UNKNOWN' })
    await app.close()
  })
})
