// The signed checkpoints, the keys that have signed, and the sealed log as a file.
import { useState } from 'react'
import { Empty, Fact, Live, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { usePolled } from '../../live.ts'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { auditTexts } from './texts.ts'

interface CheckpointList {
  readonly origin: string
  readonly keys: readonly string[]
  readonly items: readonly {
    readonly size: number
    readonly root: string
    readonly at: string
    readonly key: string
    readonly note: string
  }[]
}

export function Checkpoints() {
  const texts = useTexts(auditTexts)
  const { api, format } = useSession()
  const polled = usePolled<CheckpointList>(api, '/v1/audit/checkpoints?limit=50', 15_000)
  return (
    <>
      <p className="soft narrow">{texts.checkpointsLead}</p>
      <Live polled={polled}>
        {({ origin, keys, items }) => (
          <>
            <dl className="facts">
              <Fact term={texts.origin}>
                <code>{origin}</code>
              </Fact>
              <Fact term={texts.keys}>
                {keys.map((key) => (
                  <code key={key} className="block">
                    {key}
                  </code>
                ))}
              </Fact>
            </dl>
            {items.length === 0 && <Empty title={texts.noCheckpoints}>{texts.noCheckpointsLine}</Empty>}
            {items.length > 0 && (
              <Table
                caption={texts.parts.checkpoints}
                heads={[texts.size, texts.at, texts.root, texts.note]}
                rows={items.map((one) => ({
                  key: String(one.size),
                  cells: [
                    format.number(one.size),
                    <Moment key="at" at={one.at} />,
                    <code key="root">{one.root.slice(0, 24)}…</code>,
                    <button
                      key="note"
                      type="button"
                      className="nowrap"
                      aria-label={`${texts.note} ${format.number(one.size)}`}
                      onClick={() => saveFile(`vigia-checkpoint-${one.size}.txt`, 'text/plain', one.note)}
                    >
                      {texts.note}
                    </button>,
                  ],
                }))}
              />
            )}
          </>
        )}
      </Live>
      <Dump />
    </>
  )
}

/** The log is no JSON and may be long: asked for by hand, with the reader's own right. */
function Dump() {
  const texts = useTexts(auditTexts)
  const { api } = useSession()
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle')
  async function save(): Promise<void> {
    setState('busy')
    try {
      saveFile('vigia-audit.ndjson', 'application/x-ndjson', await api.download('/v1/audit/dump'))
      setState('idle')
    } catch {
      setState('failed')
    }
  }
  return (
    <section className="panel" aria-labelledby="audit-dump">
      <h2 id="audit-dump">{texts.dump}</h2>
      <p className="soft">{texts.dumpLine}</p>
      <button type="button" aria-disabled={state === 'busy'} onClick={() => void save()}>
        {state === 'busy' ? texts.dumping : texts.dump}
      </button>
      <div role="alert">{state === 'failed' && <p className="late">{texts.failed}</p>}</div>
    </section>
  )
}
