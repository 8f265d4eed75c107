// What a change of the calendar moves, as a table: before, after, by how many days, and the clock of ladders where it is another.
import type { Answers } from '../../api-schema.ts'
import { Table } from '../../design/table.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { actText, dayOfAct, edgesText } from './days.ts'
import { calendarTexts } from './texts.ts'

/** More rows are folded: what is to be done with them comes below. */
const shownAtOnce = 15

export type Effect = Answers['POST /v1/processes/{id}/calendar:preview']
type Part = Effect['moved'][number]

export function EffectTable({ moved }: Effect) {
  const words = useTexts(calendarTexts)
  const session = useSession()
  const { labels } = session
  if (moved.length === 0) return <p>{words.noEffect}</p>
  const list = { phase: 'phases', window: 'windows', milestone: 'milestones' } as const
  const shown = (part: Part['before']): string => {
    if (part === null) return words.absent
    if (part.from === part.to || dayOfAct(part) !== undefined) return actText(part, session)
    const { first, last } = edgesText(part, session, words)
    return `${first} – ${last}`
  }
  return (
    <details open={moved.length <= shownAtOnce}>
      <summary className="strong">{words.effect(moved.length)}</summary>
      <Table
        caption={words.effect(moved.length)}
        heads={[words.what, words.kind, words.before, words.after]}
        rows={moved.map((one, index) => ({
          key: `${one.type} ${one.code} ${one.place} ${index}`,
          cells: [
            labels.of(list[one.type], one.code),
            words.kinds[one.type],
            shown(one.before),
            <span key="after" className="strong">
              {shown(one.after)}
              {shiftOf(one) !== 0 && <span className="soft small block">{words.change(shiftOf(one))}</span>}
            </span>,
          ],
        }))}
      />
      {moved.some(({ clock }) => clock !== null) && <p className="soft small">{words.clocks}</p>}
    </details>
  )
}

/** By how many days the later edge moves. */
function shiftOf({ before, after }: Part): number {
  if (before === null || after === null) return 0
  const begin = Math.round((Date.parse(after.from) - Date.parse(before.from)) / 86_400_000)
  const end = Math.round((Date.parse(after.to) - Date.parse(before.to)) / 86_400_000)
  return end === 0 ? begin : end
}
