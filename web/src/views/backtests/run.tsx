// One back-test: how far it is, what it was computed from, its report, the report as a file, and the same request once more.
import { useState } from 'react'
import { NotDone, useAct } from '../../design/act.tsx'
import { Empty, Fact, Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useFocusOnArrival } from '../../route.tsx'
import { saveFile } from '../../save-file.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { OnceNamed, useNames } from './names.tsx'
import { ReportView } from './report.tsx'
import { backtestsTexts } from './texts.ts'
import type { Report, RunInFull } from './types.ts'

// A finished report never changes.
const rarely = 600_000

export function RunDetail({ id }: { readonly id: string }) {
  const texts = useTexts(backtestsTexts)
  const { api } = useSession()
  const part = useFocusOnArrival<HTMLElement>(id)
  const polled = usePolled<RunInFull>(api, `/v1/backtests/${encodeURIComponent(id)}`)
  return (
    <article ref={part} tabIndex={-1}>
      <p className="back">
        <Link href="/backtests">← {texts.back}</Link>
      </p>
      {polled.error?.status === 404 ? (
        <>
          <h1>{texts.title}</h1>
          <Empty title={texts.unknown} />
        </>
      ) : (
        <Live polled={polled}>
          {(run) => (
            <OnceNamed>
              <Known run={run} />
            </OnceNamed>
          )}
        </Live>
      )}
    </article>
  )
}

function Known({ run }: { readonly run: RunInFull }) {
  const texts = useTexts(backtestsTexts)
  const { api } = useSession()
  const path = run.state === 'done' ? `/v1/backtests/${run.id}/report` : undefined
  const report = usePolled<Report>(api, path, rarely)
  const names = useNames()
  return (
    <>
      <h1>{names.run(run)}</h1>
      <p className={run.state === 'failed' ? 'late' : 'soft'} role="status">
        {wordFor(texts.states, run.state)} · {names.process(run.process)} ·{' '}
        <Moment at={run.finished_at ?? run.created_at} />
      </p>
      {run.error !== null && (
        <p className="notice notice-bad" lang="en">
          {run.error}
        </p>
      )}
      {(run.state === 'queued' || run.state === 'running') && <p className="notice">{texts.waiting}</p>}
      {path !== undefined && (
        <Live polled={report}>
          {(read) => (
            <>
              <Origin run={run} report={read} />
              <ReportView report={read} />
            </>
          )}
        </Live>
      )}
      {run.state === 'failed' && <Again run={run} />}
    </>
  )
}

/** Everything that makes the same bytes again, and the bytes. */
function Origin({ run, report }: { readonly run: RunInFull; readonly report: Report }) {
  const texts = useTexts(backtestsTexts)
  const { format } = useSession()
  const names = useNames()
  return (
    <section aria-labelledby="backtest-origin">
      <h2 id="backtest-origin">{texts.origin}</h2>
      <p className="soft narrow">{texts.originLine}</p>
      <dl className="facts">
        <Fact term={texts.seed}>{report.settings.seed}</Fact>
        <Fact term={texts.draws}>{format.number(report.settings.bootstrapDraws)}</Fact>
        {report.inputs.map((one) => (
          <Fact key={`${one.role} ${one.name}`} term={wordFor(texts.roles, one.role)}>
            {one.role === 'rule' ? (
              <Link href={`/rules/${encodeURIComponent(one.name)}`}>{names.rule(one.name)}</Link>
            ) : (
              names.process(one.name)
            )}{' '}
            <code className="backtest-hash">{one.sha256}</code>
          </Fact>
        ))}
        <Fact term={texts.reportHash}>
          <code className="backtest-hash">{run.report_hash}</code>
        </Fact>
      </dl>
      <Downloads run={run} />
      <Again run={run} />
    </section>
  )
}

const formats = [
  { ending: '', name: 'JSON', type: 'application/json', file: 'json' },
  { ending: '.md', name: 'Markdown', type: 'text/markdown', file: 'md' },
  { ending: '.html', name: 'HTML', type: 'text/html', file: 'html' },
] as const

type Checked = 'same' | 'different' | 'failed' | undefined

function Downloads({ run }: { readonly run: RunInFull }) {
  const texts = useTexts(backtestsTexts)
  const { api } = useSession()
  const [checked, setChecked] = useState<Checked>()
  async function download({ ending, type, file }: (typeof formats)[number]): Promise<void> {
    try {
      const text = await api.download(`/v1/backtests/${run.id}/report${ending}`)
      saveFile(`vigia-backtest-${run.id}.${file}`, type, text)
      // The hash is of the JSON; the other forms are made from it.
      setChecked(ending === '' ? await compareHash(text, run.report_hash) : undefined)
    } catch {
      setChecked('failed')
    }
  }
  return (
    <>
      <p className="acts">
        {formats.map((one) => (
          <button key={one.name} type="button" onClick={() => void download(one)}>
            {texts.download(one.name)}
          </button>
        ))}
      </p>
      <p role="status" className={checked === 'same' || checked === undefined ? 'soft' : 'late'}>
        {checked === undefined ? '' : texts.checked[checked]}
      </p>
    </>
  )
}

async function compareHash(text: string, expected: string | null): Promise<Checked> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text))
  const found = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return found === expected ? 'same' : 'different'
}

/** The same request, run anew: over the same history it gives the same bytes, and the two stand side by side. */
function Again({ run }: { readonly run: RunInFull }) {
  const texts = useTexts(backtestsTexts)
  const { can } = useSession()
  const act = useAct<{ readonly id: string }>(({ id }) => goTo(`/backtests/compare?a=${run.id}&b=${id}`))
  if (!can('rules:propose')) return null
  return (
    <>
      <p className="acts">
        <button
          type="button"
          aria-disabled={act.sending === 'sending'}
          onClick={() => act.post('/v1/backtests', run.request)}
        >
          {texts.again}
        </button>
        <span className="soft small">{texts.againLine}</span>
      </p>
      <NotDone sending={act.sending} />
    </>
  )
}
