// Files of a replay → items in the order in which they were received: NDJSON as it is, CSV through a mapping.
import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import { parse } from 'csv-parse/sync'
import { mapRow } from '#domain/map-row.ts'
import type { Mapping } from '#domain/mapping.ts'
import { type Instant, parseInstant } from '#domain/time.ts'
import { sha256 } from '#platform/ids.ts'
import { readMapping } from '#registry/read-mapping.ts'

export interface RecordedItem {
  /** File and line or row, for messages. */
  readonly where: string
  readonly signal: Readonly<Record<string, unknown>>
  readonly receivedAt: Instant
}

export interface Recording {
  readonly items: readonly RecordedItem[]
  readonly refused: readonly { readonly where: string; readonly reason: string }[]
  /** The electoral process that the record names first. */
  readonly process: string | undefined
}

/** `mappings` belong to the CSV files in their order. */
export async function readRecording(
  files: readonly string[],
  mappings: readonly string[],
): Promise<Recording> {
  const parts: Recording[] = []
  let next = 0
  for (const file of files) {
    const text = await readFile(file, 'utf8')
    if (!file.endsWith('.csv')) {
      parts.push(readLines(file, text))
      continue
    }
    const mapping = mappings[next]
    next += 1
    if (mapping === undefined)
      throw new Error(`${file} is a CSV file: give its mapping with --mapping FILE.yaml`)
    parts.push(readTable(file, text, await readMapping(mapping)))
  }
  return {
    items: parts.flatMap((one) => one.items).toSorted((a, b) => a.receivedAt - b.receivedAt),
    refused: parts.flatMap((one) => one.refused),
    process: parts.find((one) => one.process !== undefined)?.process,
  }
}

function readTable(file: string, text: string, mapping: Mapping): Recording {
  const rows: Record<string, string>[] = parse(text, {
    columns: true,
    delimiter: mapping.delimiter,
    bom: true,
  })
  const items: RecordedItem[] = []
  const refused: { where: string; reason: string }[] = []
  for (const [index, row] of rows.entries()) {
    const where = `${path.basename(file)}:${index + 2}` // the header is row 1
    const mapped = mapRow(mapping, row, index + 2, sha256)
    const receivedAt = 'refused' in mapped ? undefined : parseInstant(mapped.received_at)
    if ('refused' in mapped) refused.push({ where, reason: mapped.refused.en })
    else if (receivedAt === undefined)
      refused.push({ where, reason: `no time of reception: ${mapped.received_at}` })
    else items.push({ where, receivedAt, signal: withSource(mapped.signal, mapping.source) })
  }
  return { items, refused, process: mapping.process }
}

function withSource(
  signal: Readonly<Record<string, unknown>>,
  source: Mapping['source'],
): Record<string, unknown> {
  const own = typeof signal['source'] === 'object' ? signal['source'] : {}
  return { ...signal, source: { id: source.id, kind: source.kind, ...own } }
}

function readLines(file: string, text: string): Recording {
  const items: RecordedItem[] = []
  const refused: { where: string; reason: string }[] = []
  let process: string | undefined
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue
    const where = `${path.basename(file)}:${index + 1}`
    const { received_at: received, ...signal } = readLine(line)
    const receivedAt = typeof received === 'string' ? parseInstant(received) : undefined
    if (receivedAt === undefined) {
      refused.push({ where, reason: 'not a JSON object with a received_at (RFC 3339 with offset)' })
      continue
    }
    process ??= typeof signal['process'] === 'string' ? signal['process'] : undefined
    items.push({ where, signal, receivedAt })
  }
  return { items, refused, process }
}

function readLine(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}
