// The queue: ten thousand rows of which only those in view exist; one row is current, and the list itself holds the focus.
import { measureElement, useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect } from 'react'
import { MarkingLabel } from '../../design/parts.tsx'
import { useNow } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { triageTexts } from './texts.ts'
import type { TriageItem } from './triage-types.ts'

// Three lines of text with their space; the same in CSS.
const rowPx = 76
// Rows from the end at which the next page is asked for.
const nearEnd = 30

interface Props {
  readonly list: RefObject<HTMLDivElement | null>
  readonly rows: readonly TriageItem[]
  readonly selected: string | undefined
  readonly onSelect: (id: string) => void
  readonly onNearEnd: () => void
  readonly hasMore: boolean
}

export function QueueList({ list, rows, selected, onSelect, onNearEnd, hasMore }: Props) {
  const texts = useTexts(triageTexts)
  const now = useNow()
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => list.current,
    estimateSize: () => rowPx,
    // Beside a signal on a phone the list is hidden and its rows have no height: taken for theirs, it would come back without rows.
    measureElement: (row, entry, all) => measureElement(row, entry, all) || rowPx,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  })
  const current = rows.findIndex((one) => one.id === selected)
  useEffect(() => {
    if (current >= 0) virtual.scrollToIndex(current, { align: 'auto' })
  }, [current, virtual])
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    if (hasMore && last >= rows.length - nearEnd) onNearEnd()
  }, [last, rows.length, hasMore, onNearEnd])
  return (
    <div
      ref={list}
      className="queue"
      role="listbox"
      tabIndex={0}
      aria-label={texts.list}
      // Only what exists may be named: a row out of view does not.
      aria-activedescendant={items.some(({ index }) => index === current) ? `triage-${selected}` : undefined}
    >
      <div className="queue-all" role="presentation" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start, key }) => {
          const item = rows[index]
          return (
            item !== undefined && (
              <div
                key={key}
                ref={virtual.measureElement}
                data-index={index}
                id={`triage-${item.id}`}
                role="option"
                tabIndex={-1}
                aria-selected={item.id === selected}
                aria-setsize={hasMore ? -1 : rows.length}
                aria-posinset={index + 1}
                className={item.id === selected ? 'queue-row is-current' : 'queue-row'}
                style={{ transform: `translateY(${start}px)` }}
                onClick={() => onSelect(item.id)}
              >
                <QueueRow item={item} now={now} />
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

function QueueRow({ item, now }: { readonly item: TriageItem; readonly now: number }) {
  const texts = useTexts(triageTexts)
  const { labels, format } = useSession()
  return (
    <>
      <p className="queue-line">
        <Clock due={item.due_at} now={now} />
        <SeverityMark severity={item.severity} />
      </p>
      <p className="queue-what">
        {labels.of('eventTypes', item.category)} – {labels.place(item.place)}
      </p>
      <p className="queue-line soft small">
        <span>{format.moment(item.event_time)}</span>
        {item.alike > 0 && <span className="queue-tag">{texts.alikeCount(item.alike)}</span>}
        {item.held_by !== null && <span className="queue-tag">{texts.held[item.held_by]}</span>}
        {item.snoozed_until !== null && (
          <span className="queue-tag">{texts.snoozedUntil(format.moment(item.snoozed_until))}</span>
        )}
        {item.marking !== 'TLP:AMBER' && <MarkingLabel marking={item.marking} />}
      </p>
    </>
  )
}

/** How long is left, or since when it is over: colour, sign and words. */
export function Clock({ due, now }: { readonly due: string; readonly now: number }) {
  const texts = useTexts(triageTexts)
  const { format } = useSession()
  const isOver = Date.parse(due) <= now
  const relative = format.relative(due, now)
  return (
    <span className={isOver ? 'clock clock-over' : 'clock'}>
      <svg viewBox="0 0 16 16" width="13" height="13" aria-hidden="true">
        {isOver ? (
          <path d="M8 1 15.2 14H.8Z" fill="currentColor" />
        ) : (
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2" />
        )}
      </svg>
      {isOver ? texts.overdue(relative) : texts.due(relative)}
    </span>
  )
}

/** Severity as so many filled parts of five, its number and its word. */
export function SeverityMark({
  severity,
  withWord = false,
}: {
  readonly severity: number
  readonly withWord?: boolean
}) {
  const { texts } = useSpeech()
  const whole = Math.round(severity)
  const word = texts.codes.severity[String(whole)] ?? ''
  return (
    <span className={whole >= 4 ? 'severity severity-high' : 'severity'} title={word}>
      <svg viewBox="0 0 30 10" width="30" height="10" aria-hidden="true">
        {[0, 1, 2, 3, 4].map((part) => (
          <rect key={part} x={part * 6} y="0" width="4" height="10" className={part < whole ? 'on' : 'off'} />
        ))}
      </svg>
      <span className="visually-hidden">{texts.signal.severity}: </span>
      {withWord ? `${whole} · ${word}` : whole}
    </span>
  )
}
