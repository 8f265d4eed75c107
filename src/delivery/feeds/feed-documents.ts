// Published CAP files as Atom: the index of the files, and the summaries of a department.
import { type AtomEntry, type AtomFeed, buildAtom } from '#domain/delivery/atom.ts'
import { levelLabel } from '#domain/delivery/message-text.ts'
import type { Language } from '#domain/text.ts'
import { uuidv5 } from '#platform/ids.ts'
import type { CapRow } from './cap-store.ts'
import { writeXml } from './write-xml.ts'

/** UUIDv5 of `urn:vigia:feed` in the URL namespace. */
const NAMESPACE = uuidv5('6ba7b811-9dad-11d1-80b4-00c04fd430c8', 'urn:vigia:feed')

export interface FeedFacts {
  /** Where people sign in, without a slash at its end. */
  readonly publicUrl: string
  readonly language: Language
  placeText(place: string): string
}

export function capIndex(facts: FeedFacts, rows: readonly CapRow[]): string {
  const title = { es: 'Archivos CAP de Vigía', en: 'CAP files of Vigía' }[facts.language]
  return write(facts, '/v1/feeds/cap', title, rows, (row) => [capLink('alternate', facts, row)])
}

export function departmentFeed(facts: FeedFacts, department: string, rows: readonly CapRow[]): string {
  const place = facts.placeText(department)
  const title = { es: `Alertas de Vigía: ${place}`, en: `Alerts of Vigía: ${place}` }[facts.language]
  return write(facts, `/v1/feeds/atom/${department}.xml`, title, rows, (row) => [
    { rel: 'alternate', type: 'text/html', href: `${facts.publicUrl}/alerts/${row.alertId}` },
    capLink('related', facts, row),
  ])
}

function capLink(rel: 'alternate' | 'related', { publicUrl }: FeedFacts, { identifier }: CapRow) {
  return { rel, type: 'application/cap+xml', href: `${publicUrl}/v1/feeds/cap/${identifier}.xml` }
}

function write(
  facts: FeedFacts,
  path: string,
  title: string,
  rows: readonly CapRow[],
  linksOf: (row: CapRow) => AtomEntry['links'],
): string {
  const feed: AtomFeed = {
    id: `urn:uuid:${uuidv5(NAMESPACE, facts.publicUrl + path)}`,
    title,
    subtitle: {
      es: 'Cada entrada es un cambio de una alerta; el archivo CAP vale, no este resumen.',
      en: 'Each entry is one change of an alert; the CAP file counts, not this summary.',
    }[facts.language],
    language: facts.language,
    self: facts.publicUrl + path,
    author: 'Vigía',
    entries: rows.map((row) => entryOf(facts, row, linksOf(row))),
  }
  return writeXml(buildAtom(feed))
}

function entryOf(facts: FeedFacts, row: CapRow, links: AtomEntry['links']): AtomEntry {
  const { language } = facts
  const isThin = row.view === 'thin'
  const level = levelLabel[row.level][language]
  return {
    id: `urn:uuid:${row.identifier}`,
    title: row.headline[language],
    summary: isThin
      ? row.msgType
      : `${level} · ${facts.placeText(row.place)} · ${row.msgType} · ${row.marking}`,
    updated: row.publishedAt.toString(),
    links,
    checkpoint: row.checkpoint,
    categories: {
      'msg-type': row.msgType,
      status: row.status,
      ...(isThin ? {} : { level: row.level, marking: row.marking, place: row.place }),
    },
  }
}
