// The third step: what each row would become, and every row that has to be corrected, before anything is stored.
import { useId, useMemo } from 'react'
import { Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { RowFaults } from './faults.tsx'
import { mappingTexts } from './mapping-texts.ts'
import { Progress, Stopped } from './progress.tsx'
import { rowList } from './row-list.ts'
import { importTexts } from './texts.ts'
import type { Check, ReadyRow, Work } from './work.ts'

interface Props {
  readonly work: Work
  readonly check: Check
  readonly onGoOn: (from: Check) => void
  readonly onSend: () => void
}

export function CheckStep({ work, check, onGoOn, onSend }: Props) {
  const texts = useTexts(importTexts)
  const { format } = useSession()
  const id = useId()
  const all = work.table.rows.length
  const count = check.ready.length
  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id}>{texts.checkTitle}</h2>
      {check.state !== 'done' && (
        <Progress
          done={check.done}
          all={all}
          text={texts.checking(format.number(check.done), format.number(all))}
        />
      )}
      {check.state === 'stopped' && (
        <Stopped title={texts.stopped} error={check.error} onGoOn={() => onGoOn(check)} />
      )}
      {check.state === 'done' && <Outcome work={work} check={check} />}
      <RowFaults work={work} />
      {check.state === 'done' && count > 0 && (
        <>
          <Preview ready={check.ready} />
          {work.sent === undefined && (
            <button type="button" className="primary" onClick={onSend}>
              {texts.send(format.number(count), count === 1)}
            </button>
          )}
        </>
      )}
      {check.state === 'done' && count === 0 && <p className="soft">{texts.noneLine}</p>}
    </section>
  )
}

function Outcome({ work, check }: { readonly work: Work; readonly check: Check }) {
  const texts = useTexts(importTexts)
  const words = useTexts(mappingTexts)
  const { format } = useSession()
  const { table } = work
  const refused = new Set(check.faults.map(({ row }) => row)).size + table.faults.length
  const repeated = useMemo(() => repeatedIn(check.ready), [check.ready])
  const named = check.ready.filter(({ accepted }) => accepted.text_findings.length > 0)
  return (
    <div role="status">
      <p>
        <strong>
          {check.ready.length === 0
            ? texts.none
            : texts.wouldTake(format.number(check.ready.length), check.ready.length === 1)}
        </strong>
        {refused > 0 && <> · {texts.wouldRefuse(format.number(refused), refused === 1)}</>}
      </p>
      {repeated > 0 && <p className="notice">{texts.repeated(format.number(repeated), repeated === 1)}</p>}
      {named.length > 0 && (
        <p className="notice notice-bad">
          {texts.findings(format.number(named.length), named.length === 1)} {texts.inRows(named.length === 1)}{' '}
          {rowList(
            named.map(({ row }) => row),
            format,
            texts.andMore,
          )}
          .
        </p>
      )}
      {check.leftOut.length > 0 && (
        <p className="notice">
          {texts.leftOut(
            format.list(check.leftOut.map((one) => wordFor({ ...words.fields, ...words.otherFields }, one))),
          )}
        </p>
      )}
    </div>
  )
}

/** Rows whose id another row of the file has already. */
function repeatedIn(ready: readonly ReadyRow[]): number {
  const ids = ready.flatMap(({ signal }) =>
    signal['external_id'] === undefined ? [] : [signal['external_id']],
  )
  return ids.length - new Set(ids).size
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** What holds for every row is said once. */
function notesOfAll(ready: readonly ReadyRow[]): readonly string[] {
  const [first, ...others] = ready
  if (first === undefined || others.length === 0) return []
  return first.accepted.warnings.filter((one) =>
    others.every(({ accepted }) => accepted.warnings.includes(one)),
  )
}

// As many as somebody reads; the faults are shown from all rows.
const rowsShown = 50

function Preview({ ready }: { readonly ready: readonly ReadyRow[] }) {
  const texts = useTexts(importTexts)
  const { labels, format } = useSession()
  const { texts: common } = useSpeech()
  const heads = texts.previewHeads
  const shown = ready.slice(0, rowsShown)
  const ofAll = useMemo(() => notesOfAll(ready), [ready])
  const said = (codes: readonly string[]) => codes.map((one) => wordFor(common.codes.warning, one)).join(' ')
  return (
    <details>
      <summary>{texts.preview(format.number(shown.length), shown.length === 1)}</summary>
      {ofAll.length > 0 && (
        <p className="soft small">
          {texts.ofAll} {said(ofAll)}
        </p>
      )}
      <Table
        caption={texts.preview(format.number(shown.length), shown.length === 1)}
        heads={[texts.row, heads.what, heads.where, heads.when, heads.severity, heads.phases, heads.notes]}
        rows={shown.map(({ row, signal, accepted }) => ({
          key: String(row),
          cells: [
            String(row),
            labels.of('eventTypes', textOf(signal['category'])),
            labels.place(textOf(signal['place'])),
            typeof signal['event_time'] === 'string' ? (
              <Moment key="when" at={signal['event_time']} withAge={false} />
            ) : (
              texts.now
            ),
            typeof signal['severity'] === 'number' ? wordFor(common.codes.severity, signal['severity']) : '–',
            format.list(accepted.phases.map((one) => labels.of('phases', one))),
            said(accepted.warnings.filter((one) => !ofAll.includes(one))),
          ],
        }))}
      />
    </details>
  )
}
