// What intake knows on one day of a Bolivian campaign: the pack, one exercise, one real process, and senders with and without rights.
import { calendarHistory } from '#domain/calendar.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { processExtent } from '#domain/electoral-process.ts'
import { createGazetteer } from '#domain/place.ts'
import type { IntakeContext, OpenProcess, SignalSender } from '#domain/signal/intake-context.ts'
import type { SignalBody } from '#domain/signal/signal.ts'
import { readPack } from '#registry/read-pack.ts'

export const { pack, templates } = await readPack('rules/bo')

export const receivedAt = Date.UTC(2026, 2, 2, 12)

function openProcess(id: string, isExercise: boolean): OpenProcess {
  const [first] = calendarHistory(exerciseCalendar(templates, pack, '2026-03-02'), pack)
  if (first === undefined) throw new Error('the exercise has no calendar')
  const { calendar } = first
  const { from, to } = processExtent(calendar) ?? { from: 0, to: 0 }
  const electionDay = calendar.milestones['election_day']?.from ?? from
  const common = { territory: 'BO', clock: 'live', calendarVersion: 1 } as const
  return { id, isExercise, calendar, from, to, electionDay, ...common }
}

export const processes: readonly OpenProcess[] = [openProcess('drill', true), openProcess('real', false)]

export const context: IntakeContext = {
  pack,
  places: createGazetteer(pack),
  processes,
  receivedAt,
  hash: (text) => `hash of ${text}`,
}

export const sender: SignalSender = {
  id: 'radio-a',
  kind: 'ombudsman_office',
  reliability: 'B',
  mayGrade: false,
  mayAttribute: false,
  processes: null,
}
export const verifier: SignalSender = { ...sender, mayGrade: true, mayAttribute: true }

export function aSignal(changes: Partial<SignalBody> = {}): SignalBody {
  return { external_id: 'a-1', process: 'drill', category: 'threat', place: 'BO02', ...changes }
}
