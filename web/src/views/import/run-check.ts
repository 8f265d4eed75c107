// What each row would become, and every fault, before anything is stored.
import type { Api } from '../../api.ts'
import type { AcceptedSignal, BatchVerdict, MappedRows } from '../../api-types.ts'
import { newId } from '../../signal-draft.ts'
import { mappingOf } from './choice.ts'
import type { TableRow } from './read-table.ts'
import { askByHalves, partFrom } from './run-rows.ts'
import {
  type Check,
  faultsOf,
  known,
  type ReadyRow,
  type RowFault,
  refusedVerdict,
  type Signal,
  verdictFaults,
  type Work,
} from './work.ts'

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
      const found = await checkPart(api, { table, choice }, timeZone, part)
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

/** What the mapping makes of a row: with faults, `signal` is what the other cells give, in which there may be more. */
interface Drawn {
  readonly row: number
  readonly signal?: Signal | undefined
  readonly faults: readonly RowFault[]
}

async function checkPart(
  api: Api,
  { table, choice }: Work,
  timeZone: string,
  part: readonly TableRow[],
): Promise<Verdicts> {
  const mapping = mappingOf(choice, timeZone)
  let fields: MappedRows['fields'] = {}
  let leftOut: readonly string[] = []
  const drawn: readonly Drawn[] =
    choice.way === 'signals'
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
  const tried = drawn.flatMap(({ signal, ...one }) =>
    signal === undefined ? [] : [{ ...one, signal: inProcess(signal, choice.process) }],
  )
  const mapped = drawn.flatMap((one) => one.faults)
  if (tried.length === 0) return { ready: [], faults: mapped, leftOut }
  const verdicts = await askByHalves<Tried, BatchVerdict>(
    tried,
    async (rows) => {
      const body = rows.map(triable)
      return (await api.post<{ items: BatchVerdict[] }>('/v1/signals:batch?dry_run=true', body)).items
    },
    refusedVerdict,
  )
  const ready: ReadyRow[] = []
  const found: RowFault[] = []
  for (const [index, one] of tried.entries()) {
    const { row, signal, faults } = one
    const accepted = verdicts[index]?.signal
    if (accepted === undefined)
      found.push(...furtherFaults(verdictFaults(row, verdicts[index], fields), one, fields))
    else if (faults.length === 0) ready.push({ row, signal, accepted: shownOf(accepted) })
  }
  return { ready, faults: [...mapped, ...found].toSorted((a, b) => a.row - b.row), leftOut }
}

// What intake says of these follows from the category.
const ofCategory = ['category', 'topic', 'polarity', 'polarity_reason']

type Tried = Drawn & { readonly signal: Signal }

function lacksCategory({ signal, faults }: Tried): boolean {
  return faults.length > 0 && signal['category'] === undefined
}

/** What lacks a category is refused for that alone; with a code that no country has, intake answers for the other cells too. */
function triable(one: Tried): Signal {
  return lacksCategory(one) ? { ...one.signal, category: 'unmapped' } : one.signal
}

/** Without what follows from a cell that is known to be at fault. */
function furtherFaults(
  found: readonly RowFault[],
  one: Tried,
  fields: MappedRows['fields'],
): readonly RowFault[] {
  if (one.faults.length === 0) return found
  const named = new Set(one.faults.flatMap(({ columns }) => columns))
  if (lacksCategory(one))
    for (const field of ofCategory) for (const column of fields[field] ?? [field]) named.add(column)
  return found.filter(({ columns }) => columns.every((column) => !named.has(column)))
}

function shownOf({ phases, warnings, text_findings }: AcceptedSignal): ReadyRow['accepted'] {
  return { phases, warnings, text_findings }
}

/** In the process that the person chose, unless the row names one itself. */
function inProcess(signal: Signal, process: string): Signal {
  return process === '' || signal['process'] !== undefined ? signal : { ...signal, process }
}

function drawnFrom({ row, signal, refusals, rest }: MappedRows['items'][number]): Drawn {
  return {
    row,
    signal: signal ?? rest,
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
  if (object['external_id'] !== undefined || object['id'] !== undefined)
    return { row, signal: object, faults: [] }
  return {
    row,
    faults: [],
    signal: { ...object, external_id: `imp-${await digest(JSON.stringify(object))}` },
  }
}

async function digest(text: string): Promise<string> {
  // On plain http, other than on the own machine, browsers have no digests: then a second import of the line is another report.
  if (globalThis.crypto.subtle === undefined) return newId()
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)))
  return Array.from(bytes.slice(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
