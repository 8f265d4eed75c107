// The first start of an embedded folder: an exercise whose campaign is open today, and a token for each role of the tour, written to
// first-run.json, which only its owner can read. Fictional by construction: no real process is opened and nothing leaves the machine.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { z } from 'zod'
import { issueToken, type TokenRequest } from '#access/issue-token.ts'
import { exerciseCalendar } from '#domain/calendar-proposal.ts'
import { inTransaction } from '#platform/database/database.ts'
import type { InstalledPack } from '#registry/import-pack.ts'
import { openProcess } from '#registry/open-process.ts'
import { readNow } from '#registry/process-store.ts'
import { insertSources } from '#registry/source-store.ts'
import type { Core } from './create-app.ts'

const roles = [
  'admin',
  'analyst',
  'verifier',
  'ombudsman',
  'un_liaison',
  'rules_admin',
  'rules_approver',
] as const
type FirstRole = (typeof roles)[number]
const firstRunSchema = z.object({ ...tokenPerRole(), process: z.string() })
export type FirstRun = z.infer<typeof firstRunSchema>

function tokenPerRole() {
  const token = z.string()
  return {
    admin: token,
    analyst: token,
    // another person than the one who reports: nobody decides on their own report; a folder of an earlier version has none
    verifier: token.optional(),
    ombudsman: token,
    un_liaison: token,
    rules_admin: token,
    // another person, for what two have to agree on; a folder of an earlier version has none
    rules_approver: token.optional(),
  } satisfies Record<FirstRole, z.ZodString | z.ZodOptional<z.ZodString>>
}

// A year: longer than any exercise, shorter than an electoral cycle.
const tokenDays = 365
const sourceId = 'exercise-analyst'

/** Undefined in server mode, and in a memory database without a folder to write to. */
export function firstRunFile(core: Core): string | undefined {
  const { backend } = core.config
  return backend.mode === 'embedded' && backend.dataDir !== undefined
    ? path.join(backend.dataDir, 'first-run.json')
    : undefined
}

/** What the first start wrote, on every start; makes it when it is not there yet. */
export async function firstRun(core: Core): Promise<FirstRun | undefined> {
  const file = firstRunFile(core)
  if (file === undefined) return undefined
  if (existsSync(file)) return firstRunSchema.parse(JSON.parse(await readFile(file, 'utf8')))
  const made = await openExercise(core)
  await writeFile(file, `${JSON.stringify(made, null, 2)}\n`, { mode: 0o600 })
  return made
}

/** An exercise dated so that campaign runs today, and one token per role bound to it. */
export async function openExercise(core: Core): Promise<FirstRun> {
  const { pack, templates, exercise } = core.installed
  return inTransaction(core.db, async (trx) => {
    const { now } = await readNow(trx)
    const today = now.toZonedDateTimeISO(pack.timeZone).toPlainDate().toString()
    const file = exerciseCalendar(templates, pack, today)
    const opening = {
      id: file.process,
      file,
      kind: 'exercise',
      isExercise: true,
      clock: 'live',
      shards: 1,
    } as const
    await openProcess(trx, pack, { ...opening, now: now.epochMilliseconds })
    const kind = exercise.source_kind
    const reliability = pack.sourceKinds.get(kind)?.defaultReliability ?? 'F'
    await insertSources(trx, [{ id: sourceId, kind, reliability }])
    const secrets: Record<string, string> = {}
    for (const role of roles) {
      const request = tokenFor(role, core.installed, file.process)
      secrets[role] = (await issueToken(trx, request, undefined)).secret
    }
    return firstRunSchema.parse({ ...secrets, process: file.process })
  })
}

function tokenFor(role: FirstRole, { pack, exercise }: InstalledPack, process: string): TokenRequest {
  const common = { label: `first run: ${role}`, territory: [pack.country], days: tokenDays }
  const { ombudsman, un_liaison: unLiaison } = exercise.offices
  switch (role) {
    case 'admin':
      return { ...common, role: 'system_admin', marking: 'TLP:CLEAR' }
    case 'rules_admin':
    case 'rules_approver':
      return { ...common, role: 'rules_admin', marking: 'TLP:GREEN' }
    case 'analyst':
      // In a drill one person reports, verifies and speaks for several sources; a real analyst's token does none of the last two.
      return {
        ...common,
        role: 'analyst',
        marking: 'TLP:AMBER',
        sourceId,
        processes: [process],
        extraScopes: ['signals:grade', 'signals:attribute'],
      }
    case 'verifier':
      return { ...common, role: 'verifier', marking: 'TLP:AMBER+STRICT', processes: [process] }
    case 'ombudsman':
      return {
        ...common,
        role: 'ombudsman',
        marking: 'TLP:AMBER+STRICT',
        office: ombudsman,
        processes: [process],
      }
    case 'un_liaison':
      return {
        ...common,
        role: 'un_liaison',
        marking: 'TLP:AMBER',
        ...(unLiaison === undefined ? {} : { office: unLiaison }),
        processes: [process],
      }
  }
}
