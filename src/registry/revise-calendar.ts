// A newer calendar for an open electoral process: by two persons, by a newer file of the country pack, or because time has come to know more.
// The lanes are told by an entry of their log, so what is evaluated from there on is evaluated by it.
import { z } from 'zod'
import {
  type Decision,
  decide,
  listProposals,
  type ProposalRow,
  propose,
  readProposal,
  setProposalState,
  unknownProposal,
} from '#access/approve.ts'
import { recordAudit } from '#audit/record-audit.ts'
import { type Actor, mayUseProcess } from '#domain/actor.ts'
import { canonicalJson } from '#domain/audit/canonical-json.ts'
import { type DerivedCalendar, deriveCalendar } from '#domain/calendar.ts'
import { alongs, type CalendarChange, changeCalendar } from '#domain/calendar-change.ts'
import { instantText, localDate, text } from '#domain/pack/basic-shapes.ts'
import { type CalendarFile, calendarFile, confidences } from '#domain/pack/calendar-shapes.ts'
import type { CountryPack } from '#domain/pack.ts'
import { afterCommit, type Executor, type Trx } from '#platform/database/database.ts'
import { AppError } from '#platform/errors.ts'
import { sha256 } from '#platform/ids.ts'
import type { Pokes } from '#queue/pokes.ts'
import { appendInbox } from '#scoring/inbox-store.ts'
import { holdCalendar, insertCalendar, readCalendar, readSources, setCalendarDue } from './calendar-store.ts'
import { raiseRegistryVersion, readNow } from './process-store.ts'

export const calendarProposal = 'calendar.revise'

const round = z.int().min(1).max(9).optional().describe('Round of voting; absent = of the whole process')
const milestone = z.string().max(64)
/** One step of a change. */
export const stepSchema = z.discriminatedUnion('act', [
  z.strictObject({
    act: z.literal('move'),
    milestone,
    round: z
      .int()
      .min(1)
      .max(9)
      .optional()
      .describe('Round of voting; absent = every round that has the milestone'),
    date: localDate.describe('Local day of the process on which it is to lie; an hour stays'),
    along: z
      .enum(alongs)
      .default('nothing')
      .describe(
        'Dated milestones that move by as many days: none, those after it, all that are still to come',
      ),
  }),
  z
    .strictObject({
      act: z.literal('set'),
      milestone,
      round,
      date: localDate.optional().describe('Local day; either this or `at`'),
      at: instantText.optional().describe('RFC 3339 with offset'),
    })
    .refine(({ date, at }) => (date === undefined) !== (at === undefined), 'give either date or at'),
  z.strictObject({
    act: z.literal('suspend'),
    at: instantText.describe('From when running periods stand still'),
  }),
  z.strictObject({ act: z.literal('resume'), at: instantText.describe('From when they go on') }),
])
export const changeSchema = z.strictObject({
  steps: z.array(stepSchema).min(1).max(60),
  act: text.describe('What the electoral body did, such as its resolution, in both languages'),
  confidence: z.enum(confidences).default('official'),
  source: z
    .strictObject({ publisher: z.string().min(1).max(200), public: z.string().min(1).max(300) })
    .optional()
    .describe('Where it was published'),
})
/** What a proposal holds: steps from the version in force, or a whole file of the country pack. */
const subjectSchema = z.union([z.object({ change: changeSchema }), z.object({ file: calendarFile })])

export function changeOf(body: z.infer<typeof changeSchema>): CalendarChange {
  return {
    ...body,
    steps: body.steps.map((step) => {
      if (step.act !== 'set') return step
      const { date, at, ...rest } = step
      return { ...rest, when: at === undefined ? { date: date ?? '' } : { at } }
    }),
  }
}

export interface Revised {
  readonly file: CalendarFile
  readonly before: DerivedCalendar
  readonly after: DerivedCalendar
  /** Version in force. */
  readonly base: number
}

/** What a change would make of the calendar in force; throws with the fault. */
export async function revised(
  db: Executor,
  pack: CountryPack,
  process: string,
  change: CalendarChange | CalendarFile,
): Promise<Revised> {
  const row = await readCalendar(db, process)
  if (row === undefined)
    throw new AppError('not_found', 'PROCESS_UNKNOWN', `there is no electoral process ${process}`)
  const now = (await readNow(db)).now.epochMilliseconds
  const current = calendarFile.parse(row.source)
  const made = 'steps' in change ? changeCalendar(current, pack, now, change) : { file: change }
  if ('code' in made) throw new AppError('invalid', made.code, made.message)
  const before = deriveCalendar(current, pack, now)
  return { file: made.file, before, after: deriveCalendar(made.file, pack, now), base: row.version }
}

export interface ReviseDeps {
  /** Absent at a start: the sweep finds what is to be done. */
  readonly pokes?: Pokes
}

/** A further version of the calendar, known from now on, with its entry in every lane. */
export async function bringCalendar(
  trx: Trx,
  deps: ReviseDeps,
  next: {
    readonly process: string
    readonly file: CalendarFile
    readonly calendar: DerivedCalendar
    readonly because: 'file' | 'proposal' | 'time'
    readonly proposal?: ProposalRow
    readonly actor?: Actor
  },
): Promise<number> {
  const { process, file, calendar, proposal } = next
  const { now } = await readNow(trx)
  const version = ((await readCalendar(trx, process))?.version ?? 0) + 1
  const knownFrom = now.toString()
  await insertCalendar(trx, {
    process,
    version,
    knownFrom,
    source: file,
    calendar,
    proposal: proposal?.id,
    reason: proposal?.reason,
    isTold: false,
  })
  await recordAudit(trx, {
    actor: next.actor ?? null,
    action: 'calendar.revised',
    object: { kind: 'process', id: process },
    detail: { version, because: next.because, ...(proposal === undefined ? {} : { proposal: proposal.id }) },
    note: proposal?.reason ?? null,
  })
  const entry = { process, kind: 'calendar', ref: String(version), rev: null, receivedAt: knownFrom } as const
  const lanes = await appendInbox(trx, [entry])
  await setCalendarDue(trx, process, knownFrom)
  await raiseRegistryVersion(trx)
  afterCommit(trx, () => {
    for (const lane of lanes) deps.pokes?.poke('score', String(lane))
    deps.pokes?.poke('calendar', process)
  })
  return version
}

