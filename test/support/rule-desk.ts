// Three people with the rights of a rules administrator, a rule that each test writes anew, and signals that it takes.
import { expect } from 'vitest'
import { issueToken } from '#access/issue-token.ts'
import { inTransaction } from '#platform/database/database.ts'
import { uuidv7 } from '#platform/ids.ts'
import type { Answer, CallOptions, Method, TestApp } from './app.ts'

export interface RuleDesk {
  /** `first` is the rules_admin of the exercise, `second` and `third` are other people with the same rights. */
  ask(
    who: 'first' | 'second' | 'third',
    method: Method,
    url: string,
    payload?: unknown,
    headers?: CallOptions['headers'],
  ): Promise<Answer>
  /** Tested, proposed, approved by the second person, carried out, and taken up by the lanes. */
  bringIntoForce(id: string, version: number, act?: 'activate' | 'shadow' | 'retire'): Promise<void>
  /** A threat, scored; returns the signal's id. */
  reportThreat(place: string, changes?: object): Promise<string>
}

export async function openRuleDesk(app: TestApp): Promise<RuleDesk> {
  const secrets = new Map<string, string>()
  for (const name of ['second', 'third']) {
    const request = {
      label: `test: ${name}`,
      role: 'rules_admin',
      territory: ['BO'],
      marking: 'TLP:GREEN',
      days: 1,
    } as const
    secrets.set(name, (await inTransaction(app.core.db, (trx) => issueToken(trx, request, undefined))).secret)
  }
  const ask: RuleDesk['ask'] = (who, method, url, payload, headers = {}) => {
    const secret = secrets.get(who)
    return app.call('rules_admin', method, url, {
      ...(payload === undefined ? {} : { payload }),
      headers: { ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }), ...headers },
    })
  }
  return {
    ask,
    async bringIntoForce(id, version, act = 'activate') {
      const path = `/v1/rules/${id}/revisions/${version}`
      expect((await ask('first', 'POST', `${path}:test`, {})).body['failed']).toBe(0)
      expect((await ask('first', 'POST', `${path}:propose`, { act, reason: 'for this test' })).status).toBe(
        201,
      )
      expect((await ask('second', 'POST', `${path}/approvals`, {})).status).toBe(201)
      expect((await ask('first', 'POST', `${path}:${act}`, {})).status).toBe(200)
      await app.drain()
    },
    async reportThreat(place, changes = {}) {
      const payload = {
        external_id: uuidv7(),
        process: app.process,
        category: 'threat',
        place,
        severity: 3,
        ...changes,
      }
      const { status, body } = await app.call('desk', 'POST', '/v1/signals', { payload })
      expect(status, JSON.stringify(body)).toBe(201)
      await app.drain()
      return String(body['id'])
    },
  }
}

/** Two threats within seven days in a department. `changes` replaces parts of the text. */
export function ruleText(id: string, version = 1, changes: Readonly<Record<string, string>> = {}): string {
  const text = `# who threatens whom
schema: 1
id: ${id}
version: ${version}
status: active
title: {es: Amenazas en oficinas, en: Threats in offices}
owner: unidad-conflictos
factors: [en.5.4]
params:
  least: {type: number, default: 2, min: 2, max: 10}
group_by: [department]
lateness: {allow: 2d}
signals:
  threats: {where: {category: threat, topic: {exists: false}}}
measures:
  n: {count: threats, window: 7d}
levels:
  - {level: watch, when: {n: {gte: {param: least}}}}   # two are a pattern
explain: {es: "{n} amenazas en {department}.", en: "{n} threats in {department}."}
notify: [{audience: ombudsman-duty, from: watch, ack_within: 4h}]
tests:
  - name: two fire and one does not
    start: 2026-10-10T00:00:00-04:00
    steps:
      - {t: 1h, signal: {category: threat, place: BO05, severity: 3}}
      - {t: 2h, signal: {category: threat, place: BO05, severity: 3}}
    expect:
      - {t: 90m, key: {department: BO05}, state: none}
      - {t: 3h, key: {department: BO05}, state: firing, level: watch}
`
  return Object.entries(changes).reduce((changed, [from, to]) => {
    expect(changed).toContain(from)
    return changed.replaceAll(from, to)
  }, text)
}
