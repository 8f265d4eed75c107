// The verification desk for tests: two verifiers of their own, reports, and what the desk says of them.
import { sql } from 'kysely'
import { openTestApp, type TestApp } from '../../support/app.ts'
import { type Person, person } from '../sources/desk.ts'

export interface DeskRig {
  readonly app: TestApp
  readonly ana: Person
  readonly beto: Person
  readonly report: (more?: Readonly<Record<string, unknown>>, by?: 'desk' | 'analyst') => Promise<string>
  readonly one: (id: string, who?: Person) => Promise<Awaited<ReturnType<Person['ask']>>['body']>
  readonly etag: (id: string) => Promise<string>
  readonly queue: (query?: string, who?: Person) => Promise<Awaited<ReturnType<Person['ask']>>['body']>
  readonly decide: (who: Person, id: string, body: object, ifMatch?: string) => ReturnType<Person['ask']>
  readonly verify: (who: Person, id: string) => ReturnType<Person['ask']>
  readonly reject: (who: Person, id: string) => ReturnType<Person['ask']>
  /** What the lanes count of a signal now. */
  readonly contributions: (id: string) => Promise<readonly unknown[]>
}

export const idsIn = (page: Awaited<ReturnType<DeskRig['queue']>>): string[] =>
  (page['items'] as unknown as readonly { id: string }[]).map(({ id }) => id)

export async function openDesk(): Promise<DeskRig> {
  const app = await openTestApp()
  const ana = await person(app, 'verifier')
  const beto = await person(app, 'verifier')
  let count = 0
  const rig: DeskRig = {
    app,
    ana,
    beto,
    async report(more = {}, by = 'desk') {
      count += 1
      const { status, body } = await app.call(by, 'POST', '/v1/signals', {
        payload: {
          external_id: `triage-${count}`,
          process: app.process,
          category: 'threat',
          place: 'BO02',
          severity: 3,
          source: { root: `root-${count}` },
          ...more,
        },
      })
      if (status !== 201) throw new Error(JSON.stringify(body))
      return String(body['id'])
    },
    one: async (id, who = ana) => (await who.ask('GET', `/v1/triage/${id}`)).body,
    etag: async (id) => String((await rig.one(id))['etag']),
    queue: async (query = '', who = ana) => (await who.ask('GET', `/v1/triage?limit=200${query}`)).body,
    decide: async (who, id, body, ifMatch) =>
      who.ask('POST', `/v1/signals/${id}/verifications`, body, {
        'if-match': ifMatch ?? (await rig.etag(id)),
      }),
    verify: (who, id) => rig.decide(who, id, { decision: 'verified', reliability: 'B', credibility: 2 }),
    reject: (who, id) => rig.decide(who, id, { decision: 'rejected', reason: 'no ocurrió' }),
    async contributions(id) {
      const { rows } = await sql`select 1 from contribution where signal_id = ${id}::uuid`.execute(
        app.core.db,
      )
      return rows
    },
  }
  return rig
}
