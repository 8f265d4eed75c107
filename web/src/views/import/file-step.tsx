// The first step: a file is chosen or dropped, and what was read of it is shown.
import { useEffect, useId, useState } from 'react'
import { Empty } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wallTime } from '../../format.ts'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type FieldName, importFields } from './fields.ts'
import { FileButton } from './file-button.tsx'
import { mappingTexts } from './mapping-texts.ts'
import { delimiters, type FileTable, mostRows, readTable, type Unreadable } from './read-table.ts'
import { importTexts } from './texts.ts'
import type { Work } from './work.ts'

interface Props {
  readonly work: Work | undefined
  readonly onTable: (table: FileTable) => void
}

interface Held {
  readonly name: string
  readonly bytes: Uint8Array
}

export function FileStep({ work, onTable }: Props) {
  const texts = useTexts(importTexts)
  const { format } = useSession()
  const id = useId()
  const isSending = work?.sent?.state === 'running'
  const { held, isReading, fault, take, choose, paste } = useFile(onTable)
  useGiven(isSending, choose, paste)
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{texts.file}</h2>
      <div className="import-given">
        <div className="import-acts">
          <FileButton
            label={texts.fileLabel}
            accept=".csv,.tsv,.txt,.ndjson,.jsonl,.json,text/csv,application/x-ndjson"
            isPrimary={work === undefined}
            isDisabled={isSending}
            describedBy={`${id}-hint`}
            onFile={choose}
          />
          <Template />
        </div>
        <p className="field-hint" id={`${id}-hint`}>
          {texts.fileHint(format.number(mostRows))} <span className="import-other">{texts.fileOther}</span>
        </p>
      </div>
      <p role="status" className="soft">
        {isReading ? texts.reading : ''}
      </p>
      <div role="alert">
        {fault !== undefined && (
          <p className="notice notice-bad">
            <strong>{fault.name}</strong>{' '}
            <span>{fault.why === undefined ? texts.cannotRead : texts.unreadable(fault.why)}</span>
          </p>
        )}
      </div>
      {work === undefined ? (
        <Empty title={texts.empty}>{texts.emptyLine}</Empty>
      ) : (
        <WhatWasRead
          table={work.table}
          onDelimiter={held === undefined || isSending ? undefined : (delimiter) => take(held, delimiter)}
        />
      )}
    </section>
  )
}

/** The file as it was chosen, kept so that it can be read again with another delimiter. */
function useFile(onTable: (table: FileTable) => void) {
  const texts = useTexts(importTexts)
  const [held, setHeld] = useState<Held>()
  const [isReading, setReading] = useState(false)
  const [fault, setFault] = useState<{ readonly name: string; readonly why: Unreadable | undefined }>()
  function take(file: Held, delimiter?: string): void {
    const read = readTable(file.name, file.bytes, delimiter)
    setFault('kind' in read ? { name: file.name, why: read } : undefined)
    if ('kind' in read) return
    setHeld(file)
    onTable(read)
  }
  function paste(text: string): void {
    take({ name: texts.pasted, bytes: new TextEncoder().encode(text) })
  }
  async function choose(file: File): Promise<void> {
    setReading(true)
    try {
      take({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) })
    } catch {
      setFault({ name: file.name, why: undefined })
    } finally {
      setReading(false)
    }
  }
  return { held, isReading, fault, take, choose, paste }
}

/** What is dropped anywhere on the page, and cells that are pasted outside of a field. Elsewhere a dropped file would leave the page. */
function useGiven(
  isSending: boolean,
  choose: (file: File) => Promise<void>,
  paste: (text: string) => void,
): void {
  useEffect(() => {
    function dropped(event: DragEvent): void {
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file !== undefined && !isSending) void choose(file)
    }
    function pasted(event: ClipboardEvent): void {
      const file = event.clipboardData?.files[0]
      const text = event.clipboardData?.getData('text') ?? ''
      if (isSending || event.target instanceof HTMLInputElement) return
      // Rows; a word that was copied elsewhere is no table.
      if (/\S\s*\n\s*\S/u.test(text)) paste(text)
      else if (file !== undefined) void choose(file)
    }
    const over = (event: DragEvent): void => event.preventDefault()
    addEventListener('dragover', over)
    addEventListener('drop', dropped)
    addEventListener('paste', pasted)
    return () => {
      removeEventListener('dragover', over)
      removeEventListener('drop', dropped)
      removeEventListener('paste', pasted)
    }
  }, [isSending, choose, paste])
}

function Template() {
  const texts = useTexts(importTexts)
  const words = useTexts(mappingTexts)
  const { labels, places, timeZone } = useSession()
  function save(): void {
    const main = importFields.filter((one) => one.isMain === true)
    const example: Partial<Record<FieldName, string | undefined>> = {
      category: labels.options('eventTypes')[0]?.label,
      event_time: wallTime(Date.now(), timeZone).replace('T', ' '),
      place: places.find((one) => one.parent !== null)?.name,
      severity: '3',
      narrative: texts.seen,
      'source.root': 'radio-a',
    }
    const lines = [main.map((one) => words.fields[one.name]), main.map((one) => example[one.name] ?? '')]
    // Spreadsheets split a file by what their language writes between numbers of a list.
    const write = (cells: readonly string[]) => cells.map((one) => `"${one}"`).join(texts.templateDelimiter)
    const text = lines.map(write).join('\r\n')
    saveFile(texts.templateName, 'text/csv', `\uFEFF${text}\r\n`)
  }
  return (
    <button type="button" onClick={save}>
      {texts.template}
    </button>
  )
}

// Enough to see whether the columns are the right ones.
const rowsShown = 3

function WhatWasRead({
  table,
  onDelimiter,
}: {
  readonly table: FileTable
  readonly onDelimiter: ((delimiter: string) => void) | undefined
}) {
  const texts = useTexts(importTexts)
  const { format } = useSession()
  const id = useId()
  const count = table.rows.length + table.faults.length
  const shown = table.rows.slice(0, rowsShown)
  return (
    <>
      <p>
        <strong>{table.name}</strong> ·{' '}
        {texts.facts(
          format.number(count),
          count === 1,
          format.number(table.columns.length),
          table.columns.length === 1,
        )}{' '}
        · <span className="soft">{texts.readAs(table.encoding)}</span>
      </p>
      {table.format === 'csv' && onDelimiter !== undefined && (
        <div className="field import-short">
          <label htmlFor={id}>{texts.delimiter}</label>
          <select id={id} value={table.delimiter} onChange={(event) => onDelimiter(event.target.value)}>
            {delimiters.map((one) => (
              <option key={one} value={one}>
                {texts.delimiters[one]}
              </option>
            ))}
          </select>
        </div>
      )}
      {shown.length > 0 && (
        <Table
          caption={texts.firstRows(format.number(shown.length), shown.length === 1)}
          heads={[texts.rowNumber, ...table.columns]}
          rows={shown.map(({ row, cells }) => ({
            key: String(row),
            cells: [String(row), ...cells.map((one) => cut(one))],
          }))}
        />
      )}
    </>
  )
}

const mostCharacters = 120

function cut(text: string): string {
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`
}
