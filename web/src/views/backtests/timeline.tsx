// Alerts of the rules against labelled events, on one axis: phases as bands, signals and events as bars, alerts as marks by department.
import { useCallback, useState } from 'react'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { dayMs, dayOf } from './day.ts'
import { useNames } from './names.tsx'
import { useNumbers } from './numbers.ts'
import { backtestsTexts } from './texts.ts'
import { ticksOf } from './ticks.ts'
import type { Report } from './types.ts'

const rowHigh = 18
const barHigh = 48
/** A tick nearer to the right edge has no room for its word. */
const wordWide = 48
/** Half of a mark with its line. */
const markHalf = 7

/** The marks of levels, around their middle: ring, triangle outline, filled triangle, filled octagon. */
const shapes: Readonly<Record<string, string>> = {
  info: 'M-5 0A5 5 0 1 0 5 0A5 5 0 1 0-5 0Z',
  watch: 'M0-6L6 5H-6Z',
  warning: 'M0-6L6 5H-6Z',
  critical: 'M-2.5-6H2.5L6-2.5V2.5L2.5 6H-2.5L-6 2.5V-2.5Z',
}

interface Scale {
  readonly x: (day: number) => number
  readonly from: number
  readonly to: number
  readonly wide: number
}

/** As many units as pixels, so that words are as large on a phone as on a desk. */
function useWidth() {
  const [wide, setWide] = useState(1000)
  const measured = useCallback((part: HTMLElement | null) => {
    if (part === null) return undefined
    const watch = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0) setWide(Math.round(entry.contentRect.width))
    })
    watch.observe(part)
    return () => watch.disconnect()
  }, [])
  return { wide, measured }
}

export function Timeline({ report }: { readonly report: Report }) {
  const texts = useTexts(backtestsTexts)
  const { labels } = useSession()
  const { count } = useNumbers()
  const { wide, measured } = useWidth()
  const { settings, timeline } = report
  const [from, to] = [dayOf(settings.from), dayOf(settings.to) + 1]
  const scale: Scale = { x: (day) => ((day - from) / (to - from)) * wide, from, to, wide }
  const codes = [...new Set(timeline.phases.map(({ code }) => code))]
  // A department that nothing happened in is told by the table; a line for each that an alert names.
  const departments = settings.departments.filter((code) =>
    timeline.alerts.some(({ department }) => department === code),
  )
  const tops = topsOf(codes.length)
  const height = tops.alerts + Math.max(1, departments.length) * (rowHigh + 14) + 18
  const alerts = timeline.alerts.length
  const events = timeline.weeks.reduce((sum, one) => sum + one.outcomes, 0)
  return (
    <>
      <section ref={measured} className="backtest-timeline" aria-label={texts.timelineChart}>
        <svg
          viewBox={`0 0 ${wide} ${height}`}
          role="img"
          aria-label={texts.timelineSays(count(alerts), count(events))}
        >
          <Ticks scale={scale} height={height} />
          {codes.map((code, index) => (
            <Phases key={code} code={code} report={report} scale={scale} top={tops.phases + index * 32} />
          ))}
          <Bars report={report} scale={scale} what="signals" top={tops.signals} />
          <Bars report={report} scale={scale} what="outcomes" top={tops.outcomes} />
          {departments.map((code, index) => (
            <Alerts
              key={code}
              name={labels.place(code)}
              code={code}
              report={report}
              scale={scale}
              top={tops.alerts + index * (rowHigh + 14)}
            />
          ))}
        </svg>
      </section>
      {alerts === 0 && <p>{texts.noAlerts}</p>}
      <details>
        <summary>{texts.timelineTable}</summary>
        <TimelineTables report={report} />
      </details>
    </>
  )
}

function topsOf(phases: number) {
  const signals = 24 + phases * 32 + 8
  const outcomes = signals + barHigh + 30
  return { phases: 24, signals, outcomes, alerts: outcomes + barHigh + 24 }
}

function Ticks({ scale, height }: { readonly scale: Scale; readonly height: number }) {
  const { format } = useSession()
  const { days, label } = ticksOf(scale.from, scale.to, scale.wide)
  const words = new Intl.DateTimeFormat(format.locale, { timeZone: 'UTC', ...label })
  return days.map((day) => (
    <g key={day} className="backtest-tick">
      <line x1={scale.x(day)} x2={scale.x(day)} y1="0" y2={height} />
      {scale.x(day) + wordWide <= scale.wide && (
        <text x={scale.x(day) + 4} y="12">
          {words.format(day * dayMs)}
        </text>
      )}
    </g>
  ))
}

