// The suite about accounts of an institution on both databases: embedded in one process, PostgreSQL with two.
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { migrate } from '#platform/database/migrate.ts'
import { openPostgres } from '#platform/database/postgres.ts'
import { createIdentityProvider } from '#platform/oidc.ts'
import { testConfig } from '../support/app.ts'
import { type Institution, openInstitution, redirectUri } from '../support/institution.ts'
import { ownDatabase } from '../support/own-database.ts'
import { openDesk, signIn } from '../support/people-desk.ts'
import { silentLogger } from '../support/silent-logger.ts'
import { oidcSuite } from './oidc.suite.ts'
import type { OidcWorld } from './oidc-acts.ts'
import { oidcRefusalsSuite } from './oidc-refusals.suite.ts'
import { moveClock } from './people-world.ts'

const more = { VIGIA_ACCESS_KEY: 'q'.repeat(43), VIGIA_OIDC_ALLOWED_ACR: 'mfa, urn:two' }

async function embedded({ env }: Institution) {
  const desk = await openDesk(testConfig({ ...env, ...more }))
  return { desk, other: desk, close: () => desk.close() }
}

async function postgres({ env }: Institution) {
  const database = await ownDatabase()
  const db = openPostgres(database.url, silentLogger)
  await migrate(db)
  await db.destroy()
  const desk = await openDesk(testConfig({ ...env, ...more, DATABASE_URL: database.url }))
  const close = async () => {
    await desk.close()
    await database.drop()
  }
  return { desk, other: desk, close }
}

describe.each([
  ['embedded', embedded],
  ['postgres', postgres],
])('%s', (_name, open) => {
  let opened: OidcWorld
  beforeAll(async () => {
    const institution = await openInstitution()
    const base = await open(institution)
    const ana = await base.desk.firstAdmin('ana')
    const beto = await base.desk.firstAdmin('beto')
    opened = { ...base, institution, ana, beto }
    for (const one of [ana, beto]) expect((await signIn(one)).status).toBe(200)
  })
  afterAll(async () => {
    await opened.close()
    await opened.institution.close()
  })
  afterEach(() => moveClock(opened, '0 seconds'))
  oidcSuite(() => opened)
  oidcRefusalsSuite(() => opened)
})

describe('a provider that is not what the settings say', () => {
  const settings = { clientId: 'vigia', clientSecret: 'x'.repeat(20), secondFactors: [], redirectUri }
  const flow = { secret: 's'.repeat(43), purpose: 'oidc_sign_in' }

  test('OIDC-closed: nobody listens there, and once somebody does it is asked again', async () => {
    const institution = await openInstitution()
    const provider = createIdentityProvider({ ...settings, issuer: institution.issuer })
    institution.isDown = true
    await expect(provider.addressFor(flow)).rejects.toMatchObject({ code: 'AUTH_PROVIDER_UNAVAILABLE' })
    institution.isDown = false
    expect(await provider.addressFor(flow)).toContain(institution.issuer)
    await institution.close()
  })

  test('OIDC-metadata: its document is of another issuer', async () => {
    const institution = await openInstitution()
    const issuer = institution.issuer.replace('127.0.0.1', 'localhost')
    const provider = createIdentityProvider({ ...settings, issuer })
    await expect(provider.addressFor(flow)).rejects.toMatchObject({ code: 'AUTH_PROVIDER_UNAVAILABLE' })
    await institution.close()
  })

  test('OIDC-request: the browser is sent with PKCE (S256), state and nonce, and asks for nothing but who it is', async () => {
    const institution = await openInstitution()
    const provider = createIdentityProvider({ ...settings, issuer: institution.issuer })
    const { searchParams } = new URL(await provider.addressFor(flow))
    expect(Object.fromEntries(searchParams)).toEqual({
      client_id: 'vigia',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      state: expect.stringMatching(/^oidc_sign_in\.[0-9a-f]{64}$/),
      nonce: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(searchParams.toString()).not.toContain(flow.secret)
    await institution.close()
  })
})
