// The sliding window (T−W, T] that count, distinct, sum, max and score share, from stored contributions and step by step.
import type { Instant } from '../../time.ts'
import { firstAfter, type Item, itemsWithin } from '../series.ts'
import type { Accumulator, KeyView, Span } from './measure.ts'

const none: readonly Item[] = []

export function takenOf(key: KeyView, selector: string): readonly Item[] {
  return key.series[selector]?.taken ?? none
}

export function inWindow(key: KeyView, selector: string, window: number, at: Instant): readonly Item[] {
  return itemsWithin(takenOf(key, selector), at - window, at)
}

/** How many items are in the window at some instant of the span or another. */
export function countAround(key: KeyView, selector: string, window: number, { from, to }: Span): number {
  const items = takenOf(key, selector)
  return firstAfter(items, to) - firstAfter(items, from - window)
}

/** The bound of a measure that is 0 for an empty window. */
export function zeroIfEmpty(key: KeyView, selector: string, window: number, span: Span): number {
  return countAround(key, selector, window, span) === 0 ? 0 : Infinity
}

/** When the first item enters or leaves the window after `at`. */
export function nextWindowChange(key: KeyView, selector: string, window: number, at: Instant): Instant {
  const items = takenOf(key, selector)
  const oldest = items[firstAfter(items, at - window)]
  const future = items[firstAfter(items, at)]
  return Math.min(
    oldest === undefined ? Infinity : oldest.at + window,
    future === undefined ? Infinity : future.at,
  )
}

/** What a windowed measure keeps: told of each item as it enters and leaves the window. */
export interface Tally {
  readonly enter: (item: Item) => void
  readonly leave: (item: Item) => void
  readonly value: (at: Instant) => number
}

/**
 * Slides a tally over a yield, forward or back. What enters and leaves is what lies between the two instants, so the cost of a step does
 * not grow with the window.
 */
export function slide(key: KeyView, selector: string, window: number, tally: Tally): Accumulator {
  const taken = takenOf(key, selector)
  let now: Instant = -Infinity
  let nextMove: Instant = Infinity // never later than the true next change
  const isInside = (item: Item) => now - window < item.at && item.at <= now

  function each(from: Instant, to: Instant, move: (item: Item) => void): void {
    for (let place = firstAfter(taken, from); place < taken.length; place += 1) {
      const item = taken[place]
      if (item === undefined || item.at > to) return
      move(item)
    }
  }

  function moveTo(at: Instant): void {
    const [begin, end] = [now - window, at - window]
    if (at > now) {
      each(begin, Math.min(now, end), tally.leave)
      each(Math.max(now, end), at, tally.enter)
    } else {
      each(Math.max(at, begin), now, tally.leave)
      each(end, Math.min(at, begin), tally.enter)
    }
    now = at
    nextMove = nextWindowChange(key, selector, window, at)
  }

  return {
    add(item) {
      if (isInside(item)) tally.enter(item)
      nextMove = Math.min(nextMove, item.at > now ? item.at : item.at + window)
    },
    remove(item) {
      if (isInside(item)) tally.leave(item)
    },
    valueAt(at) {
      if (at < now || at >= nextMove) moveTo(at)
      now = at
      return tally.value(at)
    },
  }
}