interface LaneProps {
  readonly report: Report
  readonly scale: Scale
  readonly top: number
}

function Phases({ code, report, scale, top }: LaneProps & { readonly code: string }) {
  const { labels } = useSession()
  const own = report.timeline.phases.filter((one) => one.code === code)
  const first = scale.x(dayOf(own[0]?.from ?? report.settings.from))
  return (
    <g className="backtest-phase">
      {own.map((one) => (
        <rect
          key={one.from}
          x={scale.x(dayOf(one.from))}
          y={top + 16}
          width={Math.max(1, scale.x(dayOf(one.to) + 1) - scale.x(dayOf(one.from)))}
          height="10"
        />
      ))}
      <text
        x={first > scale.wide / 2 ? scale.wide : first}
        y={top + 11}
        textAnchor={first > scale.wide / 2 ? 'end' : 'start'}
      >
        {labels.of('phases', code)}
      </text>
    </g>
  )
}

function Bars({ report, scale, what, top }: LaneProps & { readonly what: 'signals' | 'outcomes' }) {
  const texts = useTexts(backtestsTexts)
  const { count } = useNumbers()
  const { weeks } = report.timeline
  const most = Math.max(1, ...weeks.map((one) => one[what]))
  return (
    <g className={`backtest-${what}`}>
      <text x="0" y={top + 10}>
        {texts.perWeek[what]} {texts.atMost(count(most))}
      </text>
      <line x1="0" x2={scale.wide} y1={top + 14 + barHigh} y2={top + 14 + barHigh} />
      {weeks
        .filter((one) => one[what] > 0)
        .map((one) => {
          const high = (one[what] / most) * (barHigh - 4)
          const left = scale.x(dayOf(one.from))
          const right = Math.min(scale.wide, scale.x(dayOf(one.from) + 7))
          return (
            <rect
              key={one.from}
              x={left}
              y={top + 14 + barHigh - high}
              width={Math.max(2, right - left - 1)}
              height={high}
            >
              <title>{`${one.from}: ${one[what]}`}</title>
            </rect>
          )
        })}
    </g>
  )
}

/** A mark of the first or the last day is not cut by the edge. */
function whole(x: number, { wide }: Scale): number {
  return Math.min(wide - markHalf, Math.max(markHalf, x))
}

function Alerts({
  name,
  code,
  report,
  scale,
  top,
}: LaneProps & { readonly name: string; readonly code: string }) {
  const { texts: common } = useSpeech()
  const names = useNames()
  return (
    <g className="backtest-alerts">
      <text x="0" y={top + 10}>
        {name}
      </text>
      <line x1="0" x2={scale.wide} y1={top + 30} y2={top + 30} />
      {report.timeline.alerts
        .filter(({ department }) => department === code)
        .map((one) => (
          <path
            key={`${one.predictor} ${one.day} ${one.level}`}
            className={`backtest-mark-${one.level}`}
            transform={`translate(${whole(scale.x(dayOf(one.day) + 0.5), scale)} ${top + 21})`}
            d={shapes[one.level] ?? shapes['info']}
          >
            <title>{`${names.rule(one.predictor)} · ${wordFor(common.codes.level, one.level)} · ${one.day}`}</title>
          </path>
        ))}
    </g>
  )
}

function TimelineTables({ report }: { readonly report: Report }) {
  const texts = useTexts(backtestsTexts)
  const { texts: common } = useSpeech()
  const { labels } = useSession()
  const { count } = useNumbers()
  const names = useNames()
  return (
    <>
      <Table
        caption={texts.alertsByDay}
        heads={[texts.day, texts.department, texts.rule, texts.level]}
        rows={report.timeline.alerts.map((one) => ({
          key: `${one.day} ${one.department} ${one.predictor} ${one.level}`,
          cells: [
            one.day,
            labels.place(one.department),
            names.rule(one.predictor),
            wordFor(common.codes.level, one.level),
          ],
        }))}
      />
      <Table
        caption={texts.weeks}
        heads={[texts.weekFrom, texts.perWeek.signals, texts.perWeek.outcomes]}
        isSmall
        rows={report.timeline.weeks
          .filter((one) => one.signals + one.outcomes > 0)
          .map((one) => ({ key: one.from, cells: [one.from, count(one.signals), count(one.outcomes)] }))}
      />
    </>
  )
}
