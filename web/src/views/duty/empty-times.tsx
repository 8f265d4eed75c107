// When nobody can be called: what will happen, from when to when, and what to do about it.
import { Moment } from '../../design/parts.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { dutyTexts } from './texts.ts'

export interface EmptyTime {
  readonly from: string
  /** null: beyond the days that were looked at. */
  readonly to: string | null
  readonly urgency: string
}

interface Props {
  readonly times: readonly EmptyTime[]
  readonly owner: string
  /** When the answer was given. */
  readonly now: string
}

const shown = 6

export function EmptyTimes({ times, owner, now }: Props) {
  const texts = useTexts(dutyTexts)
  if (times.length === 0) return null
  const isUrgent = times.some(({ urgency }) => urgency === 'alarm')
  return (
    <div className={isUrgent ? 'notice notice-bad' : 'notice'}>
      <p>
        <strong>{texts.emptyTitle}</strong>
      </p>
      <ul>
        {times.slice(0, shown).map((one) => (
          <li key={one.from}>
            <Times time={one} now={now} />
          </li>
        ))}
        {times.length > shown && <li>{texts.emptyMore(times.length - shown)}</li>}
      </ul>
      <p>{texts.emptyEffect(owner)}</p>
      <p>{texts.emptyTodo}</p>
    </div>
  )
}

function Times({ time, now }: { readonly time: EmptyTime; readonly now: string }) {
  const texts = useTexts(dutyTexts)
  const hasBegun = Date.parse(time.from) <= Date.parse(now)
  return (
    <>
      {hasBegun ? (
        texts.emptyNow
      ) : (
        <>
          {texts.emptyFrom} <Moment at={time.from} withAge={false} />
        </>
      )}{' '}
      {time.to === null ? (
        texts.emptyNoEnd
      ) : (
        <>
          {texts.emptyUntil} <Moment at={time.to} withAge={false} />
        </>
      )}
    </>
  )
}
