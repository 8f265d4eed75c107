// A real table that becomes a list of labelled values on a phone; the roles keep it a table for screen readers when its display changes.
import type { ReactNode } from 'react'

export interface TableRow {
  readonly key: string
  /** One for each head; the first one names the row. */
  readonly cells: readonly ReactNode[]
  /** Stands in the place of all cells but the first: what is withheld, and why. */
  readonly withheld?: string
}

interface Props {
  readonly caption: string
  readonly heads: readonly string[]
  readonly rows: readonly TableRow[]
  /** Fits on a phone as it is. */
  readonly isSmall?: boolean
}

export function Table({ caption, heads, rows, isSmall = false }: Props) {
  return (
    <section className="table-scroll" tabIndex={0} aria-label={caption}>
      <table role="table" className={isSmall ? 'small-table' : 'stacks'}>
        <caption>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {heads.map((head) => (
              <th key={head} role="columnheader" scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) => (
            <Row key={row.key} row={row} heads={heads} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Row({ row, heads }: { readonly row: TableRow; readonly heads: readonly string[] }) {
  const [name, ...values] = row.cells
  return (
    <tr role="row" className={row.withheld === undefined ? undefined : 'withheld'}>
      <th role="rowheader" scope="row">
        {name}
      </th>
      {row.withheld === undefined ? (
        values.map((value, index) => (
          <td key={heads[index + 1]} role="cell" data-label={heads[index + 1]}>
            <div>{value}</div>
          </td>
        ))
      ) : (
        <td role="cell" colSpan={heads.length - 1}>
          {row.withheld}
        </td>
      )}
    </tr>
  )
}
