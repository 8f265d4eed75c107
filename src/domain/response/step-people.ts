// Who is to answer a step of a ladder, and why nobody when nobody can be told: the same exclusions as in a plan, and the rota.
import { isExcluded, permissionFor } from '../delivery/exclusion.ts'
import { type Addressee, addresseesOf, type Channel, isOnDuty, type Occasion } from '../delivery/routing.ts'
import type { SkipReason } from './escalation.ts'
import type { LadderStep } from './policy.ts'
import { type OnDuty, onDuty, type Rota } from './rota.ts'

export interface StepPeople {
  readonly recipient: string
  /** Person codes of whoever is on duty; empty where the recipient keeps no rota. */
  readonly persons: readonly string[]
  readonly names: readonly string[]
  /** Their own channels; null = those of the audience. */
  readonly channels: readonly string[] | null
}

export interface StepWorld {
  readonly now: number
  readonly isTlsEnforced: boolean
  /** undefined: the recipient keeps no rota, so the audience as a whole is told. */
  rotaOf(recipient: string, role: string | null): Rota | undefined
}

export type Found =
  | { readonly people: readonly StepPeople[] }
  | { readonly people: readonly []; readonly reason: SkipReason }

/** `occasion`: the change that the step tells of, with the calendar codes of now. */
export function peopleOf(occasion: Occasion, step: LadderStep, world: StepWorld): Found {
  const stepped = {
    ...occasion,
    event: {
      ...occasion.event,
      body: {
        ...occasion.event.body,
        step: {
          order: step.order,
          to: step.to,
          role: step.role,
          release: step.release,
          due_at: null,
          people: null,
        },
      },
    },
  }
  const judged = addresseesOf(stepped).map((addressee) => judge(stepped, step, world, addressee))
  const people = judged.filter((one) => typeof one !== 'string')
  if (people.length > 0) return { people }
  return { people: [], reason: judged.find((one) => typeof one === 'string') ?? 'nobody_there' }
}

function judge(
  occasion: Occasion,
  step: LadderStep,
  world: StepWorld,
  { audience, recipient, channels }: Addressee,
): StepPeople | SkipReason {
  const { event, alert } = occasion
  if (isExcluded(occasion, audience.code)) return 'conflict_of_interest'
  if (!isOnDuty(audience, event)) return 'audience_not_on_duty'
  const refusals = channels.map((channel) =>
    permissionFor({
      audience,
      channel,
      marking: alert.marking,
      consent: event.body.consent,
      isTlsEnforced: world.isTlsEnforced,
      isNotice: false,
    }),
  )
  const refused = refusals.find((one) => 'withheld' in one)
  if (refused !== undefined && refusals.every((one) => 'withheld' in one)) return refused.withheld
  const rota = world.rotaOf(recipient, step.role)
  if (rota === undefined) return { recipient, persons: [], names: [], channels: null }
  const duty = onDuty(rota, world.now)
  return duty.length === 0 ? 'nobody_on_duty' : dutyOf(recipient, channels, duty)
}

/** Somebody without channels of their own is reached by those of the audience. */
function dutyOf(recipient: string, channels: readonly Channel[], duty: readonly OnDuty[]): StepPeople {
  const common = channels.map((one) => one.code)
  const isPersonal = duty.some((one) => one.channels !== null && one.channels.length > 0)
  const own = duty.flatMap((one) => (one.channels?.length ? one.channels : common))
  return {
    recipient,
    persons: duty.map((one) => one.person),
    names: duty.map((one) => one.name),
    channels: isPersonal ? [...new Set(own)] : null,
  }
}
