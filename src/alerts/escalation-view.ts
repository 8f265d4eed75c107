// The ladder of an alert as the API shows it: who must act now, the running step, by when.
import { z } from 'zod'
import type { LadderRow, StepRow } from './escalation-store.ts'

const stepSchema = z
  .object({
    number: z.number().int().describe('Counts every step of every round'),
    round: z.number().int(),
    cycle: z.number().int().describe('0 = the first time up the ladder'),
    order: z.number().int().describe('Step of the ladder, as in routes.yaml'),
    audience: z.string(),
    role: z.string().nullable(),
    outcome: z
      .enum(['told', 'told_before', 'skipped'])
      .describe('told_before: the alert itself had told these people'),
    reason: z
      .string()
      .describe('opening, nobody_answered, not_delivered, by_person; of a skipped step why nobody was told'),
    people: z.array(z.object({ recipient: z.string(), names: z.array(z.string()) })),
    at: z.string(),
    due_at: z.string().nullable().describe('By when these people had to answer'),
  })
  .meta({ id: 'EscalationStep' })

export const escalationSchema = z
  .object({
    state: z
      .enum(['running', 'answering', 'stopped'])
      .describe('answering: acknowledged, and some of those who each have to answer have not'),
    reason: z.string().nullable().describe('Why it does not run'),
    ladder: z.string().nullable(),
    round: z.number().int(),
    running_step: stepSchema.nullable().describe('Whose turn it is to answer'),
    due_at: z.string().nullable().describe('When the next step is told'),
    seconds_left: z.number().int().nullable().describe('Until then, by the database clock; negative = late'),
    remind_at: z.string().nullable(),
    steps: z.array(stepSchema).describe('Every step, taken or skipped, the first one first'),
  })
  .meta({ id: 'Escalation' })

export function viewEscalation(
  ladder: LadderRow,
  steps: readonly StepRow[],
  now: Temporal.Instant,
): z.infer<typeof escalationSchema> {
  const isOver = ladder.state === 'stopped'
  const running = steps.findLast((one) => one.round === ladder.round && one.outcome !== 'skipped')
  const left = ladder.dueAt?.since(now).total('seconds')
  return {
    state: ladder.state,
    reason: ladder.reason,
    ladder: ladder.policy?.ladder ?? null,
    round: ladder.round,
    running_step: isOver || running === undefined ? null : viewStep(running),
    due_at: ladder.dueAt?.toString() ?? null,
    seconds_left: left === undefined ? null : Math.floor(left),
    remind_at: ladder.remindAt?.toString() ?? null,
    steps: steps.map(viewStep),
  }
}

function viewStep(row: StepRow): z.infer<typeof stepSchema> {
  return {
    number: row.step,
    round: row.round,
    cycle: row.cycle,
    order: row.order,
    audience: row.audience,
    role: row.role,
    outcome: row.outcome,
    reason: row.reason,
    people: row.people.map(({ recipient, names }) => ({ recipient, names: [...names] })),
    at: row.at.toString(),
    due_at: row.dueAt?.toString() ?? null,
  }
}
