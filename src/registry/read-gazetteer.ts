// Reads a country's gazetteer (CSV in the columns that pack.yaml names, e.g. OCHA COD-AB) into territories.
import { readFile } from 'node:fs/promises'
import { parse } from 'csv-parse/sync'
import { z } from 'zod'
import type { GazetteerResult, GazetteerRow } from '#domain/pack/gazetteer-rows.ts'
import { placesFromRows } from '#domain/pack/gazetteer-rows.ts'
import type { CountryPack } from '#domain/pack.ts'

const records = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }))

/** Throws where the file is no CSV or lacks a column; single bad rows are in `refused` with their line. */
export function parseGazetteer(text: string, pack: CountryPack): GazetteerResult {
  const columns = (pack.gazetteer?.levels ?? []).flatMap((level) => [
    level.code,
    level.name,
    ...level.aliases,
  ])
  const parsed = records.parse(
    parse(text, { bom: true, info: true, relax_column_count: true, skip_empty_lines: true }),
  )
  const header = parsed[0]?.record ?? []
  const lacking = columns.filter((column) => !header.includes(column))
  if (lacking.length > 0) throw new Error(`the gazetteer lacks the columns ${lacking.join(', ')}`)
  const rows: GazetteerRow[] = []
  const short: { line: number; reason: string }[] = []
  for (const { record, info } of parsed.slice(1)) {
    if (record.length !== header.length)
      short.push({ line: info.lines, reason: `has ${record.length} of ${header.length} columns` })
    else
      rows.push({
        line: info.lines,
        cells: Object.fromEntries(header.map((column, at) => [column, record[at] ?? ''])),
      })
  }
  const result = placesFromRows(rows, pack)
  return { ...result, refused: [...short, ...result.refused].toSorted((a, b) => a.line - b.line) }
}

export async function readGazetteer(path: string, pack: CountryPack): Promise<GazetteerResult> {
  return parseGazetteer(await readFile(path, 'utf8'), pack)
}
