// An import from the file to the last answer: what each row would become, and what became of it. Nothing counts as received before the server
// has said so; a run that is cut off goes on where it stood, with the same keys.
import { ApiError } from '../../api.ts'
import type {
  AcceptedSignal,
  BatchVerdict,
  ElectoralProcess,
  MappedRows,
  PackMapping,
} from '../../api-types.ts'
import type { Choice } from './choice.ts'
import { fieldOfPointer } from './fields.ts'
import type { FileTable } from './read-table.ts'

/** What an import is set up with: the mappings of the country pack, what could not be read of it, and the processes open to this person. */
export interface Known {
  readonly mappings: { readonly items: readonly PackMapping[]; readonly refused: readonly string[] }
  readonly processes: readonly ElectoralProcess[]
}

export interface RowFault {
  readonly row: number
  /** Columns of the file, or the field where no column fills it. */
  readonly columns: readonly string[]
  readonly message: string
}

type RunState = 'running' | 'stopped' | 'done'

export type Signal = Readonly<Record<string, unknown>>

export interface ReadyRow {
  readonly row: number
  readonly signal: Signal
  /** Of what intake would say of it, as much as is shown: fifty thousand rows are held at once. */
  readonly accepted: Pick<AcceptedSignal, 'phases' | 'warnings' | 'text_findings'>
}

export interface Check {
  readonly state: RunState
  readonly error?: ApiError | undefined
  /** Rows of the file that were looked at. */
  readonly done: number
  readonly ready: readonly ReadyRow[]
  readonly faults: readonly RowFault[]
  readonly leftOut: readonly string[]
}

export interface Sent {
  readonly state: RunState
  readonly error?: ApiError | undefined
  /** Rows that the server has answered for. */
  readonly done: number
  readonly created: number
  readonly duplicate: number
  readonly revised: number
  readonly faults: readonly RowFault[]
  /** Begins the key of every part, so that a part that is sent twice counts once. */
  readonly run: string
}

export interface Work {
  readonly table: FileTable
  readonly choice: Choice
  readonly check?: Check | undefined
  readonly sent?: Sent | undefined
}

export function refusedVerdict(_item: unknown, { status, problem }: ApiError): BatchVerdict {
  return { index: 0, status, outcome: 'refused', ...(problem === undefined ? {} : { problem }) }
}

export function verdictFaults(
  row: number,
  verdict: BatchVerdict | undefined,
  fields: MappedRows['fields'],
): RowFault[] {
  return faultsOf(row, new ApiError(verdict?.status ?? 0, verdict?.problem), fields)
}

export function faultsOf(
  row: number,
  { problem, message, fields: found }: ApiError,
  fields: MappedRows['fields'],
): RowFault[] {
  if (found.length === 0) return [{ row, columns: [], message: problem?.detail ?? message }]
  return found.map(({ pointer, message: why }) => {
    const field = fieldOfPointer(pointer)
    const columns = fields[field] ?? []
    return { row, columns: columns.length > 0 ? columns : field === '' ? [] : [field], message: why }
  })
}

export function known(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, undefined)
}
