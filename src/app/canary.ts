// The canary of the silence alarm: one real signal a minute through the public API, by its own token. Whoever serves the API runs it; the
// database says when a beat is due and which number it has, so that two processes never send the same one.
import { limits } from '#config/limits.ts'
import { beatSignal, standsStill } from '#domain/canary.ts'
import type { Db } from '#platform/database/database.ts'
import { every } from '#platform/every.ts'
import type { Logger } from '#platform/logger.ts'
import { createOutboundHttp, type OutboundHttp } from '#platform/outbound-http.ts'
import type { InstalledPack } from '#registry/import-pack.ts'
import { isBeatDue, markPosted, readChain, takeBeat, tryAgain, withholdBeat } from './canary-store.ts'

export interface CanaryDeps {
  readonly db: Db
  readonly logger: Logger
  readonly installed: InstalledPack
}

export interface CanaryPlan {
  /** Where the public API answers. */
  readonly url: string
  readonly token: string
  readonly everyMs: number
}

/** Returns the function that stops it. */
export function startCanary(core: CanaryDeps, plan: CanaryPlan): () => Promise<void> {
  // Its own installation, by the way the operator gave: often an address inside.
  const http = createOutboundHttp({ allowPrivateAddresses: true })
  const stop = every(
    Math.min(limits.canaryLookMs, plan.everyMs / 4),
    'canary',
    () => beat(core, http, plan),
    core.logger,
  )
  return async () => {
    await stop()
    await http.close()
  }
}

/** One look: sends the beat that is due, if it is due and nobody else has taken it. */
export async function beat(core: CanaryDeps, http: OutboundHttp, plan: CanaryPlan): Promise<void> {
  const { db, logger } = core
  const settings = core.installed.canary
  if (settings === undefined || !(await isBeatDue(db, plan.everyMs))) return
  const facts = await readChain(db, false)
  if (standsStill(facts, limits.laneStandsSeconds)) {
    await withholdBeat(db, plan.everyMs)
    logger.error({ event: 'canary.withheld', entry: facts.oldestEntrySeconds, tick: facts.oldestTickSeconds })
    return
  }
  const counter = await takeBeat(db, plan.everyMs)
  if (counter === undefined) return
  const answer = await http.post({
    url: `${plan.url.replace(/\/$/, '')}/v1/signals`,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${plan.token}` },
    body: JSON.stringify(beatSignal(settings, core.installed.pack.country, counter)),
    deadline: AbortSignal.timeout(limits.canaryPostMs),
  })
  if (answer.outcome === 'answered' && answer.status < 300) return markPosted(db, counter)
  logger.warn({ event: 'canary.not_taken', counter, ...answer })
  await tryAgain(db, counter, limits.canaryRetryMs)
}
