// By when a measure is due, or since when it is overdue.
import { useNow } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { responseTexts } from './texts.ts'
import type { Measure } from './types.ts'

/** «Vence dentro de 3 horas», or «Vencida hace 2 días» in words and in weight. */
export function Due({ measure }: { readonly measure: Measure }) {
  const texts = useTexts(responseTexts)
  const { format } = useSession()
  const now = useNow()
  if (measure.due_at === null) return <span className="soft">{texts.noDue}</span>
  const when = format.relative(measure.due_at, now)
  return (
    <time
      dateTime={measure.due_at}
      title={format.moment(measure.due_at)}
      className={measure.overdue ? 'late' : undefined}
    >
      {measure.overdue ? texts.wasDue(when) : texts.due(when)}
    </time>
  )
}
