// Every view of the console with a role that may open it, and a world with something to show in each: three reports, their alert, the person
// behind one of them, two back-tests, a bulletin. For the pictures of `npm run looks` and for what has to hold in every view.
import { issueToken } from '#access/issue-token.ts'
import type { FirstRun } from '#app/first-run.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'

export type Token = Exclude<keyof FirstRun, 'process'> | 'auditor'

/** Each view with a role that may open it. */
export const views: readonly (readonly [address: string, role: Token])[] = [
  ['/', 'ombudsman'],
  ['/wall', 'ombudsman'],
  ['/map', 'ombudsman'],
  ['/calendar', 'ombudsman'],
  ['/alerts', 'ombudsman'],
  ['/alerts/first', 'ombudsman'],
  ['/inbox', 'ombudsman'],
  ['/response', 'ombudsman'],
  ['/response?part=index', 'ombudsman'],
  ['/response?part=agreements', 'ombudsman'],
  ['/response?part=outcomes', 'ombudsman'],
  ['/triage', 'verifier'],
  ['/triage/first', 'verifier'],
  ['/identities', 'verifier'],
  ['/identities?part=record', 'ombudsman'],
  ['/identities?part=holds', 'ombudsman'],
  ['/identities?part=keeping', 'ombudsman'],
  ['/signals/new', 'analyst'],
  ['/form', 'analyst'],
  ['/import', 'analyst'],
  ['/bulletin', 'ombudsman'],
  ['/bulletin/now', 'ombudsman'],
  ['/bulletin/new', 'ombudsman'],
  ['/bulletin/first', 'ombudsman'],
  ['/bulletin/first?part=write', 'ombudsman'],
  ['/bulletin/first?part=check', 'ombudsman'],
  ['/rules', 'rules_admin'],
  ['/rules/candidate-threats', 'rules_admin'],
  ['/rules/candidate-threats?part=edit', 'rules_admin'],
  ['/rules/candidate-threats?part=revisions', 'rules_admin'],
  ['/rules/candidate-threats?part=proposals', 'rules_admin'],
  ['/rules/candidate-threats?part=trial', 'rules_admin'],
  ['/backtests', 'rules_admin'],
  ['/backtests/new?rule=candidate-threats', 'rules_admin'],
  ['/backtests/first', 'ombudsman'],
  ['/backtests/compare', 'ombudsman'],
  ['/deliveries', 'ombudsman'],
  ['/deliveries?part=all', 'ombudsman'],
  ['/deliveries?part=exclusions', 'ombudsman'],
  ['/channels', 'ombudsman'],
  ['/channels?part=routes', 'ombudsman'],
  ['/duty', 'ombudsman'],
  ['/silences', 'ombudsman'],
  ['/audit', 'auditor'],
  ['/audit?part=checkpoints', 'auditor'],
  ['/system', 'admin'],
  ['/help', 'analyst'],
  ['/help?part=pages', 'ombudsman'],
  ['/help?part=roles', 'analyst'],
  ['/help?part=words', 'analyst'],
  ['/start', 'analyst'],
]

export interface FilledWorld {
  /** The address of a view in this world: «…/first» is the first alert, the first back-test, or the first signal that waits. */
  readonly reached: (address: string) => Promise<string>
  readonly tokenOf: (role: Token) => string
}

interface Answer {
  readonly id?: string
  readonly items?: { readonly id: string }[]
}

const lists: Readonly<Record<string, string>> = {
  alerts: '/v1/alerts',
  bulletin: '/v1/bulletins',
  triage: '/v1/triage',
}

export async function fillWorld(url: string, tokens: FirstRun, db: Db): Promise<FilledWorld> {
  const auditor = await issueAuditor(db)
  for (const root of ['radio-a', 'ngo-b', 'press-c']) await report(root)
  await watchOver('witness-d')
  await tryRule(1)
  await tryRule(2)
  await ask('ombudsman', 'POST', '/v1/bulletins', { process: tokens.process, kind: 'weekly' })
  return { reached, tokenOf }

  function tokenOf(role: Token): string {
    return role === 'auditor' ? auditor : (tokens[role] ?? '')
  }

  async function ask(role: Token, method: string, route: string, body?: object): Promise<Answer> {
    const answer = await fetch(url + route, {
      method,
      headers: { authorization: `Bearer ${tokenOf(role)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`${method} ${route}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as Answer
  }

  function report(root: string, more: object = {}) {
    return ask('analyst', 'POST', '/v1/signals', {
      external_id: `look-${root}`,
      process: tokens.process,
      category: 'threat',
      severity: 3,
      place: 'La Paz',
      target: { kind: 'candidate' },
      source: { root, ...more },
    })
  }

  /** One reading of an identity, one that is open, one that waits, one hold, another time of keeping proposed. */
  async function watchOver(root: string): Promise<void> {
    const { id: target } = await report(root, {
      identity: { name: 'Eulalia Choque Nina', phone: '+591 70011223' },
    })
    const request = { purpose: 'protection', explanation: 'puede estar en peligro esta noche' }
    const open = await ask('verifier', 'POST', `/v1/signals/${target}/identity-access`, request)
    await ask('ombudsman', 'POST', `/v1/identity-access/${open.id}/decisions`, { decision: 'approve' })
    await ask('verifier', 'POST', `/v1/identity-access/${open.id}/reads`, {})
    const duty = { purpose: 'legal_duty', explanation: 'un juez lo pidió por escrito' }
    await ask('verifier', 'POST', `/v1/signals/${target}/identity-access`, duty)
    const hold = { kind: 'signal', target, reason: 'orden judicial del 12 de marzo' }
    await ask('ombudsman', 'POST', '/v1/legal-holds', hold)
    const keeping = { days: 60, reason: 'acuerdo con las organizaciones' }
    await ask('ombudsman', 'POST', '/v1/identity-retention', keeping)
  }

  /** What the reports of today would have said of an event of the day before, by two seeds. */
  function tryRule(seed: number) {
    const today = Temporal.Now.plainDateISO()
    return ask('rules_admin', 'POST', '/v1/backtests', {
      process: tokens.process,
      rules: [{ id: 'candidate-threats' }],
      from: today.subtract({ days: 120 }).toString(),
      to: today.toString(),
      outcomes: {
        rows: [{ date: today.subtract({ days: 20 }).toString(), place: 'La Paz', size: 2, class: 'other' }],
      },
      seed,
    })
  }

  async function reached(address: string): Promise<string> {
    if (address.startsWith('/backtests')) return reachedBacktest(address)
    if (!/\/first\b/.test(address)) return address
    const [, view = ''] = address.split('/')
    const { items = [] } = await ask(view === 'triage' ? 'verifier' : 'ombudsman', 'GET', lists[view] ?? '')
    return address.replace('first', items[0]?.id ?? '')
  }

  async function reachedBacktest(address: string): Promise<string> {
    const { items = [] } = await ask('ombudsman', 'GET', '/v1/backtests')
    const [a, b] = items.map(({ id }) => id)
    return address.endsWith('/compare') ? `${address}?a=${a}&b=${b}` : address.replace('first', a ?? '')
  }
}

/** The first start gives none: who reads the record is named by the office. */
async function issueAuditor(db: Db): Promise<string> {
  const request = {
    label: 'test: auditor',
    role: 'auditor',
    territory: ['BO'],
    marking: 'TLP:AMBER+STRICT',
    days: 1,
  } as const
  return (await inTransaction(db, (trx) => issueToken(trx, request, undefined))).secret
}
