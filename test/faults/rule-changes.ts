// A rule that is edited, tuned, rolled back, retired and taken up again while signals arrive and processes die: by the routes that people use,
// with a second person, and each request sent again with its key until its outcome is known.
import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { record } from '../support/oracle/plain.ts'
import type { Arena, Scenario } from './arena.ts'
import { insist } from './insist.ts'
import { post } from './post.ts'
import { type Random, shuffled } from './random.ts'
import { number, text } from './row.ts'
import { killAtRandom } from './scenarios.ts'
import { departments, threat } from './signals.ts'

const rule = 'candidate-threats'
const ruleFile = `rules/bo/rules/${rule}.rule.yaml`

/** What was acknowledged as carried out, in its order. */
interface Carried {
  readonly act: string
  /** Of the revision in force afterwards; null = none. */
  readonly hash: string | null
}

interface Desk {
  readonly arena: Arena
  readonly random: Random
  readonly yaml: string
  version: number
  /** Of the revision in force. */
  hash: string
  /** What the text says now. */
  least: number
  days: number
  readonly carried: Carried[]
  /** Process and department where the script itself has not reported yet. */
  readonly places: (readonly [process: string, department: string])[]
}

type Who = 'ruleAuthor' | 'ruleApprover'

interface Request {
  readonly who?: Who
  readonly method?: 'POST' | 'PUT'
  readonly path: string
  readonly body?: unknown
  readonly ifMatch?: string
}

/** What was not a success ends the script and is a finding. */
function ask(desk: Desk, { who = 'ruleAuthor', path: route, ...request }: Request) {
  const { arena, random } = desk
  const token = arena.world[who] ?? ''
  return insist(arena, random, { ...request, token, path: `/v1/rules/${rule}${route}` })
}

/** From a stored draft to what is in force. */
async function bringIntoForce(desk: Desk, draft: Readonly<Record<string, unknown>>): Promise<void> {
  desk.version = Number(draft['version'])
  const hash = text(draft['revision'])
  const tested = await ask(desk, { path: `/revisions/${desk.version}:test` })
  if (tested['failed'] !== 0)
    throw new Error(`the tests of version ${desk.version} fail: ${JSON.stringify(tested)}`)
  await carryOut(desk, hash, 'activate')
  desk.hash = hash
  desk.carried.push({ act: 'activate', hash })
}

async function carryOut(desk: Desk, hash: string, act: 'activate' | 'retire'): Promise<void> {
  const revision = `/revisions/${hash.slice(0, 16)}`
  await ask(desk, { path: `${revision}:propose`, body: { act, reason: 'fault suite' } })
  await ask(desk, { who: 'ruleApprover', path: `${revision}/approvals` })
  await ask(desk, { path: `${revision}:${act}` })
}

/** The text of the file with another threshold and another window; its own tests hold with each of them. */
function edited(desk: Desk): string {
  const parts = [
    [/^version: \d+$/m, `version: ${desk.version + 1}`],
    [/window: 14d/g, `window: ${desk.days}d`],
    [/n: \{gte: 3\}/, `n: {gte: ${desk.least}}`],
  ] as const
  return parts.reduce((yaml, [find, put]) => {
    if (yaml.search(find) < 0) throw new Error(`${ruleFile}: ${String(find)} is not there`)
    return yaml.replaceAll(new RegExp(find.source, 'gm'), put)
  }, desk.yaml)
}

async function edit(desk: Desk): Promise<void> {
  const body = { yaml: edited(desk), reason: 'fault suite' }
  await bringIntoForce(desk, await ask(desk, { path: '/revisions', body }))
}

/** The windows stay as they are; only what is compared changes. */
async function editThreshold(desk: Desk): Promise<void> {
  desk.least = desk.least === 3 ? 2 : 3
  await edit(desk)
}

/** Another window: it is filled from the log. */
async function editWindow(desk: Desk): Promise<void> {
  desk.days = desk.days === 14 ? 7 : 14
  await edit(desk)
}

async function tune(desk: Desk): Promise<void> {
  const body = { values: { min_threats: 3 + (desk.version % 5) }, reason: 'fault suite' }
  const draft = await ask(desk, { method: 'PUT', path: '/params', body, ifMatch: `"${desk.hash}"` })
  await bringIntoForce(desk, draft)
}

async function rollBack(desk: Desk): Promise<void> {
  const answer = await ask(desk, {
    path: `/revisions/${desk.hash.slice(0, 16)}:rollback`,
    body: { reason: 'fault suite' },
  })
  const now = answer['in_force']
  const hash = now === null ? null : text(record(now)['revision'])
  desk.carried.push({ act: 'rollback', hash })
  if (hash !== null) {
    desk.hash = hash
    return
  }
  // The last change was a return: undone, the rule is out of force again, and the next step back returns it.
  await sleep(desk.random.int(500, 1_500))
  await rollBack(desk)
}

