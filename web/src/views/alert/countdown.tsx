// How long until somebody has to answer, and how long ago that was.
import { useEffect, useState } from 'react'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { alertTexts } from './texts.ts'

const secondMs = 1_000
/** Within so many seconds of the end each one is counted. */
const secondsMatter = 600

/** Counts down, by the second at the end; what is past due counts up in words. */
export function Countdown({ until }: { readonly until: string }) {
  const words = useTexts(alertTexts)
  const { format } = useSession()
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), secondMs)
    return () => clearInterval(timer)
  }, [])
  const left = Date.parse(until) - now
  return (
    <span className="countdown">
      {left > 0 ? words.left(...remaining(left)) : <strong>{words.late(format.relative(until, now))}</strong>}
    </span>
  )
}

/** «1 h 58 min», and in the last ten minutes «9 min 20 s»: not to be read as a time of day. Whether it is one of something, for the verb. */
function remaining(ms: number): [text: string, isOne: boolean] {
  const all = Math.floor(ms / secondMs)
  const [hours, minutes, seconds] = [Math.floor(all / 3_600), Math.floor(all / 60) % 60, all % 60]
  const parts = (
    all < secondsMatter
      ? [
          { count: minutes, unit: 'min' },
          { count: seconds, unit: 's' },
        ]
      : [
          { count: hours, unit: 'h' },
          { count: minutes, unit: 'min' },
        ]
  ).filter(({ count }) => count > 0)
  const shown = parts.length === 0 ? [{ count: 0, unit: 's' }] : parts
  return [
    shown.map(({ count, unit }) => `${count}\u00a0${unit}`).join(' '),
    shown.length === 1 && shown[0]?.count === 1,
  ]
}
