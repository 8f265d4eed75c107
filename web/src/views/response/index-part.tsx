// The response index: never without its n, its interval and what is overdue.
import type { ElectoralProcess, Page } from '../../api-types.ts'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { ShareBar, usePercent } from '../../design/share-bar.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { responseTexts } from './texts.ts'
import type { IndexRow, ResponseIndex } from './types.ts'

const groups = ['institution', 'territory', 'class', 'process'] as const
type Group = (typeof groups)[number]
/** Below this many measures the interval says nearly nothing. */
const few = 10

function show(nextGroup: string, nextDrill: boolean): void {
  const next = new URLSearchParams({ part: 'index', group: nextGroup })
  if (nextDrill) next.set('exercise', 'true')
  goTo(`/response?${next.toString()}`, 'replace')
}

export function IndexPart() {
  const texts = useTexts(responseTexts)
  const { api } = useSession()
  const { query } = useAddress()
  const group: Group = groups.find((one) => one === query.get('group')) ?? 'institution'
  const isDrill = query.get('exercise') === 'true'
  const polled = usePolled<ResponseIndex>(api, `/v1/response-index?group=${group}&exercise=${isDrill}`)
  return (
    <>
      <p className="soft narrow">{texts.index.lead}</p>
      <form className="filters">
        <label>
          {texts.index.group}
          <select value={group} onChange={(event) => show(event.target.value, isDrill)}>
            {groups.map((one) => (
              <option key={one} value={one}>
                {wordFor(texts.index.groups, one)}
              </option>
            ))}
          </select>
        </label>
        <label className="check">
          <input type="checkbox" checked={isDrill} onChange={(event) => show(group, event.target.checked)} />
          {texts.index.drills}
        </label>
      </form>
      <Live polled={polled}>{(index) => <IndexTable index={index} group={group} />}</Live>
    </>
  )
}

function useGroupName(group: Group): (code: string) => string {
  const texts = useTexts(responseTexts)
  const { language } = useSpeech()
  const { api, labels } = useSession()
  const { data } = usePolled<Page<ElectoralProcess>>(api, group === 'process' ? '/v1/processes' : undefined)
  return (code) => {
    switch (group) {
      case 'institution':
        return labels.of('addressees', code)
      case 'territory':
        return labels.place(code)
      case 'class':
        return texts.classes[code] ?? texts.notSaid
      case 'process':
        return data?.items.find((one) => one.id === code)?.name[language] ?? code
    }
  }
}

function IndexTable({ index, group }: { readonly index: ResponseIndex; readonly group: Group }) {
  const texts = useTexts(responseTexts)
  const { format } = useSession()
  const nameOf = useGroupName(group)
  const percent = usePercent()
  const words = texts.index
  if (index.items.length === 0)
    return (
      <Empty title={words.none}>
        {words.noneLine} {words.drillsLine}
      </Empty>
    )
  const smallest = Math.min(...index.items.filter((one) => one.n > 0).map((one) => one.n))
  return (
    <>
      <Table
        caption={words.caption}
        heads={[
          wordFor(words.groups, group),
          words.value,
          words.interval,
          words.n,
          words.overdue,
          words.pending,
          words.held,
          words.taken,
        ]}
        rows={index.items.map((row) => ({
          key: row.group,
          cells: [
            nameOf(row.group),
            <IndexBar key="bar" row={row} name={nameOf(row.group)} />,
            row.index === null ? '–' : `${percent(row.low)}–${percent(row.high)}`,
            format.number(row.n),
            <span key="overdue" className={row.overdue > 0 ? 'late' : undefined}>
              {row.overdue}
            </span>,
            format.number(row.not_yet_due),
            format.number(row.held_back),
            format.number(row.taken),
          ],
        }))}
      />
      {smallest < few && <p className="soft small narrow">{words.small(smallest)}</p>}
      <p className="soft small">
        {words.drillsLine} <Moment at={index.at} withAge={false} />
      </p>
    </>
  )
}

/** The number with its interval; never without. */
function IndexBar({ row, name }: { readonly row: IndexRow; readonly name: string }) {
  const texts = useTexts(responseTexts)
  const percent = usePercent()
  const { index: value, low, high } = row
  if (value === null) return <span className="soft">{texts.index.nothingDue}</span>
  const label = texts.index.chart(name, percent(value), percent(low), percent(high))
  return <ShareBar share={{ value, low, high }} label={label} />
}