/** Out of force, and back while signals have gone on arriving. */
async function retireAndReturn(desk: Desk): Promise<void> {
  await carryOut(desk, desk.hash, 'retire')
  desk.carried.push({ act: 'retire', hash: null })
  await sleep(desk.random.int(500, 1_500))
  await rollBack(desk)
}

/** However slow the machine: reports that raise an alert, in one department after another, until what is in force has decided about one. */
async function letDecide({ arena, hash, places }: Desk): Promise<void> {
  const query = 'select 1 from alert_event where rule_revision = $1 and actor is null limit 1'
  const hasDecided = async () => (await arena.ask(query, [hash])).length > 0
  while (!(await hasDecided())) {
    const [process, place] = places.pop() ?? []
    if (process === undefined || place === undefined) return
    for (const root of ['radio-x', 'party-y', 'ngo-z']) {
      const name = `decide-${process}-${place}-${root}`
      await post(arena, { ...threat(name, process, place, root), external_id: name }, name)
    }
    for (let tries = 0; tries < 50 && !(await hasDecided()); tries += 1) await sleep(100)
  }
}

/**
 * The first act makes something that can be rolled back; the last one builds a window from the log once more. A sabotaged product may never
 * decide by what is in force: a control waits for nothing.
 */
export async function changeRules(
  arena: Arena,
  rounds: number,
  waits: 'to decide' | 'for nothing',
): Promise<void> {
  const [inForce] = await arena.ask(
    `select r.hash, r.version from rule_activation a cross join jsonb_array_elements(a.rules) as one
     join rule_revision r on r.rule_id = one ->> 'rule_id' and r.hash = one ->> 'hash'
     where a.id = (select max(id) from rule_activation) and r.rule_id = $1`,
    [rule],
  )
  const desk: Desk = {
    arena,
    random: arena.random.stream('rules'),
    yaml: await readFile(path.join(arena.campaign.root, ruleFile), 'utf8'),
    version: number(inForce?.['version']),
    hash: text(inForce?.['hash']),
    least: 3,
    days: 14,
    carried: [],
    places: shuffled(
      arena.random.stream('places'),
      arena.world.processes.flatMap((process) => departments.map((place) => [process, place] as const)),
    ),
  }
  desks.set(arena, desk)
  const acts = () => shuffled(desk.random, [editWindow, tune, rollBack, retireAndReturn])
  const all = [editThreshold, ...Array.from({ length: rounds }, acts).flat(), editWindow]
  try {
    for (const act of all) {
      await act(desk)
      if (waits === 'to decide') await letDecide(desk)
      await sleep(desk.random.int(200, 800))
    }
  } catch (error) {
    arena.found.add('script', error instanceof Error ? error.message : String(error))
  }
}

const desks = new WeakMap<Arena, Desk>()

/** Each acknowledged change is one activation, and each activation one entry of every lane, in their order. */
export async function checkChanges(arena: Arena): Promise<void> {
  const { ask: query, found } = arena
  const rows = await query(
    `select act, (select one ->> 'hash' from jsonb_array_elements(rules) as one where one ->> 'rule_id' = $1) as hash
     from rule_activation where rule_id = $1 order by id`,
    [rule],
  )
  const name = (one: { act?: unknown; hash?: unknown }) => `${text(one.act)} ${text(one.hash)}`
  const [stored, told] = [rows.map(name), (desks.get(arena)?.carried ?? []).map(name)]
  found.count('rule changes', told.length)
  if (stored.join(', ') !== told.join(', '))
    found.add('rule change', `acknowledged ${told.join(', ')}; stored ${stored.join(', ')}`)
  const ids = (await query('select id::text as id from rule_activation order by rule_activation.id')).map(
    (row) => text(row['id']),
  )
  const lanes = await query(`
    select lane, string_agg(ref, ' ' order by pos) as refs from log where kind = 'activation' group by lane`)
  for (const row of lanes) {
    const refs = text(row['refs'])
    const [first = ''] = refs.split(' ')
    if (refs !== ids.slice(ids.indexOf(first)).join(' '))
      found.add('rule change', `lane ${text(row['lane'])} took up ${refs} of ${ids.join(' ')}`)
  }
  const [decided] = await query(
    `select count(distinct e.rule_revision)::int as revisions from alert_event e join alert a on a.id = e.alert_id
     where a.rule_id = $1 and e.actor is null`,
    [rule],
  )
  found.count('revisions that decided', number(decided?.['revisions']))
  if (number(decided?.['revisions']) < 3)
    found.add('script', 'fewer than three revisions decided about an alert')
}

export const ruleChangesScenario: Scenario = {
  id: 'rule-changes',
  faults: ['F68'],
  title: 'a rule edited, tuned, rolled back, retired and taken up again, API and workers killed meanwhile',
  roles: ['api', 'api', 'worker', 'worker'],
  queue: 'redis',
  isInQuick: true,
  clients: 4,
  async inject(arena) {
    const { isQuick } = arena.campaign
    await Promise.all([
      changeRules(arena, isQuick ? 1 : 4, 'to decide'),
      killAtRandom(arena, isQuick ? 6 : 30, 900),
    ])
  },
  check: checkChanges,
}
