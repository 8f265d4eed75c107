// A change of the calendar as it is put together: steps as the API takes them, and how each reads.
import type { Labels } from '../../labels.ts'
import type { calendarTexts } from './texts.ts'

/** What else moves by as many days. */
export const alongs = ['nothing', 'later', 'to_come'] as const
export type Along = (typeof alongs)[number]

export type Step =
  | { readonly act: 'move'; readonly milestone: string; readonly date: string; readonly along: Along }
  | {
      readonly act: 'set'
      readonly milestone: string
      readonly round?: number
      /** Either a day or an instant. */
      readonly date?: string
      readonly at?: string
    }
  | { readonly act: 'suspend' | 'resume'; readonly at: string }
export type StepAct = Step['act']

/** What is typed; `when` is wall time of the process, a day where no hour is given. */
export interface StepDraft {
  readonly act: StepAct
  readonly milestone: string
  readonly round: string
  readonly day: string
  readonly time: string
  readonly along: Along
}

export const emptyStep: StepDraft = {
  act: 'move',
  milestone: '',
  round: '',
  day: '',
  time: '',
  along: 'nothing',
}

/** undefined while something is missing. `instant`: wall time of the process → RFC 3339 with its offset. */
export function stepOf(draft: StepDraft, instant: (wall: string) => string | undefined): Step | undefined {
  const { act, milestone, day, time } = draft
  if (day === '') return undefined
  if (act === 'suspend' || act === 'resume') {
    const at = instant(`${day}T${time === '' ? '00:00' : time}`)
    return at === undefined ? undefined : { act, at }
  }
  if (milestone === '') return undefined
  if (act === 'move') return { act, milestone, date: day, along: draft.along }
  const round = draft.round === '' ? {} : { round: Number(draft.round) }
  if (time === '') return { act, milestone, ...round, date: day }
  const at = instant(`${day}T${time}`)
  return at === undefined ? undefined : { act, milestone, ...round, at }
}

/** «Mover: Jornada de votación → 25 oct 2026, y lo que viene después». */
export function readStep(
  step: Step,
  words: typeof calendarTexts.es,
  labels: Labels,
  shown: { readonly day: (date: string) => string; readonly moment: (at: string) => string },
): string {
  const { stepActs } = words
  switch (step.act) {
    case 'move':
      return `${stepActs.move}: ${labels.of('milestones', step.milestone)} → ${shown.day(step.date)}${step.along === 'nothing' ? '' : ` (${words.alongs[step.along]})`}`
    case 'set': {
      const round = step.round === undefined ? '' : ` (${words.roundOf(step.round)})`
      const when = step.at === undefined ? shown.day(step.date ?? '') : shown.moment(step.at)
      return `${stepActs.set}: ${labels.of('milestones', step.milestone)}${round} → ${when}`
    }
    case 'suspend':
    case 'resume':
      return `${stepActs[step.act]}: ${shown.moment(step.at)}`
  }
}
