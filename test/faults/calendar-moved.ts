// F54: the date of a vote is moved while alerts and ladders wait, by the routes that people use, and processes die meanwhile: the effect is
// the one that was shown before, every lane takes each version up once, and ladders follow the clock of the new date from their next step on.
import { setTimeout as sleep } from 'node:timers/promises'
import { list, type Plain, record } from '../support/oracle/plain.ts'
import { type Arena, type Scenario, untilSettled } from './arena.ts'
import { insist } from './insist.ts'
import { until } from './planted.ts'
import { post } from './post.ts'
import { number, text } from './row.ts'
import { killAtRandom } from './scenarios.ts'
import { threat } from './signals.ts'

interface Moved {
  readonly process: string
  readonly version: number
  /** Local day of the vote that was asked for. */
  readonly day: string
  /** What the preview said of election day: beginning and end. */
  readonly shown: string
}

/** In these no client reports or acknowledges, so that nothing but the calendar moves a ladder. */
const [moving, still] = ['faults-3', 'faults-4']
const moves = new WeakMap<Arena, Moved[]>()
const hour = 3_600_000

/** Local day of the vote, as stored. */
async function voteDay({ ask }: Arena, process: string): Promise<Temporal.PlainDate> {
  const [row] = await ask(
    `select (calendar -> 'milestones' -> 'election_day' ->> 'from')::float8 as at from calendar_version
     where process = $1 order by version desc limit 1`,
    [process],
  )
  const at = Temporal.Instant.fromEpochMilliseconds(number(row?.['at']))
  return at.toZonedDateTimeISO('America/La_Paz').toPlainDate()
}

async function moveVote(
  arena: Arena,
  process: string,
  to: Temporal.PlainDate,
  along: 'nothing' | 'to_come',
): Promise<void> {
  const day = to.toString()
  const random = arena.random.stream(`move ${process} ${day}`)
  const steps = [{ act: 'move', milestone: 'election_day', date: day, along }]
  const path = `/v1/processes/${process}/calendar`
  const token = arena.world.ruleAuthor ?? ''
  const shown = await insist(arena, random, { token, path: `${path}:preview`, body: { steps } })
  const act = { es: 'suite de fallas', en: 'fault suite' }
  const body = { steps, act, reason: 'fault suite' }
  const proposal = await insist(arena, random, { token, path: `${path}/revisions`, body })
  const done = await insist(arena, random, {
    token: arena.world.ruleApprover ?? '',
    path: `${path}/proposals/${text(proposal['id'])}/approvals`,
  })
  moves.get(arena)?.push({ process, version: Number(done['version']), day, shown: voteOf(shown) })
}

/** Where the preview puts the calendar window of the vote. */
function voteOf(preview: Plain): string {
  const part = list(preview['moved'])
    .map(record)
    .find(({ type, code }) => type === 'window' && code === 'election_day')
  const after = record(part?.['after'])
  return `${instant(after['from'])} ${instant(after['to'])}`
}

const instant = (at: unknown) =>
  typeof at === 'string' ? Temporal.Instant.from(at).epochMilliseconds : Number(at)

/** Three threats of three origins: an alert, and the first step of its ladder. */
async function raise(arena: Arena, process: string): Promise<string> {
  for (const root of ['radio-x', 'party-y', 'ngo-z']) {
    const name = `vote-${process}-${root}`
    await post(arena, { ...threat(name, process, 'BO09', root), external_id: name }, name)
  }
  let id = ''
  await until(
    arena,
    async () => {
      const [row] = await arena.ask(
        `select a.id::text as id from alert a join escalation e on e.alert_id = a.id
         where a.process = $1 and a.department = 'BO09' and e.step > 0 and e.due_at is not null`,
        [process],
      )
      if (row === undefined) return false
      id = text(row['id'])
      return true
    },
    `no ladder waits in ${process}`,
    180_000,
  )
  if (id === '') throw new Error(`no alert in ${process}, so no ladder to look at`)
  return id
}

async function inject(arena: Arena): Promise<void> {
  moves.set(arena, [])
  try {
    await script(arena)
  } catch (error) {
    arena.found.add('script', error instanceof Error ? error.message : String(error))
  }
}

