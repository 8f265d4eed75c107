// Where: the map and its table side by side with the same numbers; a territory that is chosen filters what stands below.
import { useEffect } from 'react'
import type { Alert, Page, Situation } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { goTo, Link, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { MapFigure } from './figure.tsx'
import { type Measure, measures } from './measure.ts'
import { PlaceTable } from './place-table.tsx'
import { mapTexts } from './texts.ts'

const periods = [1, 7, 14, 30, 90]
const everyMs = 15_000

/** What the address says: measure, days, level of the territories, and the one that is chosen. */
function useChoice() {
  const { query } = useAddress()
  const measure: Measure = measures.find((one) => one === query.get('show')) ?? 'level'
  const days = periods.find((one) => String(one) === query.get('days')) ?? 7
  const level = query.get('level') ?? ''
  const place = query.get('place') ?? undefined
  function address(change: Readonly<Record<string, string | undefined>>): string {
    const next = new URLSearchParams(query)
    for (const [name, value] of Object.entries(change)) {
      if (value === undefined || value === '') next.delete(name)
      else next.set(name, value)
    }
    return next.size === 0 ? '/map' : `/map?${next.toString()}`
  }
  return { measure, days, level, place, address }
}

export function MapView() {
  const words = useTexts(mapTexts)
  const { api } = useSession()
  const { measure, days, level, place, address } = useChoice()
  const polled = usePolled<Situation>(
    api,
    `/v1/situation?days=${days}${level === '' ? '' : `&level=${encodeURIComponent(level)}`}`,
    everyMs,
  )
  useEffect(() => {
    if (place === undefined) return undefined
    const clear = (event: globalThis.KeyboardEvent): void => {
      if (event.key === 'Escape') goTo(address({ place: undefined }), 'replace')
    }
    addEventListener('keydown', clear)
    return () => removeEventListener('keydown', clear)
  }, [place, address])
  const set = (change: Readonly<Record<string, string | undefined>>): void => goTo(address(change), 'replace')
  return (
    <>
      <h1>{words.title}</h1>
      <p className="soft">{words.lead}</p>
      <Choice measure={measure} days={days} level={level} onChange={set} />
      <Live polled={polled}>
        {({ items }) => (
          <div className="map-and-table">
            <section className="panel" aria-label={words.map}>
              <p className="visually-hidden">{words.mapHint}</p>
              <MapFigure
                rows={items}
                measure={measure}
                selected={place}
                onSelect={(code) => set({ place: code })}
              />
            </section>
            <div>
              {place !== undefined && <Chosen place={place} onClear={() => set({ place: undefined })} />}
              <PlaceTable rows={items} selected={place} addressOf={(code) => address({ place: code })} />
            </div>
          </div>
        )}
      </Live>
    </>
  )
}

function Choice({
  measure,
  days,
  level,
  onChange,
}: Pick<ReturnType<typeof useChoice>, 'measure' | 'days' | 'level'> & {
  readonly onChange: (change: Readonly<Record<string, string | undefined>>) => void
}) {
  const words = useTexts(mapTexts)
  const { places } = useSession()
  const hasMunicipalities = places.some((one) => one.level === 'municipality')
  return (
    <form className="filters" aria-label={words.filter}>
      <label>
        {words.measure}
        <select value={measure} onChange={(event) => onChange({ show: event.target.value })}>
          {measures.map((one) => (
            <option key={one} value={one}>
              {words.measures[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.days}
        <select value={days} onChange={(event) => onChange({ days: event.target.value })}>
          {periods.map((one) => (
            <option key={one} value={one}>
              {words.lastDays(one)}
            </option>
          ))}
        </select>
      </label>
      {hasMunicipalities && (
        <label>
          {words.layer}
          <select value={level} onChange={(event) => onChange({ level: event.target.value })}>
            <option value="">{words.below}</option>
            <option value="municipality">{words.municipalities}</option>
          </select>
        </label>
      )}
    </form>
  )
}

function Chosen({ place, onClear }: { readonly place: string; readonly onClear: () => void }) {
  const words = useTexts(mapTexts)
  const { texts, language } = useSpeech()
  const { api, labels, can } = useSession()
  const path = `/v1/alerts?limit=200&place=${encodeURIComponent(place)}`
  const polled = usePolled<Page<Alert>>(api, can('alerts:read') ? path : undefined)
  return (
    <section className="panel" aria-labelledby="chosen">
      <h2 id="chosen">{words.alertsOf(labels.place(place))}</h2>
      <Live polled={polled}>
        {({ items }) => {
          const open = items.filter((one) => one.state === 'firing' || one.state === 'acknowledged')
          if (open.length === 0) return <p className="soft">{words.noAlerts}</p>
          return (
            <ul className="plain">
              {open.map((one) => (
                <li key={one.id}>
                  <LevelMark level={one.level ?? one.max_level} />{' '}
                  <Link href={`/alerts/${one.id}`}>{one.title[language]}</Link>{' '}
                  <span className={one.state === 'firing' ? 'strong' : 'soft'}>
                    {wordFor(texts.codes.alertState, one.state)}
                  </span>{' '}
                  <span className="soft small">
                    <Moment at={one.fired_at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }}
      </Live>
      <p className="map-choice">
        <Link href={`/alerts?place=${encodeURIComponent(place)}`}>{words.toAlerts}</Link>
        <Link href={`/calendar?place=${encodeURIComponent(place)}`}>{words.toCalendar}</Link>
        <button type="button" onClick={onClear}>
          {words.clear}
        </button>
      </p>
    </section>
  )
}
