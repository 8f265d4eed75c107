// Open alerts: how many of each level, answered or not, and those that wait for an answer, worst and oldest first.
import type { Alert, Level, Page } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { ExerciseTag, Live } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { type Polled, usePolled } from '../../live.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { useAge } from '../map/age.ts'
import { situationTexts } from './texts.ts'

const levels: readonly Level[] = ['critical', 'warning', 'watch', 'info']
// As many as fit beside the map without scrolling.
const shownFirst = 6

interface Open {
  readonly firing: Polled<Page<Alert>>
  readonly taken: Polled<Page<Alert>>
}

export function useOpenAlerts(): Open {
  const { api } = useSession()
  return {
    firing: usePolled<Page<Alert>>(api, '/v1/alerts?state=firing&limit=200'),
    taken: usePolled<Page<Alert>>(api, '/v1/alerts?state=acknowledged&limit=200'),
  }
}

export function countOf(polled: Polled<Page<Alert>>, level: Level): number {
  return polled.data?.items.filter((one) => one.level === level).length ?? 0
}

export function LevelCounts({ firing, taken }: Open) {
  const { texts } = useSpeech()
  const used = levels.filter((level) => countOf(firing, level) + countOf(taken, level) > 0)
  return (
    <Live polled={firing}>
      {() =>
        used.length === 0 ? (
          <p className="soft">{texts.situation.noOpenAlerts}</p>
        ) : (
          <Table
            isSmall
            caption={texts.situation.openAlerts}
            heads={[texts.alerts.level, texts.situation.unanswered, texts.situation.answered]}
            rows={used.map((level) => ({
              key: level,
              cells: [
                <Link key="level" href={`/alerts?level=${level}`}>
                  <LevelMark level={level} />
                </Link>,
                countOf(firing, level),
                countOf(taken, level),
              ],
            }))}
          />
        )
      }
    </Live>
  )
}

const rank = (one: Alert): number => levels.indexOf(one.level ?? one.max_level)

export function worstAndOldest(alerts: readonly Alert[]): readonly Alert[] {
  return alerts.toSorted((a, b) => rank(a) - rank(b) || Date.parse(a.fired_at) - Date.parse(b.fired_at))
}

export function Unanswered({ firing, most = shownFirst }: Pick<Open, 'firing'> & { readonly most?: number }) {
  const words = useTexts(situationTexts)
  const { language } = useSpeech()
  const { labels, format } = useSession()
  const age = useAge()
  return (
    <Live polled={firing}>
      {({ items }) => {
        const waiting = worstAndOldest(items)
        if (waiting.length === 0) return <p className="soft">{words.nothingWaits}</p>
        return (
          <>
            <ul className="waiting">
              {waiting.slice(0, most).map((one) => (
                <li key={one.id}>
                  <LevelMark level={one.level ?? one.max_level} />
                  <span className="waiting-what">
                    <Link href={`/alerts/${one.id}`}>
                      {one.title[language]} – {labels.place(one.place)}
                    </Link>{' '}
                    {one.exercise && <ExerciseTag />}
                  </span>
                  <time className="waiting-since" dateTime={one.fired_at} title={format.moment(one.fired_at)}>
                    {words.waiting(age(one.fired_at))}
                  </time>
                </li>
              ))}
            </ul>
            {waiting.length > most && (
              <p>
                <Link href="/alerts">{words.more(waiting.length - most)}</Link>
              </p>
            )}
          </>
        )
      }}
    </Live>
  )
}
