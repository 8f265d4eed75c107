// The contributions of one selector in one key, in (event time, pos) order: all matches, and the yield that a cap per source leaves.
import type { Instant } from '../time.ts'
import type { Contribution } from './lane.ts'
import type { Selector } from './rule.ts'

export interface Item {
  readonly at: Instant
  readonly pos: number
  readonly contribution: Contribution
}

/** Told of every change of the yield; what has been told first is not told again. */
export interface YieldListener {
  add(item: Item): void
  remove(item: Item): void
}

export interface Series {
  readonly cap: { readonly max: number; readonly per: number } | undefined
  /** Monday 1970-01-05 00:00 in the standard offset of the process: where periods are counted from. */
  readonly periodOrigin: Instant
  readonly all: Item[]
  /** The same array as `all` when there is no cap. */
  readonly taken: Item[]
  /** Period and origin → their matches in order; the first `max` are taken. */
  readonly groups: Map<string, Item[]>
  readonly listeners: YieldListener[]
}

export function createSeries(cap: Selector['capPerSource'], periodOrigin: Instant): Series {
  const all: Item[] = []
  return {
    cap,
    periodOrigin,
    all,
    taken: cap === undefined ? all : [],
    groups: new Map(),
    listeners: [],
  }
}

function comesBefore(left: Item, right: Item): boolean {
  return left.at < right.at || (left.at === right.at && left.pos < right.pos)
}

/** The place of the first item that is later than the instant. */
export function firstAfter(items: readonly Item[], at: Instant): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const item = items[middle]
    if (item !== undefined && item.at <= at) low = middle + 1
    else high = middle
  }
  return low
}

/** The items of (from, to]. */
export function itemsWithin(items: readonly Item[], from: Instant, to: Instant): readonly Item[] {
  return items.slice(firstAfter(items, from), firstAfter(items, to))
}

function placeOf(items: readonly Item[], item: Item): number {
  const last = items.at(-1)
  if (last === undefined || comesBefore(last, item)) return items.length
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const other = items[middle]
    if (other !== undefined && comesBefore(other, item)) low = middle + 1
    else high = middle
  }
  return low
}

function insertItem(items: Item[], item: Item): number {
  const place = placeOf(items, item)
  items.splice(place, 0, item)
  return place
}

function deleteItem(items: Item[], item: Item): number {
  let place = placeOf(items, item)
  while (place < items.length && items[place] !== item) place += 1
  if (place < items.length) items.splice(place, 1)
  return place
}

function take(series: Series, item: Item): void {
  if (series.cap !== undefined) insertItem(series.taken, item)
  for (const listener of series.listeners) listener.add(item)
}

function giveUp(series: Series, item: Item): void {
  if (series.cap !== undefined) deleteItem(series.taken, item)
  for (const listener of series.listeners) listener.remove(item)
}

function groupName(series: Series, per: number, item: Item): string {
  return `${Math.floor((item.at - series.periodOrigin) / per)} ${item.contribution.origin}`
}

/** Adds a match; with a cap, only its own origin and period are looked at again. */
export function addItem(series: Series, item: Item): void {
  insertItem(series.all, item)
  if (series.cap === undefined) return take(series, item)
  const { max, per } = series.cap
  const name = groupName(series, per, item)
  const group = series.groups.get(name) ?? []
  series.groups.set(name, group)
  if (insertItem(group, item) >= max) return
  const displaced = group[max]
  if (displaced !== undefined) giveUp(series, displaced)
  take(series, item)
}

export function removeItem(series: Series, item: Item): void {
  deleteItem(series.all, item)
  if (series.cap === undefined) return giveUp(series, item)
  const { max, per } = series.cap
  const name = groupName(series, per, item)
  const group = series.groups.get(name) ?? []
  const place = deleteItem(group, item)
  if (group.length === 0) series.groups.delete(name)
  if (place >= max) return
  giveUp(series, item)
  const promoted = group[max - 1]
  if (promoted !== undefined) take(series, promoted)
}

/** Forgets the oldest items, which no measure reads any more, without telling anybody; returns them. */
export function pruneSeries(series: Series, before: Instant): readonly Item[] {
  const pruned = series.all.splice(0, firstAfter(series.all, before - 1))
  if (series.cap === undefined) return pruned
  series.taken.splice(0, firstAfter(series.taken, before - 1))
  for (const item of pruned) {
    const name = groupName(series, series.cap.per, item)
    const group = series.groups.get(name) ?? []
    deleteItem(group, item)
    if (group.length === 0) series.groups.delete(name)
  }
  return pruned
}
