// What two runs were computed from, line by line.
import { useState } from 'react'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { useNames } from './names.tsx'
import { useNumbers } from './numbers.ts'
import { backtestsTexts } from './texts.ts'
import type { Report, Side } from './types.ts'

interface Row {
  readonly name: string
  readonly a: string
  readonly b: string
  /** Something that the report is made of; otherwise it is the report. */
  readonly isInput: boolean
}

export function useOriginRows(a: Side, b: Side): readonly Row[] {
  const texts = useTexts(backtestsTexts)
  const names = useNames()
  const { count } = useNumbers()
  const row = (name: string, read: (report: Report) => string): Row => ({
    name,
    a: read(a.report),
    b: read(b.report),
    isInput: true,
  })
  const inputs = new Map(
    [...a.report.inputs, ...b.report.inputs].map((one) => [`${one.role} ${one.name}`, one]),
  )
  const inputName = (role: string, name: string) =>
    texts.input(wordFor(texts.roles, role), role === 'rule' ? names.rule(name) : names.process(name))
  return [
    row(texts.period, ({ settings }) => names.span(settings.from, settings.to)),
    row(texts.horizons, ({ settings }) => settings.horizonsDays.map(count).join(', ')),
    row(texts.cooldown, ({ settings }) => count(settings.cooldownDays)),
    row(texts.labelled, ({ outcomes }) => texts.labelledOf(count(outcomes.rows), count(outcomes.size))),
    row(texts.seed, ({ settings }) => String(settings.seed)),
    ...[...inputs.values()].map(({ role, name }) =>
      row(
        inputName(role, name),
        ({ inputs: own }) => own.find((one) => one.role === role && one.name === name)?.sha256 ?? '–',
      ),
    ),
    { name: texts.reportHash, a: a.run.report_hash ?? '–', b: b.run.report_hash ?? '–', isInput: false },
  ]
}

/** Rows that differ are bold. Twelve digits tell hashes apart; all of them are there for whoever checks. */
export function OriginTable({ rows }: { readonly rows: readonly Row[] }) {
  const texts = useTexts(backtestsTexts)
  const [isFull, setFull] = useState(false)
  return (
    <>
      <Table
        caption={texts.origin}
        heads={['', texts.sideA, texts.sideB, texts.isSame]}
        rows={rows.map((row) => ({ key: row.name, cells: cellsOf(row, isFull, texts) }))}
      />
      <button type="button" aria-pressed={isFull} onClick={() => setFull(!isFull)}>
        {texts.fullHashes}
      </button>
    </>
  )
}

function cellsOf(
  { name, a, b }: Row,
  isFull: boolean,
  texts: { readonly same: string; readonly different: string },
) {
  const look = a === b ? undefined : 'differs'
  return [
    <span key="name" className={look}>
      {name}
    </span>,
    <span key="a" className={look}>
      <Hash text={a} isFull={isFull} />
    </span>,
    <span key="b" className={look}>
      <Hash text={b} isFull={isFull} />
    </span>,
    <span key="same" className={look}>
      {a === b ? texts.same : texts.different}
    </span>,
  ]
}

function Hash({ text, isFull }: { readonly text: string; readonly isFull: boolean }) {
  if (!/^[0-9a-f]{64}$/.test(text)) return text
  return <code className="backtest-hash">{isFull ? text : text.slice(0, 12)}</code>
}
