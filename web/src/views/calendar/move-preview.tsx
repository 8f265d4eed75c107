// What if a date moves: asks the API for the effect and shows it; nothing is stored anywhere.
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api.ts'
import type { Answers } from '../../api-schema.ts'
import type { Calendar } from '../../api-types.ts'
import { Field } from '../../design/field.tsx'
import { Failure } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wallTime } from '../../format.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { hasEnd } from './lanes.ts'
import { calendarTexts } from './texts.ts'

type Effect = Answers['POST /v1/processes/{id}/calendar:preview']
type Part = Effect['moved'][number]

interface Props {
  readonly path: string
  readonly calendar: Calendar
  readonly effect: Effect | undefined
  readonly onEffect: (effect: Effect | undefined) => void
}

export function MovePreview({ path, calendar, effect, onEffect }: Props) {
  const words = useTexts(calendarTexts)
  const { api, timeZone } = useSession()
  const [milestone, setMilestone] = useState('')
  const [date, setDate] = useState('')
  const [withLater, setWithLater] = useState(false)
  const [asking, setAsking] = useState<'idle' | 'asking' | ApiError>('idle')
  function choose(code: string): void {
    setMilestone(code)
    const from = calendar.milestones[code]?.from
    setDate(from === undefined ? '' : wallTime(Date.parse(from), timeZone).slice(0, 10))
  }
  async function ask(): Promise<void> {
    setAsking('asking')
    try {
      onEffect(await api.post<Effect>(`${path}/calendar:preview`, { milestone, date, with_later: withLater }))
      setAsking('idle')
    } catch (error) {
      setAsking(error instanceof ApiError ? error : new ApiError(0, undefined))
    }
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (milestone !== '' && date !== '' && asking !== 'asking') void ask()
  }
  return (
    <section className="panel" aria-labelledby="preview">
      <h2 id="preview">{words.preview}</h2>
      <p className="soft">{words.previewLead}</p>
      <form className="preview-form" onSubmit={submit}>
        <Fields calendar={calendar} milestone={milestone} date={date} onMilestone={choose} onDate={setDate} />
        <WithLater isOn={withLater} onSwitch={setWithLater} />
        <button type="submit" className="primary" aria-disabled={milestone === '' || date === ''}>
          {asking === 'asking' ? words.asking : words.see}
        </button>
        {effect !== undefined && (
          <button type="button" onClick={() => onEffect(undefined)}>
            {words.forget}
          </button>
        )}
      </form>
      {asking instanceof ApiError && <Failure error={asking} />}
      <div role="status">{effect !== undefined && <EffectTable moved={effect.moved} />}</div>
    </section>
  )
}

function Fields({
  calendar,
  milestone,
  date,
  onMilestone,
  onDate,
}: {
  readonly calendar: Calendar
  readonly milestone: string
  readonly date: string
  readonly onMilestone: (code: string) => void
  readonly onDate: (day: string) => void
}) {
  const words = useTexts(calendarTexts)
  const { labels } = useSession()
  const codes = Object.entries(calendar.milestones).toSorted(
    ([, a], [, b]) => Date.parse(a.from) - Date.parse(b.from),
  )
  return (
    <>
      <Field name="milestone" label={words.milestone} error={undefined}>
        {(field) => (
          <select {...field} value={milestone} onChange={(event) => onMilestone(event.target.value)}>
            <option value="" />
            {codes.map(([code]) => (
              <option key={code} value={code}>
                {labels.of('milestones', code)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="date" label={words.newDate} error={undefined}>
        {(field) => (
          <input {...field} type="date" value={date} onChange={(event) => onDate(event.target.value)} />
        )}
      </Field>
    </>
  )
}

function WithLater({
  isOn,
  onSwitch,
}: {
  readonly isOn: boolean
  readonly onSwitch: (isOn: boolean) => void
}) {
  const words = useTexts(calendarTexts)
  return (
    <label className="check">
      <input type="checkbox" checked={isOn} onChange={(event) => onSwitch(event.target.checked)} />
      {words.withLater}
    </label>
  )
}

function EffectTable({ moved }: { readonly moved: readonly Part[] }) {
  const words = useTexts(calendarTexts)
  const { labels, format } = useSession()
  if (moved.length === 0) return <p>{words.noEffect}</p>
  const list = { phase: 'phases', window: 'windows', milestone: 'milestones' } as const
  const shown = (part: Part['before']): string => {
    if (part === null) return words.absent
    const from = format.moment(part.from)
    if (part.from === part.to) return from
    return `${from} – ${hasEnd(Date.parse(part.to)) ? format.moment(part.to) : words.noEnd}`
  }
  return (
    <>
      <p className="strong">{words.effect(moved.length)}</p>
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
    </>
  )
}

/** By how many days the later edge moves. */
function shiftOf({ before, after }: Part): number {
  if (before === null || after === null) return 0
  const begin = Math.round((Date.parse(after.from) - Date.parse(before.from)) / 86_400_000)
  const end = Math.round((Date.parse(after.to) - Date.parse(before.to)) / 86_400_000)
  return end === 0 ? begin : end
}
