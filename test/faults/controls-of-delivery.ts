// Negative controls that are judged by what reaches people: a partner's webhook, a mailbox, the steps of a ladder, a stream.
import type { Scenario } from './arena.ts'
import { laddersScenario } from './ladders.ts'
import { overtakenScenario } from './overtaken.ts'
import type { Patch } from './snapshot.ts'
import { webhookScenario, zombieScenario } from './webhooks.ts'
import { withdrawnScenario } from './withdrawn.ts'

interface DeliveryControl {
  readonly id: string
  readonly title: string
  readonly patches: readonly Patch[]
  /** Classes of violations of which at least one must be found. */
  readonly caughtBy: readonly string[]
  readonly scenario: (id: string, patches: readonly Patch[]) => Scenario
}

const escalationStore = 'src/alerts/escalation-store.ts'
const prepareMessage = 'src/delivery/prepare-message.ts'

export const controlsOfDelivery: readonly DeliveryControl[] = [
  {
    id: 'S04',
    title: 'fencing token not checked',
    patches: [
      {
        file: 'src/delivery/delivery-store.ts',
        find: 'on g.id = d.id and g.fence = d.fence',
        put: 'on g.id = d.id',
      },
    ],
    caughtBy: ['recorded after a takeover'],
    scenario: zombieScenario,
  },
  {
    id: 'S07',
    title: 'a new webhook id per attempt',
    patches: [
      {
        file: 'src/delivery/channels/webhook.ts',
        find: '`msg_${target.deliveryId}`', // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the file
        put: '`msg_${crypto.randomUUID()}`', // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the file
      },
    ],
    caughtBy: ['untold', 'unexpected'],
    scenario: webhookScenario,
  },
  {
    id: 'S08',
    title: 'clearance not asked at send',
    patches: [
      {
        file: prepareMessage,
        find: "  return conflict === 'redact' ? { view: 'thin' } : permission\n",
        put: "  return { view: 'full' }\n",
      },
    ],
    caughtBy: ['leaked'],
    scenario: withdrawnScenario,
  },
  {
    id: 'S09',
    title: 'escalation by the clock of the worker',
    patches: [
      {
        file: 'src/response/load-ladders.ts',
        find: '    now: (await readNow(trx)).epochMilliseconds,\n',
        put: '    now: (await readNow(trx)).epochMilliseconds * 0 + Date.now(),\n',
      },
      {
        file: escalationStore,
        find: 'const waiting = sql`\n  select alert_id as id from escalation where due_at <= app.now()\n',
        put: 'const waiting = () => sql`\n  select alert_id as id from escalation where due_at <= ${new Date().toISOString()}::timestamptz\n', // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the file
      },
      { file: escalationStore, find: 'in (${waiting})', put: 'in (${waiting()})' }, // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the file
      { file: escalationStore, find: 'exists (${waiting})', put: 'exists (${waiting()})' }, // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the file
    ],
    caughtBy: ['ladder'],
    scenario: laddersScenario,
  },
  {
    id: 'S11',
    title: 'a cursor that does not wait for transactions that began before',
    patches: [
      {
        file: 'src/delivery/feeds/change-store.ts',
        find: 'const horizon = sql`pg_snapshot_xmin(pg_current_snapshot())`',
        put: 'const horizon = sql`pg_snapshot_xmax(pg_current_snapshot())`',
      },
    ],
    caughtBy: ['untold'],
    scenario: overtakenScenario,
  },
  {
    id: 'S12',
    title: 'recipient not re-checked at send',
    patches: [
      {
        file: prepareMessage,
        find: "  if (standing !== 'addressed') return { refusal: reasons[standing], isMoved: true }\n",
        put: '',
      },
    ],
    caughtBy: ['withdrawn'],
    scenario: withdrawnScenario,
  },
]
