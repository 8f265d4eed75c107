// When: the electoral cycle as bands with its milestones, and over it what was reported and what fired; what a moved date would change.
import { useCallback, useMemo, useState } from 'react'
import type { Alert, Calendar, ElectoralProcess, Page, Signal } from '../../api-types.ts'
import { Empty, ExerciseTag, Live } from '../../design/parts.tsx'
import { type Labels, wordFor } from '../../labels.ts'
import { useNow, usePolled } from '../../live.ts'
import { goTo, useAddress } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { Acts } from './acts.tsx'
import { Changes, type Proposals } from './changes.tsx'
import { CalendarChart } from './chart.tsx'
import type { Effect } from './effect-table.tsx'
import { type Band, type Lane, type Mark, type Period, wholePeriod } from './lanes.ts'
import { MovePreview } from './move-preview.tsx'
import { SeenTable } from './seen-table.tsx'
import { calendarTexts } from './texts.ts'
import { Versions } from './versions.tsx'
import './calendar.css'

const everyMs = 60_000

export function CalendarView({ selected }: { readonly selected: string | undefined }) {
  const words = useTexts(calendarTexts)
  const { api, me } = useSession()
  const processes = usePolled<Page<ElectoralProcess>>(api, '/v1/processes', everyMs)
  return (
    <>
      <h1>{words.title}</h1>
      <Live polled={processes}>
        {({ items }) => {
          const own = items.filter((one) => me.processes === null || me.processes.includes(one.id))
          const chosen =
            own.find((one) => one.id === selected) ?? own.find((one) => one.state === 'open') ?? own[0]
          if (chosen === undefined) return <Empty title={words.none}>{words.noneLine}</Empty>
          return (
            <>
              <Chooser processes={own} chosen={chosen} />
              <OneCalendar key={chosen.id} process={chosen} />
            </>
          )
        }}
      </Live>
    </>
  )
}

function open(id: string, where: string): void {
  const of = where === '' ? '' : `?place=${encodeURIComponent(where)}`
  goTo(`/calendar/${encodeURIComponent(id)}${of}`, 'replace')
}

function Chooser({
  processes,
  chosen,
}: {
  readonly processes: readonly ElectoralProcess[]
  readonly chosen: ElectoralProcess
}) {
  const words = useTexts(calendarTexts)
  const { language } = useSpeech()
  const { places } = useSession()
  const { query } = useAddress()
  const place = query.get('place') ?? ''
  const country = places.find((one) => one.parent === null)?.code
  return (
    <form className="filters" aria-label={words.process}>
      <label>
        {words.process}
        <select value={chosen.id} onChange={(event) => open(event.target.value, place)}>
          {processes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name[language]}
            </option>
          ))}
        </select>
      </label>
      <label>
        {words.place}
        <select value={place} onChange={(event) => open(chosen.id, event.target.value)}>
          <option value="">{words.everywhere}</option>
          {places
            .filter((one) => one.parent !== null && one.parent === country)
            .map((one) => (
              <option key={one.code} value={one.code}>
                {one.name}
              </option>
            ))}
        </select>
      </label>
    </form>
  )
}

/** What becomes of the calendar: what a change would do, what is proposed, which acts are on record, every version. */
function Life({
  path,
  calendar,
  effect,
  onEffect,
  onChanged,
}: {
  readonly path: string
  readonly calendar: Calendar
  readonly effect: Effect | undefined
  readonly onEffect: (effect: Effect | undefined) => void
  readonly onChanged: () => void
}) {
  const { api, can } = useSession()
  const [changes, setChanges] = useState(0)
  const proposals = usePolled<Proposals>(
    api,
    can('rules:read') ? `${path}/calendar/proposals` : undefined,
    everyMs,
  )
  function decided(): void {
    proposals.refresh()
    onChanged()
    setChanges(changes + 1)
  }
  return (
    <>
      <MovePreview
        path={path}
        calendar={calendar}
        onEffect={onEffect}
        effect={effect}
        onProposed={proposals.refresh}
      />
      {can('rules:read') && <Changes path={path} polled={proposals} onChanged={decided} />}
      <Acts key={`acts ${changes}`} path={path} />
      <Versions key={`versions ${changes}`} path={path} />
    </>
  )
}

interface Layers {
  readonly windows: boolean
  readonly alerts: boolean
  readonly signals: boolean
}

