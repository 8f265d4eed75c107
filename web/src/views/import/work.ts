// An import from the file to the last answer: what each row would become, and what became of it. Nothing counts as received before the server
// has said so; a run that is cut off goes on where it stood, with the same keys.
import { type Api, ApiError } from '../../api.ts'
import type { AcceptedSignal, BatchVerdict, MappedRows, PackMapping } from '../../api-types.ts'
import { newId } from '../../signal-draft.ts'
import { type Choice, mappingOf } from './choice.ts'
import { fieldOfPointer } from './fields.ts'
import type { FileTable, TableRow } from './read-table.ts'
import { askByHalves, partFrom } from './run-rows.ts'

/** Those of the country pack, and what could not be read of it. */
export interface Mappings {
  readonly items: readonly PackMapping[]
  readonly refused: readonly string[]
}

export interface RowFault {
  readonly row: number
  /** Columns of the file, or the field where no column fills it. */
  readonly columns: readonly string[]
  readonly message: string
}

type RunState = 'running' | 'stopped' | 'done'

export interface ReadyRow {
  readonly row: number
  readonly signal: Readonly<Record<string, unknown>>
  readonly accepted: AcceptedSignal
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

interface Verdicts {
  readonly ready: readonly ReadyRow[]
  readonly faults: readonly RowFault[]
  readonly leftOut: readonly string[]
}

/** Looks at the rows from where it stands; `told` hears of each part. Ends early when the signal says so. */
export async function runCheck(
  api: Api,
  { table, choice }: Work,
  timeZone: string,
  from: Check | undefined,
  told: (check: Check) => void,
  { signal }: AbortController,
): Promise<void> {
  let check: Check = {
    done: 0,
    ready: [],
    faults: [],
    leftOut: [],
    ...from,
    state: 'running',
    error: undefined,
  }
  told(check)
  try {
    while (check.done < table.rows.length) {
      const part = partFrom(table.rows, check.done, ({ cells }) =>
        cells.reduce((sum, one) => sum + one.length, 40),
      )
      const found = await checkPart(api, table, mappingOf(choice, timeZone), choice.way === 'signals', part)
      if (signal.aborted) return
      check = {
        ...check,
        done: check.done + part.length,
        ready: [...check.ready, ...found.ready],
        faults: [...check.faults, ...found.faults],
        leftOut: found.leftOut,
      }
      told(check)
    }
    told({ ...check, state: 'done' })
  } catch (error) {
    if (!signal.aborted) told({ ...check, state: 'stopped', error: known(error) })
  }
}

type Drawn =
  | { readonly row: number; readonly signal: Readonly<Record<string, unknown>> }
  | { readonly row: number; readonly faults: readonly RowFault[] }

async function checkPart(
  api: Api,
  table: FileTable,
  mapping: object,
  isSignals: boolean,
  part: readonly TableRow[],
): Promise<Verdicts> {
  let fields: MappedRows['fields'] = {}
  let leftOut: readonly string[] = []
  const drawn: readonly Drawn[] = isSignals
    ? await Promise.all(part.map(asSignal))
    : await askByHalves<TableRow, Drawn>(
        part,
        async (rows) => {
          const body = {
            ...mapping,
            columns: table.columns,
            rows: rows.map(({ row, cells }) => ({ row, cells })),
          }
          const answer = await api.post<MappedRows>('/v1/signals:map', body)
          fields = answer.fields
          leftOut = answer.left_out
          return answer.items.map(drawnFrom)
        },
        ({ row }, error) => ({ row, faults: faultsOf(row, error, fields) }),
      )
  const whole = drawn.flatMap((one) => ('signal' in one ? [one] : []))
  const faults = drawn.flatMap((one) => ('faults' in one ? one.faults : []))
  if (whole.length === 0) return { ready: [], faults, leftOut }
  const verdicts = await askByHalves<(typeof whole)[number], BatchVerdict>(
    whole,
    async (rows) => {
      const body = rows.map((one) => one.signal)
      return (await api.post<{ items: BatchVerdict[] }>('/v1/signals:batch?dry_run=true', body)).items
    },
    refusedVerdict,
  )
  const ready: ReadyRow[] = []
  const refused: RowFault[] = []
  for (const [index, one] of whole.entries()) {
    const accepted = verdicts[index]?.signal
    if (accepted === undefined) refused.push(...verdictFaults(one.row, verdicts[index], fields))
    else ready.push({ ...one, accepted })
  }
  return { ready, faults: [...faults, ...refused].toSorted((a, b) => a.row - b.row), leftOut }
}

function drawnFrom({ row, signal, refusals }: MappedRows['items'][number]): Drawn {
  if (signal !== undefined) return { row, signal }
  return {
    row,
    faults: (refusals ?? []).map(({ message, column }) => ({
      row,
      columns: column === undefined ? [] : [column],
      message: withoutRow(message),
    })),
  }
}

/** The reason names its row, and so does the place where it is shown. */
function withoutRow(message: string): string {
  return message.replace(/^(?:fila|row) \d+: /u, '')
}

/** A line that is a signal already; without an id of its own it gets one from its content, so that it is stored once whenever it comes. */
async function asSignal({ row, object = {} }: TableRow): Promise<Drawn> {
  if (object['external_id'] !== undefined || object['id'] !== undefined) return { row, signal: object }
  return { row, signal: { ...object, external_id: `imp-${await digest(JSON.stringify(object))}` } }
}

async function digest(text: string): Promise<string> {
  // On plain http, other than on the own machine, browsers have no digests: then a second import of the line is another report.
  if (globalThis.crypto.subtle === undefined) return newId()
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

function refusedVerdict(_item: unknown, { status, problem }: ApiError): BatchVerdict {
  return { index: 0, status, outcome: 'refused', ...(problem === undefined ? {} : { problem }) }
}

function verdictFaults(
  row: number,
  verdict: BatchVerdict | undefined,
  fields: MappedRows['fields'],
): RowFault[] {
  return faultsOf(row, new ApiError(verdict?.status ?? 0, verdict?.problem), fields)
}

function faultsOf(
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

/** Sends what is ready from where it stands; `told` hears of each answer of the server. */
export async function runSend(
  api: Api,
  { check }: Work,
  from: Sent | undefined,
  told: (sent: Sent) => void,
  { signal }: AbortController,
): Promise<void> {
  const ready = check?.ready ?? []
  const start = { done: 0, created: 0, duplicate: 0, revised: 0, faults: [], run: newId() }
  let sent: Sent = { ...start, ...from, state: 'running', error: undefined }
  told(sent)
  try {
    while (sent.done < ready.length) {
      const part = partFrom(ready, sent.done, (one) => JSON.stringify(one.signal).length)
      const verdicts = await askByHalves<ReadyRow, BatchVerdict>(
        part,
        async (rows) => {
          const key = `${sent.run}-${rows[0]?.row ?? 0}-${rows.at(-1)?.row ?? 0}`
          const body = rows.map((one) => one.signal)
          return (await api.post<{ items: BatchVerdict[] }>('/v1/signals:batch', body, key)).items
        },
        refusedVerdict,
      )
      sent = afterPart(sent, part, verdicts)
      if (signal.aborted) return
      told(sent)
    }
    told({ ...sent, state: 'done' })
  } catch (error) {
    if (!signal.aborted) told({ ...sent, state: 'stopped', error: known(error) })
  }
}

function afterPart(sent: Sent, part: readonly ReadyRow[], verdicts: readonly BatchVerdict[]): Sent {
  const count = (outcome: BatchVerdict['outcome']) => verdicts.filter((one) => one.outcome === outcome).length
  return {
    ...sent,
    done: sent.done + part.length,
    created: sent.created + count('created'),
    duplicate: sent.duplicate + count('duplicate'),
    revised: sent.revised + count('revised'),
    faults: [
      ...sent.faults,
      ...part.flatMap(({ row }, index) =>
        verdicts[index]?.outcome === 'refused' ? verdictFaults(row, verdicts[index], {}) : [],
      ),
    ],
  }
}

function known(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError(0, undefined)
}
