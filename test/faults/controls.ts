// Negative controls: builds with one promise taken out. A checker that lets one of them pass proves nothing.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Arena, Campaign, Result, Scenario } from './arena.ts'
import { runScenario } from './arena.ts'
import { controlsOfDelivery } from './controls-of-delivery.ts'
import { retractAroundAlert } from './directed.ts'
import { changeRules } from './rule-changes.ts'
import { copyProduct, type Patch } from './snapshot.ts'

interface Control {
  readonly id: string
  readonly title: string
  readonly patches: readonly Patch[]
  /** Classes of violations of which at least one must be found. */
  readonly caughtBy: readonly string[]
  readonly isInQuick: boolean
  readonly scenario?: Partial<Scenario>
}

export interface ControlResult {
  readonly id: string
  readonly title: string
  /** By what it was caught; empty = it passed unnoticed. */
  readonly caught: readonly string[]
}

const ignoreKeys: Patch = {
  file: 'src/access/idempotency.ts',
  find: '  const held = await takeKeys(trx, requests)\n',
  put: '  const held = new Set(requests.map(keyName))\n',
}

async function killApis({ fleet }: Arena): Promise<void> {
  for (let time = 0; time < 5; time += 1) {
    await fleet.untilUp()
    await sleep(400)
    fleet.apis[0]?.kill('api of a control')
    await sleep(20)
  }
}

/** Enough operations that each kind of them was met several times. */
async function workFor({ log }: Arena): Promise<void> {
  const deadline = performance.now() + 30_000
  while (log.all.filter((one) => one.outcome === 'ok').length < 250 && performance.now() < deadline)
    await sleep(50)
}

const controls: readonly Control[] = [
  {
    id: 'S01',
    title: 'inbox rows not written',
    patches: [
      {
        file: 'src/intake/store-candidates.ts',
        find: 'await appendInbox(trx, entries)',
        put: 'await appendInbox(trx, entries.slice(entries.length))',
      },
    ],
    caughtBy: ['lost'],
    isInQuick: true,
  },
  {
    id: 'S02',
    title: 'idempotency key ignored',
    patches: [ignoreKeys],
    caughtBy: ['doubled'],
    isInQuick: true,
  },
  {
    id: 'S02b',
    title: 'idempotency key and external id ignored',
    patches: [
      ignoreKeys,
      {
        file: 'src/intake/store-candidates.ts',
        find: '  return JSON.stringify([row.sourceId, row.externalId])',
        put: '  return JSON.stringify([row.sourceId, row.externalId, crypto.randomUUID()])',
      },
    ],
    caughtBy: ['doubled'],
    isInQuick: true,
    scenario: {
      prepare: (_campaign, ask) =>
        ask('alter table signal drop constraint signal_source_id_external_id_rev_key'),
    },
  },
  {
    id: 'S03',
    title: 'answer before commit',
    patches: [
      {
        file: 'src/intake/accept-signals.ts',
        find: `  return withRetries(() =>
    inTransaction(deps.db, async (trx) => {
      const results = await acceptIn(trx, deps, submissions)
`,
        put: `  return new Promise((answerNow, failed) => withRetries(() =>
    inTransaction(deps.db, async (trx) => {
      const results = await acceptIn(trx, deps, submissions)
      answerNow(results)
      await new Promise((go) => setTimeout(go, 100))
`,
      },
      {
        file: 'src/intake/accept-signals.ts',
        find: `      return results
    }),
  )
`,
        put: `      return results
    }),
  ).catch(failed))
`,
      },
    ],
    caughtBy: ['lost'],
    isInQuick: false,
    scenario: { inject: killApis },
  },
  {
    id: 'S05',
    title: 'lease never expires',
    patches: [
      {
        file: 'src/delivery/delivery-store.ts',
        find: 'const LEASE_SECONDS = 15',
        put: 'const LEASE_SECONDS = 1_000_000',
      },
    ],
    caughtBy: ['undelivered', 'attempt without end', 'late'],
    isInQuick: false,
    scenario: {
      patienceMs: 26_000,
      inject: async ({ fleet }) => void (await fleet.workers[0]?.dieAt('delivery.after_claim:1', 60_000)),
    },
  },
  {
    id: 'S06',
    title: 'sweeper off, Redis absent',
    patches: [
      {
        file: 'src/app/create-app.ts',
        find: '  core.stack.onStop(startSweeper(core.db, core.stages, core.logger))\n',
        put: '',
      },
    ],
    caughtBy: ['late'],
    isInQuick: false,
    scenario: { patienceMs: 12_000, prepare: ({ redis }) => redis.kill() },
  },
  {
    id: 'S10',
    title: 'a retraction changes nothing',
    patches: [
      {
        file: 'src/domain/rules/fold.ts',
        find: '      return takeRetraction(lane, draft, entry.id, lane.lt)\n',
        put: '      return\n',
      },
      // The tests in the rule files would refuse such a build at its start.
      {
        file: 'src/registry/import-pack.ts',
        find: '  if (failures.length > 0) {\n',
        put: '  if (failures.length < 0) {\n',
      },
    ],
    caughtBy: ['alert differs', 'alert unexpected'],
    isInQuick: false,
    scenario: { clients: 0, inject: retractAroundAlert, patienceMs: 10_000 },
  },
  ruleControl('S13', 'alerts name the revision that was in force before', 'revision', [
    'alert differs',
    'revision wrong',
  ]),
  ruleControl('S14', 'a new revision is named, the one before it evaluated', 'rule', [
    'alert differs',
    'alert missing',
    'alert unexpected',
  ]),
]

