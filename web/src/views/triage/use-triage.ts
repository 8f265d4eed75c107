// The state of the desk: what is listed, what is open, which form, and what each key does.
import { useCallback, useRef, useState } from 'react'
import { goTo, useAddress } from '../../route.tsx'
import type { Act, Wish } from './decide.tsx'
import { type FilterName, filterNames } from './filters.tsx'
import type { TriageSignal } from './triage-types.ts'
import { useDesk } from './use-desk.ts'
import { type KeyActs, useKeys, useKeysOn } from './use-keys.ts'
import { useOpen } from './use-open.ts'
import { useQueue } from './use-queue.ts'

/** The form that is open, and the signal as it was then. */
interface Opened {
  readonly act: Act
  readonly before: TriageSignal
}

export type Triage = ReturnType<typeof useTriage>

/** A filter changes what is listed; the signal that is open stays open. */
function useFilter(selected: string | undefined) {
  const { query } = useAddress()
  const at = selected === undefined ? '/triage' : `/triage/${encodeURIComponent(selected)}`
  const kept = new URLSearchParams()
  for (const name of filterNames) {
    const value = query.get(name)
    if (value !== null && value !== '') kept.set(name, value)
  }
  const search = kept.size === 0 ? '' : `?${kept.toString()}`
  const setFilter = useCallback(
    (name: FilterName, value: string) => {
      const next = new URLSearchParams(search)
      if (value === '') next.delete(name)
      else next.set(name, value)
      goTo(next.size === 0 ? at : `${at}?${next.toString()}`, 'replace')
    },
    [search, at],
  )
  return { query, search, filter: kept.size === 0 ? '' : `&${kept.toString()}`, setFilter }
}

/** The queue, the signal that is open beside it, and the acts on it. */
function useWork(selected: string | undefined) {
  const { query, search, filter, setFilter } = useFilter(selected)
  const queue = useQueue(filter)
  const { shown, remove, bringBack, letIn } = queue
  const row = shown?.find((one) => one.id === selected)
  const isComplete = shown !== undefined && !queue.hasMore && search === ''
  const { open, error, refresh } = useOpen(selected, row, isComplete)
  const onBack = useCallback(
    (id: string) => {
      bringBack(id)
      letIn()
    },
    [bringBack, letIn],
  )
  const desk = useDesk({ onGone: remove, onBack, onStale: refresh })
  const at = shown?.findIndex((one) => one.id === selected) ?? -1
  return { query, search, setFilter, queue, open, error, refresh, desk, at }
}

/** Which form is open; a form that was closed takes what was refused along. */
function useForm(open: TriageSignal | undefined, forget: () => void) {
  const [opened, setOpened] = useState<Opened>()
  function openAct(act: Act): void {
    if (open === undefined || (open.own && (act === 'verify' || act === 'reject'))) return
    forget()
    setOpened({ act, before: open })
  }
  return { opened, openAct, close: () => setOpened(undefined) }
}

export function useTriage(selected: string | undefined) {
  const work = useWork(selected)
  const { queue, open, refresh, desk, at, search } = work
  const { shown } = queue
  const list = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const [isHelp, setHelp] = useState(false)
  const [keysOn, setKeysOn] = useKeysOn()
  const { opened, openAct, close } = useForm(open, desk.forget)
  const toList = () => list.current?.focus({ preventScroll: true })
  function select(id: string | undefined): void {
    close()
    goTo(id === undefined ? `/triage${search}` : `/triage/${id}${search}`, 'replace')
  }
  function move(step: number): void {
    const next = shown?.[at < 0 ? 0 : Math.max(0, Math.min(at + step, shown.length - 1))]
    if (next !== undefined) select(next.id)
    toList()
  }
  function cancel(): void {
    close()
    desk.forget()
    toList()
  }
  async function send(wish: Wish): Promise<void> {
    if (open === undefined) return
    // The next one; at the end the one before; for one from elsewhere the first of the queue.
    const next = shown?.[at + 1] ?? shown?.[at - 1]
    if (!(await desk.send(open, wish))) return
    if (wish.act === 'part') refresh()
    else select(next?.id)
    close()
    toList()
  }
  async function undo(): Promise<void> {
    const id = await desk.undo()
    if (id !== undefined) select(id)
    if (id === selected) refresh()
    toList()
  }
  const hold = (): void => {
    if (open !== undefined) void desk.hold(open)
  }
  const toSearch = () => searchField.current?.focus()
  const enter = () => (selected === undefined ? move(1) : refresh())
  useKeys(keysOf({ move, openAct, hold, undo, cancel, enter, toSearch, help: () => setHelp(true) }), keysOn)
  const view = { list, searchField, opened, isHelp, keysOn, setHelp, setKeysOn }
  return { ...work, ...view, select, openAct, cancel, send, undo, hold }
}

interface Pressed {
  readonly move: (step: number) => void
  readonly openAct: (act: Act) => void
  readonly hold: () => void
  readonly undo: () => Promise<void>
  readonly cancel: () => void
  readonly enter: () => void
  readonly toSearch: () => void
  readonly help: () => void
}

function keysOf({ move, openAct, hold, undo, cancel, enter, toSearch, help }: Pressed): KeyActs {
  return {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: enter,
    v: () => openAct('verify'),
    r: () => openAct('reject'),
    d: () => openAct('merge'),
    s: () => openAct('snooze'),
    a: hold,
    u: () => void undo(),
    '?': help,
    '/': toSearch,
    'g m': () => goTo('/map'),
    Escape: cancel,
  }
}
