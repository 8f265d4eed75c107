// Opens what the canary needs, once: a process of its own without a calendar, its source, its token. Where the token is kept: the caller's.
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { issueToken } from '#access/issue-token.ts'
import type { Config } from '#config/config.ts'
import { canaryKind, canaryProcess, canaryRule, canarySource } from '#domain/canary.ts'
import type { CalendarFile } from '#domain/pack/calendar-shapes.ts'
import { type Db, inTransaction } from '#platform/database/database.ts'
import type { InstalledPack } from '#registry/import-pack.ts'
import { openProcess } from '#registry/open-process.ts'
import { raiseRegistryVersion, readNow } from '#registry/process-store.ts'
import { latestActivation } from '#registry/rule-store.ts'
import { insertSources } from '#registry/source-store.ts'
import { insertCanary } from './canary-store.ts'

interface Deps {
  readonly db: Db
  readonly config: Config
  readonly installed: InstalledPack
}

// Longer than an electoral cycle has months of watch; the alarm itself tells when it has run out.
const tokenDays = 730

/** A new token for the canary; its process is opened when it is not there yet. Undefined where the country pack has no canary. */
export async function openCanary(core: Deps): Promise<string | undefined> {
  const { pack, canary } = core.installed
  if (canary === undefined) return undefined
  return inTransaction(core.db, async (trx) => {
    const { now } = await readNow(trx)
    await openProcess(trx, pack, {
      id: canaryProcess,
      file: emptyCalendar(pack),
      kind: canaryKind,
      isExercise: false,
      clock: 'live',
      shards: 1,
      now: now.epochMilliseconds,
    })
    const reliability = pack.sourceKinds.get(canarySource)?.defaultReliability ?? 'A'
    await insertSources(trx, [{ id: canaryProcess, kind: canarySource, reliability }])
    await insertCanary(trx)
    await raiseRegistryVersion(trx)
    const request = {
      label: 'canary of the silence alarm',
      role: 'intake_token',
      territory: [pack.country],
      marking: 'TLP:CLEAR',
      sourceId: canaryProcess,
      processes: [canaryProcess],
      days: tokenDays,
    } as const
    return (await issueToken(trx, request, undefined)).secret
  })
}

/** The rule may wait for its activation where rule files do not come into force by themselves. */
export async function isCanaryRuleInForce(core: Deps): Promise<boolean> {
  const activation = await latestActivation(core.db)
  return activation?.rules.some((one) => one.rule_id === canaryRule && one.status === 'active') ?? false
}

/** Embedded: the folder's own token, made at its first start; undefined in memory and in server mode. */
export async function tokenOfFolder(core: Deps): Promise<string | undefined> {
  const { backend } = core.config
  if (backend.mode !== 'embedded' || backend.dataDir === undefined) return undefined
  const file = path.join(backend.dataDir, 'canary.token')
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim()
  const token = await openCanary(core)
  if (token !== undefined) await writeFile(file, `${token}\n`, { mode: 0o600 })
  return token
}

/** No phase ever opens in it, so no rule of a phase looks at it, and no signal falls into it that does not name it. */
function emptyCalendar({ country, timeZone }: { country: string; timeZone: string }): CalendarFile {
  return {
    schema: 1,
    kind: 'electoral_calendar',
    process: canaryProcess,
    country,
    type: canaryKind,
    name: { es: 'Canario de la alarma de silencio', en: 'Canary of the silence alarm' },
    time_zone: timeZone,
    utc_offset: '+00:00',
    outcome: 'planned',
    scope: { territories: [], abroad: false },
    sources: [],
    versions: [
      {
        version: 1,
        known_from: '2000-01-01',
        status: 'in_force',
        confidence: 'derived',
        act: { es: 'Sin calendario', en: 'No calendar' },
      },
    ],
    milestones: [],
  }
}