/** The list of rules that an activation puts in force, as its predecessor would have it in one point. */
function ruleControl(
  id: string,
  title: string,
  field: 'revision' | 'rule',
  caughtBy: readonly string[],
): Control {
  return {
    id,
    title,
    patches: [
      {
        file: 'src/domain/rules/activation.ts',
        find: '  activate(lane, rules)\n',
        put: `  activate(lane, rules.map((one) => {
    const old = before.find(({ plan }) => plan.active.rule.id === one.rule.id)
    return { ...one, ${field}: old?.plan.active.${field} ?? one.${field} }
  }))
`,
      },
    ],
    caughtBy,
    isInQuick: false,
    scenario: {
      roles: ['api', 'worker'],
      inject: (arena) => changeRules(arena, 1, 'for nothing'),
      patienceMs: 10_000,
    },
  }
}

function scenarioOf({ id, title, patches, scenario }: Control): Scenario {
  return {
    id: `control-${id.toLowerCase()}`,
    faults: [id],
    title,
    roles: ['api', 'worker'],
    queue: 'redis',
    isInQuick: false,
    clients: 6,
    setUp: async (campaign) => ({
      root: await copyProduct(
        campaign.root,
        `${campaign.folder}/control-${id.toLowerCase()}/product`,
        patches,
      ),
    }),
    inject: workFor,
    patienceMs: 4_000,
    ...scenario,
  }
}

/** What the builds of the controls change, so that a test says at once when a text has moved on. */
export function patchesOfControls(): readonly Patch[] {
  return [...controls, ...controlsOfDelivery].flatMap(({ patches }) => patches)
}

export async function runControls(campaign: Campaign, only: string | undefined): Promise<ControlResult[]> {
  const results: ControlResult[] = []
  const run = async (id: string, title: string, caughtBy: readonly string[], scenario: Scenario) => {
    const { found }: Result = await runScenario(campaign, scenario)
    const caught = caughtBy.filter((kind) => found.violations.has(kind))
    const result = {
      id,
      title,
      caught: caught.map((kind) => `${kind} × ${found.violations.get(kind)?.length ?? 0}`),
    }
    printControl(result)
    results.push(result)
  }
  const isWanted = (id: string) => only === undefined || only === id || only === 'controls'
  for (const control of controls.filter((one) => one.isInQuick || !campaign.isQuick)) {
    if (isWanted(control.id)) await run(control.id, control.title, control.caughtBy, scenarioOf(control))
  }
  for (const { id, title, caughtBy, patches, scenario } of campaign.isQuick ? [] : controlsOfDelivery) {
    if (isWanted(id)) await run(id, title, caughtBy, scenario(`control-${id.toLowerCase()}`, patches))
  }
  return results
}

function printControl({ id, title, caught }: ControlResult): void {
  const verdict = caught.length === 0 ? 'NOT CAUGHT' : `caught by ${caught.join(', ')}`
  process.stdout.write(`${caught.length === 0 ? 'FAILED' : 'ok'}  ${id} ${title}: ${verdict}\n`)
}