export async function proposeCalendar(
  trx: Trx,
  pack: CountryPack,
  process: string,
  wish: { readonly change: z.infer<typeof changeSchema>; readonly reason: string },
  actor: Actor,
): Promise<{ readonly proposal: ProposalRow; readonly revised: Revised }> {
  await hold(trx, process, actor)
  const found = await revised(trx, pack, process, changeOf(wish.change))
  const subject = { change: wish.change }
  const proposal = await propose(
    trx,
    {
      kind: calendarProposal,
      target: process,
      subject,
      reason: wish.reason,
      authorPerson: actor.personId,
      base: String(found.base),
    },
    actor,
  )
  return { proposal, revised: found }
}

/** The proposal as its effect is now; undefined where it does not fit any more. */
export async function effectOf(
  db: Executor,
  pack: CountryPack,
  proposal: ProposalRow,
): Promise<Revised | undefined> {
  try {
    return await revised(db, pack, proposal.target, wishOf(proposal))
  } catch (error) {
    if (error instanceof AppError && error.kind === 'invalid') return undefined
    throw error
  }
}

function wishOf(proposal: ProposalRow): CalendarChange | CalendarFile {
  const subject = subjectSchema.parse(proposal.subject)
  return 'change' in subject ? changeOf(subject.change) : subject.file
}

/** What a proposal says the electoral body did. */
export function actOf(proposal: ProposalRow): { readonly es: string; readonly en: string } {
  const subject = subjectSchema.parse(proposal.subject)
  if ('change' in subject) return subject.change.act
  return subject.file.versions.at(-1)?.act ?? { es: '', en: '' }
}

/** Carried out with the approval itself: a date that is known to be wrong is not waited with. */
export async function decideCalendar(
  trx: Trx,
  deps: ReviseDeps,
  pack: CountryPack,
  wish: { readonly process: string; readonly id: string; readonly actor: Actor; readonly decision: Decision },
): Promise<{
  readonly proposal: ProposalRow
  /** Undefined when it was rejected. */
  readonly version: number | undefined
  readonly effect: Revised | undefined
}> {
  const { process, id, actor, decision } = wish
  await hold(trx, process, actor)
  const found = await readProposal(trx, id)
  if (found?.kind !== calendarProposal || found.target !== process) throw unknownProposal(id)
  const proposal = await decide(trx, id, actor, decision, async () =>
    String((await readCalendar(trx, process))?.version ?? 0),
  )
  if (decision.decision === 'reject') return { proposal, version: undefined, effect: undefined }
  const effect = await revised(trx, pack, process, wishOf(proposal))
  const { file, after } = effect
  const next = { process, file, calendar: after, because: 'proposal', proposal, actor } as const
  const version = await bringCalendar(trx, deps, next)
  await setProposalState(trx, id, 'done')
  return { proposal: { ...proposal, state: 'done' }, version, effect }
}

/** Nobody else changes its calendar until the commit. A token that is bound to other processes does not find it. */
export async function hold(trx: Trx, process: string, actor: Actor) {
  const held = mayUseProcess(actor, process) ? await holdCalendar(trx, process) : undefined
  if (held !== undefined) return held
  throw new AppError('not_found', 'PROCESS_UNKNOWN', `there is no open electoral process ${process}`)
}

/**
 * The files of the country pack as they are now, for the processes that are open. A file that the process has lived by before is left alone.
 * Where people have changed the calendar since, and where files do not come into force by themselves, the new one is a proposal.
 */
export async function importCalendars(
  trx: Trx,
  pack: CountryPack,
  files: readonly CalendarFile[],
  { activateFiles }: { readonly activateFiles: boolean },
): Promise<void> {
  for (const file of files) {
    const held = await holdCalendar(trx, file.process)
    if (held?.isLive !== true) continue
    const sources = await readSources(trx, file.process)
    const own = canonicalJson(file)
    if (sources.some(({ source }) => canonicalJson(source) === own)) continue
    const found = await revised(trx, pack, file.process, file)
    if (activateFiles && sources.at(-1)?.proposal == null) {
      const next = { process: file.process, file, calendar: found.after, because: 'file' } as const
      await bringCalendar(trx, {}, next)
    } else await proposeFile(trx, file, sha256(own), found.base)
  }
}

async function proposeFile(trx: Trx, file: CalendarFile, hash: string, base: number): Promise<void> {
  const earlier = await listProposals(trx, { kind: calendarProposal, target: file.process, limit: 100 })
  // Once proposed is proposed: a start every day brings it up again neither where it waits nor where it was rejected.
  if (earlier.some(({ subject }) => subject['hash'] === hash)) return
  const proposed = {
    kind: calendarProposal,
    target: file.process,
    subject: { file, hash },
    reason: `newer file of the country pack: ${file.process}`,
    authorPerson: null,
    base: String(base),
  }
  await propose(trx, proposed, undefined)
}