function OneCalendar({ process }: { readonly process: ElectoralProcess }) {
  const { language } = useSpeech()
  const { api, can } = useSession()
  const now = useNow()
  const { query } = useAddress()
  const [layers, setLayers] = useState<Layers>({ windows: true, alerts: true, signals: true })
  const [effect, setEffect] = useState<Effect>()
  const [period, setPeriod] = useState<Period>()
  const onPeriod = useCallback((next: Period | undefined) => setPeriod(next), [])
  const place = query.get('place') ?? ''
  const filter = `process=${encodeURIComponent(process.id)}&limit=200${place === '' ? '' : `&place=${encodeURIComponent(place)}`}`
  const path = `/v1/processes/${encodeURIComponent(process.id)}`
  const calendar = usePolled<Calendar>(api, `${path}/calendar`, everyMs)
  const alerts = usePolled<Page<Alert>>(api, can('alerts:read') ? `/v1/alerts?${filter}` : undefined, everyMs)
  const signals = usePolled<Page<Signal>>(
    api,
    can('signals:read') ? `/v1/signals?${filter}` : undefined,
    everyMs,
  )
  const lanes = useLanes(calendar.data, effect, alerts.data?.items, signals.data?.items, layers)
  return (
    <section aria-labelledby="calendar-of">
      <h2 id="calendar-of">
        {process.name[language]} {process.exercise && <ExerciseTag />}
      </h2>
      <LayerSwitches layers={layers} onLayers={setLayers} />
      <Live polled={calendar}>
        {(data) => {
          const bands = lanes.flatMap((lane) => ('band' in lane && lane.kind === 'phase' ? [lane.band] : []))
          const shown = period ?? wholePeriod(bands, now)
          return (
            <>
              <CalendarChart lanes={lanes} period={shown} onPeriod={onPeriod} />
              <SeenTable lanes={lanes} period={shown} />
              <Life
                path={path}
                calendar={data}
                effect={effect}
                onEffect={setEffect}
                onChanged={calendar.refresh}
              />
            </>
          )
        }}
      </Live>
    </section>
  )
}

function LayerSwitches({
  layers,
  onLayers,
}: {
  readonly layers: Layers
  readonly onLayers: (layers: Layers) => void
}) {
  const words = useTexts(calendarTexts)
  return (
    <fieldset className="layers no-print">
      <legend className="visually-hidden">{words.layers}</legend>
      {(['windows', 'alerts', 'signals'] as const).map((layer) => (
        <label key={layer} className="check">
          <input
            type="checkbox"
            checked={layers[layer]}
            onChange={(event) => onLayers({ ...layers, [layer]: event.target.checked })}
          />
          {words[layer]}
        </label>
      ))}
    </fieldset>
  )
}

/** Lanes from what was read: phases first, then milestones, signals and alerts, then the windows. */
function useLanes(
  calendar: Calendar | undefined,
  effect: Effect | undefined,
  alerts: readonly Alert[] | undefined,
  signals: readonly Signal[] | undefined,
  layers: Layers,
): readonly Lane[] {
  const words = useTexts(calendarTexts)
  const { texts, language } = useSpeech()
  const { labels } = useSession()
  return useMemo(() => {
    if (calendar === undefined) return []
    const bandsOf = (type: 'phase' | 'window'): Lane[] =>
      calendar.spans
        .filter((span) => span.type === type)
        .map((span, index) => {
          const label = labels.of(type === 'phase' ? 'phases' : 'windows', span.code)
          const key = `${type} ${span.code} ${span.place} ${index}`
          const then = thenOf(effect, span)
          const band: Band = {
            key,
            label,
            from: Date.parse(span.from),
            to: Date.parse(span.to),
            stretch: span,
            ...(then === undefined ? {} : { becomes: then }),
          }
          return { kind: type, key, band }
        })
    const fired: Mark[] = (alerts ?? []).map((one) => ({
      key: one.id,
      label: `${wordFor(texts.codes.level, one.max_level)}: ${one.title[language]} – ${labels.place(one.place)}`,
      at: Date.parse(one.fired_at),
      className: `mark-level-${one.max_level}`,
      href: `/alerts/${one.id}`,
    }))
    const reported: Mark[] = (signals ?? []).map((one) => ({
      key: one.id,
      label: `${labels.of('eventTypes', one.category)} – ${labels.place(one.place)}`,
      at: Date.parse(one.event_time),
      className: 'mark-signal',
    }))
    return [
      ...bandsOf('phase'),
      { kind: 'milestone', key: 'milestones', label: words.milestones, marks: actsOf(calendar, labels) },
      ...(layers.alerts && alerts !== undefined
        ? [{ kind: 'alert', key: 'alerts', label: words.alerts, marks: fired } as const]
        : []),
      ...(layers.signals && signals !== undefined
        ? [{ kind: 'signal', key: 'signals', label: words.signals, marks: reported } as const]
        : []),
      ...(layers.windows ? bandsOf('window') : []),
    ]
  }, [calendar, effect, alerts, signals, layers, words, texts, language, labels])
}

function actsOf(calendar: Calendar, labels: Labels): readonly Mark[] {
  return Object.entries(calendar.milestones).map(([code, one]) => ({
    key: code,
    label: labels.of('milestones', code),
    at: Date.parse(one.from),
    stretch: one,
    className: 'mark-milestone',
  }))
}

type Span = Calendar['spans'][number]

/** Where the span would lie after the move; undefined where nothing is tried or nothing changes. */
function thenOf(effect: Effect | undefined, span: Span): Band['becomes'] {
  const part = effect?.moved.find(
    (one) =>
      one.type === span.type &&
      one.code === span.code &&
      one.place === span.place &&
      one.before?.from === span.from,
  )
  if (part === undefined) return undefined
  return part.after === null ? null : { from: Date.parse(part.after.from), to: Date.parse(part.after.to) }
}
