// Who is on duty now and where nobody will be, as the API and the metrics show it.
import { z } from 'zod'
import { type DutyPerson, emptyTimesOf, gapsOf, onDuty } from '#domain/response/rota.ts'
import { formatInstant } from '#domain/time.ts'
import type { Executor } from '#platform/database/database.ts'
import { readNow } from './process-store.ts'
import { type FilledRota, readFilledRotas } from './rota-store.ts'

// A gap within 48 hours may be tomorrow night; one within 30 days leaves time to ask somebody.
const ALARM_MS = 48 * 3_600_000
const WARNING_MS = 30 * 24 * 3_600_000

export const dutyPersonSchema = z.strictObject({
  person: z.string().trim().min(1).max(64).describe('Code of the person, as the office writes it'),
  name: z.string().trim().min(1).max(200),
  channels: z
    .array(z.string().max(64))
    .max(10)
    .nullable()
    .default(null)
    .describe('Channels of routes.yaml by which this person is told; null = those of the audience'),
})

/** Lists that are read only become lists that the answer may own. */
export function viewPerson(person: DutyPerson | null): z.infer<typeof dutyPersonSchema> | null {
  if (person === null) return null
  return { ...person, channels: person.channels === null ? null : [...person.channels] }
}

const stretchSchema = z.object({ from: z.string(), to: z.string(), urgency: z.enum(['warning', 'alarm']) })

export const dutySchema = z
  .object({
    rota: z.string(),
    owner: z.string().describe('An office, or an audience of the routes'),
    role: z.string().nullable(),
    territory: z.array(z.string()).describe('Places that the owner answers for'),
    on_duty: z.array(
      z.object({
        person: z.string(),
        name: z.string(),
        because: z.enum(['shift', 'cover', 'fallback']),
      }),
    ),
    status: z
      .enum(['covered', 'warning', 'alarm'])
      .describe('alarm: a gap within 48 hours; warning: a gap within 30 days'),
    fallback: z
      .string()
      .nullable()
      .describe('Name of the person who is called when nobody else is on duty; null = there is none'),
    gaps: z
      .array(stretchSchema)
      .describe('Stretches without anybody on a shift, whether or not a fallback person stands ready'),
    empty_times: z
      .array(
        stretchSchema.extend({ to: z.string().nullable().describe('null: beyond the 30 days looked at') }),
      )
      .describe(
        'Stretches in which nobody can be called, no fallback person either: a step of a ladder that comes to this rota then is skipped',
      ),
  })
  .meta({ id: 'Duty' })

export function viewDuty(
  row: FilledRota,
  territory: readonly string[],
  now: number,
): z.infer<typeof dutySchema> {
  const until = now + WARNING_MS
  const gaps = urgent(gapsOf(row.rota, now, until), now)
  const isAlarm = gaps.some((gap) => gap.urgency === 'alarm')
  return {
    rota: row.id,
    owner: row.owner,
    role: row.role,
    territory: [...territory],
    on_duty: onDuty(row.rota, now).map(({ person, name, because }) => ({ person, name, because })),
    status: isAlarm ? 'alarm' : gaps.length > 0 ? 'warning' : 'covered',
    fallback: row.fallback?.name ?? null,
    gaps: gaps.map(viewStretch),
    empty_times: urgent(emptyTimesOf(row.rota, now, until), now).map((one) => ({
      ...viewStretch(one),
      ...(one.to === until ? { to: null } : {}),
    })),
  }
}

interface Stretch {
  readonly from: number
  readonly to: number
}
type Urgent = Stretch & { readonly urgency: 'alarm' | 'warning' }

function urgent(stretches: readonly Stretch[], now: number): Urgent[] {
  return stretches.map((one) => ({ ...one, urgency: one.from < now + ALARM_MS ? 'alarm' : 'warning' }))
}

function viewStretch({ from, to, urgency }: Urgent): z.infer<typeof stretchSchema> {
  return { from: formatInstant(from), to: formatInstant(to), urgency }
}

/** Gaps of all rotas, by urgency. */
export async function countGaps(db: Executor): Promise<{ alarm: number; warning: number }> {
  const { now } = await readNow(db)
  const at = now.epochMilliseconds
  const gaps = (await readFilledRotas(db)).flatMap(({ rota }) =>
    urgent(gapsOf(rota, at, at + WARNING_MS), at),
  )
  const alarm = gaps.filter((gap) => gap.urgency === 'alarm').length
  return { alarm, warning: gaps.length - alarm }
}
