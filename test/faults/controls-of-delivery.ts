// Negative controls that are judged by what arrives at a partner's webhook and in a mailbox.
import type { Scenario } from './arena.ts'
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
