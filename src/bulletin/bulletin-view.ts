// What a caller sees of a bulletin: a line of the list, and the whole with its numbers, texts and history.
import { z } from 'zod'
import type { Actor } from '#domain/actor.ts'
import { bulletinKinds, bulletinStates, bulletinTexts, sections } from '#domain/bulletin/bulletin.ts'
import { bulletinNumbers } from '#domain/bulletin/numbers.ts'
import { findPersonalData } from '#domain/do-no-harm/free-text.ts'
import type { CountryPack } from '#domain/pack.ts'
import { markings } from '#domain/pack.ts'
import type { BulletinEventRow, BulletinRow } from './bulletin-store.ts'
import { makersOf } from './change-bulletin.ts'

const text = z.object({ es: z.string(), en: z.string() })

export const bulletinLineSchema = z
  .object({
    id: z.string(),
    process: z.string(),
    kind: z.enum(bulletinKinds),
    place: z.string(),
    from: z.string(),
    to: z.string(),
    as_of: z.string().describe('Numbers as the record was known at this instant'),
    exercise: z.boolean(),
    marking: z.enum(markings).describe('The strictest of what was counted'),
    ceiling: z.enum(markings).describe('Content up to this marking was counted'),
    state: z.enum(bulletinStates),
    version: z.number().int().describe('For If-Match'),
    hash: z
      .string()
      .describe(
        'SHA-256 of process, kind, place, from, to, as_of, ceiling, marking, numbers and texts as canonical JSON (RFC 8785)',
      ),
    fired: z.number().int(),
    open: z.number().int(),
    created_at: z.string(),
    published_at: z.string().nullable(),
    withdrawn_at: z.string().nullable(),
    errata: z.number().int().describe('Entries that correct it'),
  })
  .meta({ id: 'BulletinLine' })

const bulletinEvent = z.object({
  ordinal: z.number().int(),
  kind: z.enum(['composed', 'edited', 'proposed', 'returned', 'published', 'withdrawn', 'erratum']),
  person: z.string(),
  at: z.string(),
  reason: z.string().nullable(),
  sections: z.array(z.string()).describe('Of an edit: what was written'),
  text: text.nullable().describe('Of an erratum'),
})

export const bulletinSchema = bulletinLineSchema
  .extend({
    has_reports: z.boolean(),
    texts: bulletinTexts.describe('What people wrote; an empty text stands for none'),
    numbers: bulletinNumbers,
    checkpoint: z
      .object({ size: z.number().int(), root: z.string(), at: z.string(), note: z.string() })
      .nullable()
      .describe(
        'Head of the audit log when it was composed, then when it was published; null = nothing was sealed',
      ),
    is_maker: z.boolean().describe('The caller composed, wrote or proposed it, and may not publish it'),
    findings: z
      .array(z.object({ section: z.string(), language: z.enum(['es', 'en']), kind: z.string() }))
      .describe('What looks like data of a person in the texts: look at it before it is published'),
    events: z.array(bulletinEvent),
  })
  .meta({ id: 'Bulletin' })

export function viewLine(row: BulletinRow): z.infer<typeof bulletinLineSchema> {
  return {
    id: row.id,
    process: row.process,
    kind: row.kind,
    place: row.place,
    from: row.from.toString(),
    to: row.to.toString(),
    as_of: row.asOf.toString(),
    exercise: row.isExercise,
    marking: row.marking,
    ceiling: row.ceiling,
    state: row.state,
    version: row.version,
    hash: row.hash,
    fired: row.numbers.totals.fired,
    open: row.numbers.totals.open,
    created_at: row.createdAt.toString(),
    published_at: row.publishedAt?.toString() ?? null,
    withdrawn_at: row.withdrawnAt?.toString() ?? null,
    errata: row.errata,
  }
}

export function viewBulletin(
  row: BulletinRow,
  events: readonly BulletinEventRow[],
  actor: Actor,
  pack: CountryPack,
): z.infer<typeof bulletinSchema> {
  return {
    ...viewLine(row),
    has_reports: row.hasReports,
    texts: row.texts,
    numbers: row.numbers,
    checkpoint: row.checkpoint,
    is_maker: makersOf(events).includes(actor.personId),
    findings: findingsIn(row, pack),
    events: events.map(({ ordinal, kind, person, at, body }) => ({
      ordinal,
      kind,
      person,
      at: at.toString(),
      reason: body.reason ?? null,
      sections: [...(body.sections ?? [])],
      text: body.text ?? null,
    })),
  }
}

function findingsIn({ texts }: BulletinRow, { personalForms }: CountryPack) {
  return sections.flatMap((section) =>
    (['es', 'en'] as const).flatMap((language) => {
      const kinds = new Set(findPersonalData(texts[section][language], personalForms).map(({ kind }) => kind))
      return [...kinds].map((kind) => ({ section, language, kind }))
    }),
  )
}
