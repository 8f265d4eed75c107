// Which firing alerts keep the news of others back: read from the `suppress` lists of the rule revisions that opened them.
import { sql } from 'kysely'
import type { Suppressor } from '#domain/delivery/suppression.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'
import type { Executor } from '#platform/database/database.ts'

interface SuppressorRow {
  readonly alertId: string
  readonly process: string
  readonly ruleId: string
  readonly place: string
  readonly key: Record<string, string>
  readonly entry: { readonly rules?: unknown; readonly equal?: unknown; readonly at_or_below?: unknown }
}

/** Firing alerts of these processes whose rules name one of `rules`. A rule on trial keeps nothing back. */
export async function readSuppressors(
  db: Executor,
  processes: readonly string[],
  rules: readonly string[],
): Promise<Suppressor[]> {
  const { rows } = await sql<SuppressorRow>`
    select a.id as "alertId", a.process, a.rule_id as "ruleId", a.place, a.key, entry
    from alert a join rule_revision r on r.rule_id = a.rule_id and r.hash = a.rule_revision
    cross join lateral jsonb_array_elements(coalesce(r.document -> 'suppress', '[]')) as entry
    where a.closed_at is null and a.state in ('firing', 'acknowledged') and not a.is_shadow and a.process = any(${[...processes]}::text[])
      and exists (select 1 from jsonb_array_elements_text(entry -> 'rules') named where named = any(${[...rules]}::text[]))
    order by a.fired_at, a.id`.execute(db)
  return rows.map(({ entry, ...row }) => ({
    ...row,
    rules: texts(entry.rules),
    equal: texts(entry.equal),
    atOrBelow: levelNames.find((level): level is LevelName => level === entry.at_or_below),
  }))
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === 'string') : []
