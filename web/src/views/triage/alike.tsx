// A signal that may be the same event, with the reasons for thinking so.
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { triageTexts } from './texts.ts'
import type { Alike } from './triage-types.ts'

export function AlikeLine({ alike }: { readonly alike: Alike }) {
  const texts = useTexts(triageTexts)
  const { labels, format } = useSession()
  const apart = (hours: number): string => {
    const minutes = Math.round(hours * 60)
    if (minutes === 0) return texts.sameTime
    return texts.apart(minutes < 60 ? `${minutes} min` : `${format.number(hours)} h`)
  }
  return (
    <span className="alike">
      <span className="alike-what">
        {labels.of('eventTypes', alike.category)} – {labels.place(alike.place)}
      </span>{' '}
      <span className="soft small">
        {format.moment(alike.event_time)} · {texts.likeness(format.percent(alike.score))}
      </span>
      {alike.text !== null && <span className="alike-text">{alike.text}</span>}
      <span className="soft small block">
        {alike.reasons
          .map(({ code, value }) => {
            if (code === 'hours_apart') return apart(value ?? 0)
            if (code === 'text') return texts.textAlike(format.percent(value ?? 0))
            return texts.reasons[code] ?? code
          })
          .join(' · ')}
      </span>
    </span>
  )
}