async function script(arena: Arena): Promise<void> {
  const { world, random, ask, found } = arena
  const [other] = world.processes
  const alerts = [await raise(arena, moving), await raise(arena, still)]
  const before = await stepsOf(ask, alerts)
  const today = Temporal.Now.zonedDateTimeISO('America/La_Paz').toPlainDate()
  await Promise.all([
    (async () => {
      for (let time = 0; time < 3; time += 1) {
        const later = (await voteDay(arena, other)).add({ days: random.int(1, 14) })
        await moveVote(arena, other, later, 'to_come')
        await sleep(random.int(300, 1_200))
      }
      // Today: its hours are short ones.
      await moveVote(arena, moving, today, 'nothing')
    })(),
    killAtRandom(arena, arena.campaign.isQuick ? 4 : 14, 900),
  ])
  // A running step keeps its time; the next one has that of the window which is open now.
  if (JSON.stringify(await stepsOf(ask, alerts)) !== JSON.stringify(before))
    found.add('calendar', 'a step that was running lost its time')
  for (const id of alerts) {
    const body = { reason: 'fault suite' }
    await insist(arena, random, { token: world.ombudsman, path: `/v1/alerts/${id}:escalate`, body })
  }
  await untilSettled(arena)
  const [near = 0, far = 0] = (await stepsOf(ask, alerts)).map(({ given }) => given)
  found.count('F54 minutes to answer where the vote is today', Math.round(near / 60_000))
  found.count('F54 minutes to answer elsewhere', Math.round(far / 60_000))
  if (near > hour || far <= hour)
    found.add('calendar', `the next step has ${near} ms where the vote is today, and ${far} ms elsewhere`)
}

/** The last step of each ladder, and how long it gives. */
async function stepsOf(ask: Arena['ask'], alerts: readonly string[]) {
  const steps: { readonly step: number; readonly given: number }[] = []
  for (const id of alerts) {
    const [row] = await ask(
      `select step, (extract(epoch from due_at - at) * 1000)::float8 as given from escalation_step
       where alert_id = $1::uuid and due_at is not null order by step desc limit 1`,
      [id],
    )
    steps.push({ step: number(row?.['step']), given: Math.round(number(row?.['given'])) })
  }
  return steps
}

function checkShown(found: Arena['found'], { process, version, day, shown }: Moved, rows: readonly Plain[]) {
  const row = rows.find((one) => text(one['process']) === process && number(one['version']) === version)
  const spans = list(record(row?.['calendar'])['spans']).map(record)
  const vote = spans.find(({ type, code }) => type === 'window' && code === 'election_day')
  const stored = `${instant(vote?.['from'])} ${instant(vote?.['to'])}`
  if (stored !== shown)
    found.add('calendar', `${process} ${version} (${day}): shown ${shown}, stored ${stored}`)
}

/** Stored once, as it was shown, in every lane once and in order, and told by the audit. */
async function check(arena: Arena): Promise<void> {
  const { ask, found } = arena
  const told = moves.get(arena) ?? []
  const rows = await ask('select process, version, calendar from calendar_version where version > 1')
  found.count('F54 calendars moved', told.length)
  if (rows.length !== told.length)
    found.add('calendar', `${told.length} changes were acknowledged, ${rows.length} are stored`)
  for (const one of told) checkShown(found, one, rows)
  const lanes = await ask(`
    select p.process, string_agg(g.ref, ' ' order by g.pos) as versions from log g join lane p on p.lane = g.lane
    where g.kind = 'calendar' group by p.process, p.lane`)
  for (const row of lanes) {
    const own = told.filter(({ process }) => process === text(row['process'])).map(({ version }) => version)
    const expected = [1, ...own].join(' ')
    if (text(row['versions']) !== expected)
      found.add('calendar', `${text(row['process'])} took up ${text(row['versions'])}, not ${expected}`)
  }
  const [audited] = await ask("select count(*)::int as n from audit_event where action = 'calendar.revised'")
  if (number(audited?.['n']) !== told.length)
    found.add('calendar', `${number(audited?.['n'])} changes in the audit log, not ${told.length}`)
}

export const calendarMoved: Scenario = {
  id: 'calendar-moved',
  faults: ['F54'],
  title: 'the vote moved four times while ladders wait, API and workers killed meanwhile',
  roles: ['api', 'api', 'worker', 'worker'],
  queue: 'redis',
  isInQuick: false,
  clients: 2,
  setUp: ({ world }) => {
    const [first, second = first] = world.processes
    return Promise.resolve({ world: { ...world, processes: [first, second] as const } })
  },
  inject,
  check,
}
