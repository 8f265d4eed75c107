// Rows of a country's gazetteer file → territories, with a reason for every row that is not taken.
import type { CountryPack, GazetteerColumns, Place, PlaceScheme } from '../pack.ts'

/** A row by column name, with the line it stands on. */
export interface GazetteerRow {
  readonly line: number
  readonly cells: Readonly<Record<string, string>>
}

export interface GazetteerResult {
  /** Below the levels that the pack lists itself, parents before children. */
  readonly places: readonly Place[]
  /** Rows about units that are no territory, as the pack says. */
  readonly dropped: number
  readonly refused: readonly { readonly line: number; readonly reason: string }[]
}

type Level = GazetteerColumns['levels'][number]

function faultOf(
  cells: GazetteerRow['cells'],
  level: Level,
  above: string,
  scheme: PlaceScheme,
): string | undefined {
  const code = cells[level.code]?.trim() ?? ''
  if (code === '') return `${level.code} is empty`
  if ((cells[level.name]?.trim() ?? '') === '') return `${level.name} is empty`
  const length = scheme.levels.find((one) => one.level === level.level)?.length
  if (length !== undefined && code.length !== length)
    return `${level.code} ${code} has not the ${length} characters of a ${level.level}`
  if (!code.startsWith(above)) return `${level.code} ${code} does not lie in ${above}`
  return undefined
}

function placeOf(cells: GazetteerRow['cells'], level: Level, parent: string): Place {
  const name = cells[level.name]?.trim() ?? ''
  const aliases = level.aliases.map((column) => cells[column]?.trim() ?? '')
  return {
    code: cells[level.code]?.trim() ?? '',
    name,
    level: level.level,
    parent,
    aliases: [...new Set(aliases)].filter((alias) => alias !== '' && alias !== name),
  }
}

/** The territories of one row from the coarsest down, or why the row cannot be taken. */
function readRow(
  row: GazetteerRow,
  pack: CountryPack,
  columns: GazetteerColumns,
  scheme: PlaceScheme,
): Place[] | string {
  const places: Place[] = []
  let above = pack.country
  for (const level of columns.levels) {
    const fault = faultOf(row.cells, level, above, scheme)
    if (fault !== undefined) return fault
    const place = placeOf(row.cells, level, above)
    // The level right below the country is the pack's own: its codes carry offices, calendars and audiences.
    if (above === pack.country && !pack.places.has(place.code)) return `${place.code} is not in the pack`
    if (above !== pack.country) places.push(place)
    above = place.code
  }
  return places
}

export function placesFromRows(rows: readonly GazetteerRow[], pack: CountryPack): GazetteerResult {
  const columns = pack.gazetteer
  const scheme = pack.placeScheme
  if (columns === undefined || scheme === undefined) throw new Error('pack.yaml names no gazetteer columns')
  const drop = new Set(columns.drop)
  const places = new Map<string, Place>()
  const refused: { line: number; reason: string }[] = []
  let dropped = 0
  for (const row of rows) {
    if (columns.levels.some((level) => drop.has(row.cells[level.code]?.trim() ?? ''))) {
      dropped += 1
      continue
    }
    const found = readRow(row, pack, columns, scheme)
    const reason = typeof found === 'string' ? found : conflict(found, places)
    if (reason !== undefined) refused.push({ line: row.line, reason })
    else if (typeof found !== 'string') keepNew(found, places)
  }
  return { places: [...places.values()].toSorted(coarseFirst(scheme)), dropped, refused }
}

function keepNew(found: readonly Place[], places: Map<string, Place>): void {
  for (const place of found) if (!places.has(place.code)) places.set(place.code, place)
}

/** The finest territory of a row may stand in one row only; the others must bear the same name each time. */
function conflict(found: readonly Place[], places: ReadonlyMap<string, Place>): string | undefined {
  for (const [index, place] of found.entries()) {
    const before = places.get(place.code)
    if (before === undefined) continue
    if (index === found.length - 1) return `${place.code} was given before as ${before.name}`
    if (before.name !== place.name)
      return `${place.code} is ${before.name} in an earlier row, ${place.name} here`
  }
  return undefined
}

function coarseFirst(scheme: PlaceScheme): (a: Place, b: Place) => number {
  const rank = (place: Place) => scheme.levels.findIndex((one) => one.level === place.level)
  return (a, b) => rank(a) - rank(b) || (a.code < b.code ? -1 : a.code > b.code ? 1 : 0)
}
