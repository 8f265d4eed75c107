// /v1/alerts/{id}/why: what an alert rests on, what does not count and why, what was withdrawn since, what would have prevented it.
import type { FastifyPluginCallbackZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { recordRead } from '#audit/record-audit.ts'
import type { Actor } from '#domain/actor.ts'
import type { Gazetteer } from '#domain/place.ts'
import { changeWords, measureWords } from '#domain/rules/measure-words.ts'
import { levelNames } from '#domain/rules/rule.ts'
import { approvedTexts } from '#intake/public-text-store.ts'
import { readDerived, readStanding } from '#intake/signal-store.ts'
import type { Db } from '#platform/database/database.ts'
import { withEvidence } from '#platform/database/who-asks.ts'
import { AppError } from '#platform/errors.ts'
import { problemSchema } from '#platform/problem.ts'
import { readNow } from '#registry/process-store.ts'
import { type AlertEventRow, readHistory } from './alert-event-store.ts'
import { type AlertDeps, visibleAlert } from './alert-routes.ts'
import { evidenceSchema, viewEvidence } from './alert-view.ts'

const level = z.enum(levelNames)
const text = z.object({ es: z.string(), en: z.string() })
const recommended = z.object({ id: z.string(), to: z.string(), due_at: z.string(), text })
const factor = z.object({
  measure: z.string(),
  nature: z.enum(['endogenous', 'exogenous']),
  x: z.number().nullable().describe('The measure; null = unknown'),
  q: z.number().nullable().describe('Where it stands on its scale, 0 to 1'),
  weight: z.number(),
  share: z.number().nullable().describe('Its part in the value, in points'),
})

const whySchema = z
  .object({
    alert: z.string(),
    kind: z.string().describe('The change of the alert that is explained: its latest one by evaluation'),
    level: level.nullable(),
    as_of: z.string(),
    late: z.boolean(),
    certainty: z.string().describe('CAP certainty, from the grades of the evidence'),
    explain: text,
    reason: z.string().nullable(),
    rule: z.string(),
    rule_revision: z.string(),
    versions: z.record(z.string(), z.unknown()).describe('Taxonomy, gazetteer, grading and calendar used'),
    phase: z.string().nullable(),
    phase_weight: z
      .number()
      .nullable()
      .describe('By how much the calendar multiplies the composites; null = the rule has no such table'),
    window: z.string().nullable(),
    measures: z.record(z.string(), z.number().nullable()).describe('null = unknown'),
    measured: z
      .record(
        z.string(),
        z.object({
          kind: z.string(),
          field: z.string().optional(),
          window_ms: z.number().optional(),
          words: text.describe('«señales contadas en 14 días», as messages say it'),
        }),
      )
      .describe('What each compared measure is, by name; empty for a change from before this was kept'),
    comparisons: z.array(
      z.object({
        measure: z.string(),
        op: z.string(),
        value: z.number().nullable(),
        threshold: z.number(),
        margin: z.number().nullable(),
        holds: z.boolean().nullable(),
      }),
    ),
    prevention: z
      .array(
        z.object({
          measure: z.string(),
          change: z.number(),
          words: text.describe(
            '«2 orígenes distintos menos»; with the name of the measure where only that is kept',
          ),
        }),
      )
      .describe('What would have kept the level from firing: the change of a measure that it takes'),
    factors: z.record(z.string(), z.array(factor)).describe('Of composites, by measure'),
    evidence: z.array(evidenceSchema),
    evidence_count: z.number().int(),
    excluded: z
      .array(
        z.object({
          signal: z.string(),
          why: z
            .enum(['over_cap', 'retracted', 'rejected', 'changed'])
            .describe(
              'over_cap: its source has said enough already; rejected: by a person, or a repeat of another; changed: corrected so that the rule does not take it',
            ),
        }),
      )
      .describe(
        'Signals that would count and do not: over the cap per source, or withdrawn since the alert fired',
      ),
    withdrawn: z
      .array(z.string())
      .describe('Signals that the alert rested on once and does not now, because they were withdrawn'),
    reevaluated: z
      .object({ kind: z.string(), level: level.nullable(), as_of: z.string(), explain: text })
      .nullable()
      .describe('What the evaluation found when evidence was last withdrawn; null = none was'),
    recommended: z.array(recommended),
  })
  .meta({ id: 'Why' })

type Why = z.infer<typeof whySchema>
/** Written by scoring in exactly this shape; see record-alerts.ts. */
type Evaluation = Omit<Why, 'evidence' | 'measured' | 'phase_weight' | 'prevention' | 'withdrawn'> & {
  readonly measured?: Readonly<Record<string, Omit<Why['measured'][string], 'words'>>>
  readonly prevention: readonly Omit<Why['prevention'][number], 'words'>[]
  readonly withdrawn?: readonly string[]
  readonly evidence: { readonly ids: string[]; readonly count: number }
  readonly phase_weight?: number
  readonly over_cap?: readonly string[]
}

export function whyRoutes(deps: AlertDeps): FastifyPluginCallbackZod {
  return (server, _options, done) => {
    server.get(
      '/v1/alerts/:id/why',
      {
        config: { scope: 'alerts:read' },
        schema: {
          summary:
            'Why the alert is where it is: numbers against thresholds, graded evidence, what does not count, what would have prevented it',
          params: z.object({ id: z.uuid() }),
          response: { 200: whySchema, default: problemSchema },
        },
      },
      async (request) => {
        const alert = await visibleAlert(deps, request.params.id, request.actor)
        const history = (await readHistory(deps.db, alert.id)).filter(
          (one) => 'comparisons' in one.body && !('step' in one.body),
        )
        const event = history.at(-1)
        if (event === undefined)
          throw new AppError('bug', 'INVARIANT_BROKEN', `alert ${alert.id} has no evaluation`)
        const { over_cap: overCap = [], ...body } = evaluationOf(event)
        const withdrawn = withdrawnOf(history, body.evidence.ids)
        const { pack, places } = await deps.registry.at(deps.db, (await readNow(deps.db)).version)
        return {
          ...body,
          alert: alert.id,
          kind: event.kind,
          level: event.level,
          as_of: event.asOf.toString(),
          late: event.isLate,
          rule: alert.ruleId,
          rule_revision: event.ruleRevision,
          ...inWords(body, pack.country),
          phase_weight: body.phase_weight ?? null,
          evidence: await evidenceFor(deps.db, places, request.actor, alert.id, body.evidence.ids),
          evidence_count: body.evidence.count,
          excluded: [
            ...(await outOf(deps.db, withdrawn)),
            ...overCap.map((signal) => ({ signal, why: 'over_cap' as const })),
          ],
          withdrawn,
          reevaluated: reevaluatedOf(history),
        }
      },
    )
    done()
  }
}

const evaluationOf = ({ body }: AlertEventRow): Evaluation => body as unknown as Evaluation

function inWords(
  { measured = {}, prevention }: Evaluation,
  country: string,
): Pick<Why, 'measured' | 'prevention'> {
  return {
    measured: Object.fromEntries(
      Object.entries(measured).map(([name, nature]) => [name, { ...nature, words: measureWords(nature) }]),
    ),
    prevention: prevention.map((one) => ({
      ...one,
      words: changeWords(one, measured[one.measure], country),
    })),
  }
}

/** The signals behind the alert as the caller may see them; that somebody read them is on record. */
async function evidenceFor(db: Db, places: Gazetteer, actor: Actor, alertId: string, ids: readonly string[]) {
  const derived = await withEvidence(db, ids, () => readDerived(db, ids))
  if (derived.length > 0) {
    const detail = { signals: derived.map((one) => one.id) }
    const object = { kind: 'alert', id: alertId }
    await recordRead(db, { actor, action: 'evidence.read', object, detail })
  }
  const texts = await withEvidence(db, ids, () => approvedTexts(db, ids))
  return derived.map((one) =>
    viewEvidence(one.id, one.derived, actor, { places, publicText: texts.get(one.id) }),
  )
}

/** In the order in which they went; what counts again, because a merge was undone, is not among them. */
function withdrawnOf(history: readonly AlertEventRow[], counted: readonly string[]): string[] {
  const all = new Set(history.flatMap((one) => evaluationOf(one).withdrawn ?? []))
  return [...all].filter((id) => !counted.includes(id))
}

function reevaluatedOf(history: readonly AlertEventRow[]): Why['reevaluated'] {
  const event = history.findLast((one) => (evaluationOf(one).withdrawn ?? []).length > 0)
  if (event === undefined) return null
  const { kind, level: found, asOf } = event
  return { kind, level: found, as_of: asOf.toString(), explain: evaluationOf(event).explain }
}

/** What became of signals that no longer count: only the kind of change, which says nothing of what they hold. */
async function outOf(db: Db, ids: readonly string[]): Promise<Why['excluded']> {
  const standing = await withEvidence(db, ids, () => readStanding(db, ids))
  return ids.map((signal) => {
    const now = standing.get(signal)
    if (now?.isRetracted === true) return { signal, why: 'retracted' }
    return { signal, why: now?.verification === 'rejected' ? 'rejected' : 'changed' }
  })
}
