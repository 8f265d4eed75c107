// What two persons decide, attacked: the same person twice, stale and replayed proposals, both at once, a right taken away midway.
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { invited, type Person, signIn } from '../support/people-desk.ts'
import { administrator, approve, colleague, give, personOf, reason, type World } from './people-world.ts'

export function twoPersonSuite(world: World): void {
  const db = () => world().desk.core.db
  let carla: Person
  beforeAll(async () => {
    carla = await administrator(world(), 'carla', 'system_admin')
  })

  /** Somebody who is to become a rules administrator; ana has proposed it. */
  async function proposed(handle: string) {
    const person = await invited(world().desk, world().ana, { name: `Promovida ${handle}`, handle })
    const proposal = await give(world().ana, person, 'rules_admin')
    expect(proposal.status).toBe(202)
    return { person, proposal }
  }

  async function grantsOf(person: Person): Promise<string[]> {
    const { rows } = await sql<{ role: string }>`
      select role from role_grant where account_id = ${person.account}::uuid and revoked_at is null`.execute(
      db(),
    )
    return rows.map((row) => row.role)
  }

  describe('a role of administrators', () => {
    test('begins with the approval of another person, and not before', async () => {
      const { person, proposal } = await proposed('p-straight')
      expect(await grantsOf(person)).toEqual([])
      const approved = await approve(world().beto, proposal)
      expect([approved.status, await grantsOf(person)]).toEqual([201, ['rules_admin']])
      expect((await signIn(person)).status).toBe(200)
      expect((await person.seat.call('GET', '/v1/rules')).status).toBe(200)
      expect((await person.seat.call('GET', '/v1/accounts')).body['code']).toBe('AUTH_SCOPE_MISSING')
    })

    test('ADV4-second-account: is not approved by its proposer, nor by a second account of the same person', async () => {
      const { ana } = world()
      const { person, proposal } = await proposed('p-twice')
      expect((await approve(ana, proposal)).body['code']).toBe('ACCESS_TWO_PERSON_SAME_PERSON')
      // carla proposes and beto approves: the person of ana gets a second account with the same role.
      const second = await invited(world().desk, ana, { person: await personOf(ana), handle: 'ana-dos' })
      const role = await give(carla, second, 'system_admin')
      expect((await approve(world().beto, role)).status).toBe(201)
      expect((await signIn(second)).status).toBe(200)
      expect((await approve(second, proposal)).body['code']).toBe('ACCESS_TWO_PERSON_SAME_PERSON')
      await expect(
        sql`insert into approval (proposal_id, approver, decision)
          values (${String(proposal.body['id'])}::uuid, ${second.account}::uuid, 'approve')`.execute(db()),
      ).rejects.toThrow(/approval_by_another_person/)
      expect(await grantsOf(person)).toEqual([])
    })

    test('is given to oneself by nobody, not with a helper either', async () => {
      const { ana, beto } = world()
      const own = await give(ana, ana, 'verifier')
      expect([own.status, own.body['code']]).toEqual([403, 'ACCESS_OWN_GRANT'])
      const proposal = await give(beto, carla, 'rules_admin')
      expect((await approve(carla, proposal)).body['code']).toBe('ACCESS_OWN_GRANT')
    })

    test('cannot be written past the rule: the database refuses a grant without, with a foreign or with a used approval', async () => {
      const { person, proposal } = await proposed('p-raw')
      const other = await proposed('p-other')
      expect((await approve(world().beto, other.proposal)).status).toBe(201)
      const write = (id: string | null) =>
        sql`insert into role_grant (id, account_id, role, territory, marking, reason, granted_by, proposal_id, expires_at)
          values (gen_random_uuid(), ${person.account}::uuid, 'rules_admin', '{BO}', 'TLP:AMBER', 'x', ${carla.account}::uuid,
            ${id}::uuid, app.now() + interval '1 day')`.execute(db())
      await expect(write(null)).rejects.toThrow(/second_person/)
      await expect(write(String(proposal.body['id']))).rejects.toThrow(/second_person/)
      await expect(write(String(other.proposal.body['id']))).rejects.toThrow(/second_person|unique/)
      await expect(
        sql`update role_grant set role = 'system_admin' where account_id = ${other.person.account}::uuid`.execute(
          db(),
        ),
      ).rejects.toThrow(/never edited/)
      expect(await grantsOf(person)).toEqual([])
    })

    test('a stale proposal: the account has got another right since', async () => {
      const { person, proposal } = await proposed('p-stale')
      expect((await give(world().ana, person, 'analyst')).status).toBe(201)
      const late = await approve(world().beto, proposal)
      expect([late.status, late.body['code']]).toEqual([409, 'RULE_CHANGED_SINCE_PROPOSAL'])
      expect(await grantsOf(person)).toEqual(['analyst'])
    })

    test('a replayed approval decides nothing twice', async () => {
      const { person, proposal } = await proposed('p-replay')
      expect((await approve(world().beto, proposal)).status).toBe(201)
      for (const by of [world().beto, carla])
        expect((await approve(by, proposal)).body['code']).toBe('PROPOSAL_DECIDED')
      expect(await grantsOf(person)).toEqual(['rules_admin'])
    })

    test('two approvals at once make one grant', async () => {
      const { person, proposal } = await proposed('p-both')
      const answers = await Promise.all([approve(world().beto, proposal), approve(carla, proposal)])
      expect(answers.map((one) => one.status).toSorted((a, b) => a - b)).toEqual([201, 409])
      expect(await grantsOf(person)).toEqual(['rules_admin'])
    })

    test('ADV4-demoted-approver: an approver whose right was taken away while the page was open approves nothing', async () => {
      const dora = await administrator(world(), 'dora', 'system_admin')
      const { person, proposal } = await proposed('p-demoted')
      expect((await dora.seat.call('GET', '/v1/me')).status).toBe(200)
      // Past the API, so that the process still believes in the right for a moment.
      await sql`update role_grant set revoked_at = app.now() where account_id = ${dora.account}::uuid`.execute(
        db(),
      )
      const answer = await approve(dora, proposal)
      expect([401, 403]).toContain(answer.status)
      expect(['ACCESS_DEMOTED', 'AUTH_TOKEN_MISSING']).toContain(answer.body['code'])
      await expect(
        sql`insert into approval (proposal_id, approver, decision)
          values (${String(proposal.body['id'])}::uuid, ${dora.account}::uuid, 'approve')`.execute(db()),
      ).rejects.toThrow(/demoted/)
      expect(await grantsOf(person)).toEqual([])
    })
  })

  describe('roles that exclude each other', () => {
    test('rules_admin beside system_admin, auditor beside any', async () => {
      const analyst = await colleague(world(), 'only-analyst', 'analyst')
      const auditor = await give(world().ana, analyst, 'auditor')
      expect((await approve(world().beto, auditor)).body['code']).toBe('ACCESS_ROLE_CONFLICT')
      const rules = await give(world().ana, carla, 'rules_admin')
      expect((await approve(world().beto, rules)).body['code']).toBe('ACCESS_ROLE_CONFLICT')
    })

    test('also by a token, and by a second account of the person', async () => {
      const auditor = await administrator(world(), 'auditora', 'auditor')
      const person = await personOf(auditor)
      const token = { label: 'teléfono', person, territory: ['BO'] }
      const issued = await world().ana.seat.call('POST', '/v1/tokens', token)
      expect(issued.body['code']).toBe('ACCESS_ROLE_CONFLICT')
      const second = await invited(world().desk, world().ana, { person, handle: 'auditora-dos' })
      expect((await give(world().ana, second, 'analyst')).body['code']).toBe('ACCESS_ROLE_CONFLICT')
    })

    test('also when both are given at the same moment', async () => {
      const { ana, beto } = world()
      const person = await invited(world().desk, ana, { name: 'A la vez', handle: 'at-once' })
      const proposal = await give(ana, person, 'auditor')
      const answers = await Promise.all([approve(beto, proposal), give(carla, person, 'analyst')])
      const given = answers.filter((one) => one.status === 201)
      expect(given).toHaveLength(1)
      expect(await grantsOf(person)).toHaveLength(1)
    })
  })

  test('a grant that is taken away is gone at once, and the reason is kept', async () => {
    const person = await colleague(world(), 'revoked', 'verifier')
    const { body } = await person.seat.call('GET', '/v1/auth/session')
    const revoked = await world().ana.seat.call('POST', `/v1/grants/${String(body['grant'])}:revoke`, {
      reason,
    })
    expect(revoked.status).toBe(200)
    expect((await person.seat.call('GET', '/v1/me')).status).toBe(401)
    const { rows } = await sql`
      select n.text from audit_event e join audit_note n on n.hash = e.detail ->> 'note'
      where e.action = 'grant.revoked' and e.object_id = ${person.account}`.execute(db())
    expect(rows).toEqual([{ text: reason }])
  })
}
