// A file of reports: read, its columns mapped, every row looked at without storing, then sent. One step opens the next.
import './import.css'
import { useCallback, useEffect, useRef, useState } from 'react'
import { Live } from '../../design/parts.tsx'
import { keepImportWork, readImportWork } from '../../import-work.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useOpenProcesses } from '../../open-processes.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { CheckStep } from './check-step.tsx'
import { type Choice, type CodesOf, firstChoice } from './choice.ts'
import { FileStep } from './file-step.tsx'
import { MappingStep } from './mapping-step.tsx'
import type { FileTable } from './read-table.ts'
import { runCheck } from './run-check.ts'
import { runSend } from './run-send.ts'
import { SendStep } from './send-step.tsx'
import { importTexts } from './texts.ts'
import type { Check, Known, Sent, Work } from './work.ts'

export function ImportView() {
  const texts = useTexts(importTexts)
  const { api } = useSession()
  const mappings = usePolled<Known['mappings']>(api, '/v1/mappings', 30_000)
  const open = useOpenProcesses(30_000)
  return (
    <div className="import">
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      <Live polled={mappings}>
        {(found) => (
          <Live polled={open}>{(processes) => <Steps known={{ mappings: found, processes }} />}</Live>
        )}
      </Live>
    </div>
  )
}

function Steps({ known }: { readonly known: Known }) {
  const { api, timeZone } = useSession()
  const [work, setWork] = useWork()
  const codesOf = useCodes()
  const run = useRef<AbortController>(undefined)
  const [files, setFiles] = useState(0)
  // Whoever leaves the view stops the run; it goes on from here on return.
  useEffect(() => () => run.current?.abort(), [])
  useLeaveGuard(work?.sent?.state === 'running')
  function begin(): AbortController {
    run.current?.abort()
    run.current = new AbortController()
    return run.current
  }
  function choose(table: FileTable): void {
    run.current?.abort()
    setFiles((count) => count + 1)
    setWork({ table, choice: firstChoice(table, known, codesOf) })
  }
  function change(choice: Choice): void {
    run.current?.abort()
    setWork((before) => before && { table: before.table, choice })
  }
  function check(from?: Check): void {
    if (work === undefined) return
    void runCheck(
      api,
      work,
      timeZone,
      from,
      (next) => setWork((before) => before && { ...before, check: next, sent: undefined }),
      begin(),
    )
  }
  function send(from?: Sent): void {
    if (work === undefined) return
    void runSend(api, work, from, (next) => setWork((before) => before && { ...before, sent: next }), begin())
  }
  return (
    <>
      <FileStep work={work} onTable={choose} />
      {work !== undefined && work.table.rows.length > 0 && (
        <MappingStep
          key={files}
          work={work}
          known={known}
          codesOf={codesOf}
          onChange={change}
          onCheck={() => check()}
        />
      )}
      {work?.check !== undefined && (
        <CheckStep work={work} check={work.check} onGoOn={check} onSend={() => send()} />
      )}
      {work?.sent !== undefined && <SendStep work={work} sent={work.sent} onGoOn={send} />}
    </>
  )
}

/** The import in work; what was running when the view was left has stopped. */
function useWork() {
  const [work, setWork] = useState<Work | undefined>(() => stopped(readImportWork() as Work | undefined))
  useEffect(() => keepImportWork(work), [work])
  return [work, setWork] as const
}

function stopped(work: Work | undefined): Work | undefined {
  return work && { ...work, check: halted(work.check), sent: halted(work.sent) }
}

function halted<Run extends Check | Sent>(run: Run | undefined): Run | undefined {
  return run?.state === 'running' ? { ...run, state: 'stopped' } : run
}

function useCodes(): CodesOf {
  const { labels } = useSession()
  const { texts } = useSpeech()
  return useCallback(
    ({ codes }) => {
      if (codes === undefined) return []
      if (codes !== 'severity')
        return labels.options(codes).map((one) => ({ ...one, names: labels.names(codes, one.code) }))
      return ['1', '2', '3', '4', '5'].map((code) => {
        const label = wordFor(texts.codes.severity, code)
        return { code, label, names: [label] }
      })
    },
    [labels, texts],
  )
}

/** The browser asks before it closes a page that is sending. */
function useLeaveGuard(isSending: boolean): void {
  useEffect(() => {
    if (!isSending) return undefined
    const ask = (event: BeforeUnloadEvent): void => event.preventDefault()
    addEventListener('beforeunload', ask)
    return () => removeEventListener('beforeunload', ask)
  }, [isSending])
}
