// Scoring over a lane, with real rules and real SQL: what must hold however many work on it, however the entries are cut, whatever fails.
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTransaction } from '#platform/database/database.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import { scoreLane } from '#scoring/score-lane.ts'
import type { TestDatabase } from '../support/databases.ts'
import { type LaneWorld, openLaneWorld, type Report, someReports } from '../support/lane-world.ts'

export function laneConformance(
  name: string,
  open: () => Promise<TestDatabase>,
  can: { readonly concurrent: boolean },
): void {
  describe(`a lane on ${name}`, { timeout: 600_000 }, () => {
    // On a database with one session the case cannot come up, so there is no test of it.
    const whereConcurrent = (title: string, work: () => Promise<void>) => {
      if (can.concurrent) test(title, work)
    }
    let world: LaneWorld
    beforeAll(async () => {
      world = await openLaneWorld(await open())
    }, 600_000)
    afterAll(() => world.close())

    const threat = (minutes: number, root: string, place = 'BO02'): Report => ({
      minutes,
      category: 'threat',
      root,
      place,
      severity: 3,
      target: 'candidate',
    })
    const attack = (minutes: number, root: string): Report => ({
      minutes,
      category: 'attack_on_premises',
      root,
      place: 'BO08',
      severity: 4,
      target: 'electoral_body',
    })

    test('four scorers over one lane take every entry once, at dense positions', async () => {
      const lane = await world.newLane()
      const reports = someReports(1, 120)
      const scorers = Array.from({ length: 4 }, () => world.scorer(7))
      await world.post(lane, reports.slice(0, 60))
      const posting = world.post(lane, reports.slice(60))
      while ((await world.waiting(lane)) > 0)
        await Promise.all(scorers.map((deps) => scoreLane(deps, lane.number)))
      await posting
      while ((await world.waiting(lane)) > 0)
        await Promise.all(scorers.map((deps) => scoreLane(deps, lane.number)))
      const log = await world.log(lane)
      expect(log.map((one) => one.pos)).toEqual(log.map((_, index) => index + 1))
      const signals = log.filter((one) => one.kind === 'signal').map((one) => one.ref)
      expect(signals.length).toBe(120)
      expect(new Set(signals).size).toBe(120)
      const alone = await world.newLane()
      await world.post(alone, reports)
      await scoreLane(world.scorer(500), alone.number)
      // The two halves may have been taken up in another order than they were posted, so what is compared is what does not hang on it.
      const counted = (state: Awaited<ReturnType<LaneWorld['state']>>) => state.contributions.length
      expect(counted(await world.state(lane))).toBe(counted(await world.state(alone)))
    })

    test('one batch, batches of one and batches of any size in between leave the same rows: alerts, history, state, timers', async () => {
      const reports = someReports(2, 150)
      const states: unknown[] = []
      for (const batch of [500, 1, 13]) {
        const lane = await world.newLane()
        await world.post(lane, reports)
        await scoreLane(world.scorer(batch), lane.number)
        states.push(await world.state(lane))
      }
      const [whole, ...others] = states
      expect((whole as Awaited<ReturnType<LaneWorld['state']>>).alerts.length).toBeGreaterThan(3)
      for (const other of others) expect(other).toEqual(whole)
    })

    test('a scorer whose memory is older than the lane reads it anew', async () => {
      const lane = await world.newLane()
      const [first, second] = [world.scorer(500), world.scorer(500)]
      const steps = [
        [first, threat(0, 'radio-a')],
        [second, threat(10, 'ngo-b')],
        [first, threat(20, 'police-c')],
        [second, threat(30, 'court-d')],
        [first, threat(40, 'radio-e')],
      ] as const
      for (const [scorer, report] of steps) {
        await world.post(lane, [report])
        await scoreLane(scorer, lane.number)
      }
      const { alerts } = await world.state(lane)
      expect(alerts).toEqual([
        expect.objectContaining({
          rule_id: 'candidate-threats',
          level: 'warning',
          explain: expect.objectContaining({ en: expect.stringContaining('5 threats from 5 sources') }),
        }),
      ])
    })

    test('an entry that no step survives is put aside after three starts, and the lane goes on', async () => {
      const lane = await world.newLane()
      await world.post(lane, [threat(0, 'radio-a'), threat(1, 'ngo-b')])
      const poison = {
        process: lane.process,
        kind: 'indicator',
        ref: '999999',
        rev: null,
        receivedAt: world.at(2),
      } as const
      await inTransaction(world.db, (trx) => appendInbox(trx, [poison]))
      await world.post(lane, [threat(3, 'police-c')])
      const scorer = world.scorer(4)
      let starts = 0
      while ((await world.waiting(lane)) > 0 && starts < 40) {
        starts += 1
        await scoreLane(scorer, lane.number).catch(() => undefined)
      }
      expect(starts).toBeLessThan(40)
      const aside = await world.db
        .selectFrom('quarantine')
        .selectAll()
        .where('lane', '=', lane.number)
        .execute()
      expect(aside.map((one) => [one.kind, one.ref])).toEqual([['indicator', '999999']])
      const log = await world.log(lane)
      expect(log.map((one) => one.pos)).toEqual(log.map((_, index) => index + 1))
      expect((await world.state(lane)).alerts).toEqual([
        expect.objectContaining({ rule_id: 'candidate-threats', level: 'watch' }),
      ])
      const { rows } = await sql<{
        attempts: number
        limit: number | null
      }>`select attempts, batch_limit as "limit" from lane where lane = ${lane.number}`.execute(world.db)
      expect(rows).toEqual([{ attempts: 0, limit: null }])
    })

    test('in a lane whose clock is the record’s, time passes by entries only', async () => {
      const lane = await world.newLane()
      const scorer = world.scorer(500)
      await world.post(lane, [attack(0, 'radio-a'), attack(1, 'ngo-b'), attack(2, 'police-c')])
      await scoreLane(scorer, lane.number)
      const level = async () =>
        (await world.state(lane)).alerts.find((one) => one.rule_id === 'electoral-premises-attacks')?.level
      expect(await level()).toBe('watch')
      // Our clock is months past the hour that the level has to hold; nothing happens by that.
      const { rows } = await sql<{
        due: number
      }>`select count(*) as due from timer where lane = ${lane.number} and due < app.now()`.execute(world.db)
      expect(rows[0]?.due).toBeGreaterThan(0)
      await scoreLane(scorer, lane.number)
      expect(await level()).toBe('watch')
      await world.post(lane, [threat(61, 'radio-a', 'BO09')])
      await scoreLane(scorer, lane.number)
      expect(await level()).toBe('watch')
      await world.post(lane, [threat(63, 'radio-a', 'BO09')])
      await scoreLane(scorer, lane.number)
      expect(await level()).toBe('warning')
      const raised = (await world.state(lane)).history.find((one) => one.kind === 'raised')
      expect(raised?.lt).toBe(world.at(62))
    })

    test('a step that fails when it commits leaves everything as it was, and the next one does all of it once', async () => {
      const lane = await world.newLane()
      const scorer = world.scorer(500)
      await world.post(lane, [threat(0, 'radio-a'), threat(1, 'ngo-b')])
      await scoreLane(scorer, lane.number)
      await world.post(lane, [threat(2, 'police-c')])
      const before = [await world.state(lane), await world.log(lane), await world.waiting(lane)]
      await sql
        .raw(
          `create function app.fail_late() returns trigger language plpgsql as 'begin raise exception ''power cut''; end'`,
        )
        .execute(world.db)
      await sql
        .raw(
          'create constraint trigger fail_late after insert on log deferrable initially deferred for each row execute function app.fail_late()',
        )
        .execute(world.db)
      await expect(scoreLane(scorer, lane.number)).rejects.toThrow(/power cut/)
      expect([await world.state(lane), await world.log(lane), await world.waiting(lane)]).toEqual(before)
      await sql.raw('drop trigger fail_late on log').execute(world.db)
      await sql.raw('drop function app.fail_late()').execute(world.db)
      await scoreLane(scorer, lane.number)
      const { alerts, history } = await world.state(lane)
      expect(alerts).toEqual([
        expect.objectContaining({ rule_id: 'candidate-threats', level: 'watch', last_ordinal: 1 }),
      ])
      expect(history).toHaveLength(1)
    })

    test('ADV5-report-sent-again: the same entry twice in the inbox, as a correction sent twice would be, changes no count', async () => {
      const lane = await world.newLane()
      await world.post(lane, [threat(0, 'radio-a'), threat(1, 'ngo-b'), threat(2, 'police-c')])
      const scorer = world.scorer(500)
      await scoreLane(scorer, lane.number)
      const [signal] = (await world.log(lane)).filter((one) => one.kind === 'signal')
      const again = {
        process: lane.process,
        kind: 'correction',
        ref: signal?.ref ?? '',
        rev: 1,
        receivedAt: world.at(3),
      } as const
      await inTransaction(world.db, (trx) => appendInbox(trx, [again, again]))
      await scoreLane(scorer, lane.number)
      const { alerts, contributions } = await world.state(lane)
      expect(alerts[0]).toMatchObject({
        level: 'watch',
        explain: { en: expect.stringContaining('3 threats from 3 sources') },
      })
      expect(contributions.filter((one) => one.selector === 'threats')).toHaveLength(3)
    })

    whereConcurrent('an entry that becomes visible after later ones were taken is not skipped', async () => {
      const lane = await world.newLane()
      const scorer = world.scorer(500)
      await world.post(lane, [threat(0, 'radio-a')])
      await scoreLane(scorer, lane.number)
      const [inserted, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const late = {
        process: lane.process,
        kind: 'clock',
        ref: 'late',
        rev: null,
        receivedAt: world.at(5),
      } as const
      const committing = inTransaction(world.another(), async (trx) => {
        await appendInbox(trx, [late])
        inserted.resolve()
        await gate.promise
      })
      await inserted.promise
      await world.post(lane, [threat(10, 'ngo-b')])
      await scoreLane(scorer, lane.number)
      expect((await world.log(lane)).map((one) => one.kind)).not.toContain('clock')
      gate.resolve()
      await committing
      await scoreLane(scorer, lane.number)
      const log = await world.log(lane)
      expect(log.at(-1)).toMatchObject({ kind: 'clock', ref: 'late', pos: log.length, lt: world.at(10) })
    })

    whereConcurrent('a lane that another holds is left to it', async () => {
      const lane = await world.newLane()
      await world.post(lane, [threat(0, 'radio-a')])
      const [held, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
      const holding = inTransaction(world.another(), async (trx) => {
        await sql`select pg_advisory_xact_lock(7001, ${lane.number})`.execute(trx)
        held.resolve()
        await gate.promise
      })
      await held.promise
      const waiting = await world.waiting(lane)
      await scoreLane(world.scorer(500), lane.number)
      expect(await world.waiting(lane)).toBe(waiting)
      gate.resolve()
      await holding
      await scoreLane(world.scorer(500), lane.number)
      expect(await world.waiting(lane)).toBe(0)
    })
  })
}
