// A signal that may be the same event, with the reasons for thinking so.
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { triageTexts } from './texts.ts'
import type { Alike } from './triage-types.ts'

const percent = (share: number): string => `${Math.round(share * 100)} %`

export function AlikeLine({ alike }: { readonly alike: Alike }) {
  const texts = useTexts(triageTexts)
  const { labels, format } = useSession()
  return (
    <span className="alike">
      <span className="alike-what">
        {labels.of('eventTypes', alike.category)} – {labels.place(alike.place)}
      </span>{' '}
      <span className="soft small">
        {format.moment(alike.event_time)} · {texts.likeness(percent(alike.score))}
      </span>
      {alike.text !== null && <span className="alike-text">{alike.text}</span>}
      <span className="soft small block">
        {alike.reasons
          .map(({ code, value }) => {
            if (code === 'hours_apart') return texts.hoursApart(format.number(value ?? 0))
            if (code === 'text') return texts.textAlike(percent(value ?? 0))
            return texts.reasons[code] ?? code
          })
          .join(' · ')}
      </span>
    </span>
  )
}
