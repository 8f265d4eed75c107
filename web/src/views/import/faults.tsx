// Every fault with its rows and column, and the file of the rows that have them, to correct and bring back.
import { useMemo } from 'react'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { mappingTexts } from './mapping-texts.ts'
import { type RefusedLine, refusedFile, refusedSignals } from './refused-file.ts'
import { rowList } from './row-list.ts'
import { importTexts } from './texts.ts'
import type { RowFault, Work } from './work.ts'

// More lines than this nobody reads on a screen; the file has every row with its reasons.
const faultsShown = 200

export function RowFaults({ work }: { readonly work: Work }) {
  const texts = useTexts(importTexts)
  const { format } = useSession()
  const nameOf = useColumnName(work)
  const faults = useFaults(work)
  const groups = useMemo(() => groupsOf(faults), [faults])
  if (faults.length === 0) return null
  const shown = groups.slice(0, faultsShown)
  return (
    <>
      <h3>{texts.faults}</h3>
      <Table
        caption={texts.faults}
        heads={[texts.row, texts.column, texts.reason]}
        rows={shown.map(({ rows, columns, message }) => ({
          key: `${columns.join()} ${message}`,
          cells: [
            rowList(rows, format, texts.andMore),
            columns.length === 0 ? texts.wholeRow : format.list(columns.map(nameOf)),
            message,
          ],
        }))}
      />
      {groups.length > shown.length && (
        <p>{texts.more(format.number(groups.length - shown.length), groups.length - shown.length === 1)}</p>
      )}
      <RefusedButton work={work} faults={faults} nameOf={nameOf} />
    </>
  )
}

function RefusedButton({
  work,
  faults,
  nameOf,
}: {
  readonly work: Work
  readonly faults: readonly RowFault[]
  readonly nameOf: (column: string) => string
}) {
  const texts = useTexts(importTexts)
  const { table, choice } = work
  function save(): void {
    const lines = linesOf(work, faults, nameOf)
    const isLines = choice.way === 'signals'
    const name = `${texts.refusedName}.${isLines ? 'ndjson' : 'csv'}`
    saveFile(
      name,
      isLines ? 'application/x-ndjson' : 'text/csv',
      isLines ? refusedSignals(table, lines) : refusedFile(table, lines),
    )
  }
  return (
    <>
      <p>
        <button type="button" onClick={save}>
          {texts.refusedFile}
        </button>
      </p>
      <p className="field-hint">{texts.refusedHint}</p>
    </>
  )
}

/** Of the file itself, of the check and of the sending, in the order of the rows. */
function useFaults({ table, check, sent }: Work): readonly RowFault[] {
  const texts = useTexts(importTexts)
  const tried = check?.faults
  const refused = sent?.faults
  return useMemo(() => {
    const unread = table.faults.map(({ why }) => ({
      row: 'row' in why ? (why.row ?? 0) : 0,
      columns: why.kind === 'characters' ? [why.column] : [],
      message: texts.unreadable(why),
    }))
    return [...unread, ...(tried ?? []), ...(refused ?? [])].toSorted((a, b) => a.row - b.row)
  }, [table, tried, refused, texts])
}

/** A fault that many rows share stands once, with its rows. */
function groupsOf(faults: readonly RowFault[]) {
  const groups = Map.groupBy(faults, ({ columns, message }) => JSON.stringify([columns, message]))
  return [...groups.values()].flatMap((same) => {
    const [first] = same
    return first === undefined ? [] : [{ ...first, rows: same.map(({ row }) => row) }]
  })
}

/** A column of the file by its own name; a field that no column fills by what it is called here. */
function useColumnName({ table }: Work): (column: string) => string {
  const words = useTexts(mappingTexts)
  return (column) =>
    table.columns.includes(column) ? column : wordFor({ ...words.fields, ...words.otherFields }, column)
}

function linesOf(
  { table }: Work,
  faults: readonly RowFault[],
  nameOf: (column: string) => string,
): readonly RefusedLine[] {
  const cells = new Map(table.rows.map((one) => [one.row, one.cells]))
  for (const { cells: read, why } of table.faults)
    if ('row' in why && why.row !== undefined) cells.set(why.row, read)
  return [...Map.groupBy(faults, ({ row }) => row)].map(([row, own]) => ({
    row,
    cells: cells.get(row) ?? [],
    reasons: own.map(({ columns, message }) =>
      columns.length === 0 ? message : `${columns.map(nameOf).join(', ')}: ${message}`,
    ),
  }))
}
