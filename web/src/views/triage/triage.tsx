// The verification desk: the queue beside the signal that is open, worked by keyboard alone when one likes.
import { useCallback, useRef, useState } from 'react'
import { Empty, Failure, Live, NewRows } from '../../design/parts.tsx'
import { goTo, Link, useAddress } from '../../route.tsx'
import type { ViewProps } from '../../sections.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Acts } from './acts.tsx'
import type { Act, Wish } from './decide.tsx'
import { type FilterName, Filters, filterNames } from './filters.tsx'
import { KeysHelp } from './keys-help.tsx'
import { OpenSignal } from './open-signal.tsx'
import { QueueList } from './queue-list.tsx'
import { triageTexts } from './texts.ts'
import type { TriageSignal } from './triage-types.ts'
import { useDesk } from './use-desk.ts'
import { type KeyActs, useKeys, useKeysOn } from './use-keys.ts'
import { useOpen } from './use-open.ts'
import { useQueue } from './use-queue.ts'
import './triage.css'

/** The form that is open, and the signal as it was then. */
interface Opened {
  readonly act: Act
  readonly before: TriageSignal
}

export function TriageView({ selected }: ViewProps) {
  const desk = useTriage(selected)
  const texts = useTexts(triageTexts)
  const { queue, open, error, search } = desk
  return (
    <div className={selected === undefined ? 'panes triage' : 'panes triage has-selected'}>
      <div className="pane-list">
        <div className="triage-top">
          {selected === undefined ? <h1>{texts.title}</h1> : <h2 className="h1">{texts.title}</h2>}
          {queue.polled.data !== undefined && (
            <span className="soft">{texts.waiting(queue.polled.data.waiting)}</span>
          )}
          <button
            type="button"
            className="quiet"
            title={`${texts.keys} (?)`}
            onClick={() => desk.setHelp(true)}
          >
            <kbd aria-hidden="true">?</kbd>
            <span className="visually-hidden">{texts.keys}</span>
          </button>
        </div>
        <Filters query={desk.query} search={desk.searchField} onSet={desk.setFilter} />
        <Live polled={queue.polled}>
          {() => (
            <>
              <NewRows count={queue.waiting} onShow={queue.letIn} />
              {queue.shown?.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
              <QueueList
                list={desk.list}
                rows={queue.shown ?? []}
                selected={selected}
                hasMore={queue.hasMore}
                onSelect={desk.select}
                onNearEnd={queue.more}
              />
            </>
          )}
        </Live>
      </div>
      <div className="pane-detail">
        {selected !== undefined && (
          <Link className="back" href={`/triage${search}`}>
            {texts.back}
          </Link>
        )}
        {selected === undefined && <p className="soft pane-hint">{texts.choose}</p>}
        {error !== undefined && open === undefined && <Failure error={error} onRetry={desk.refresh} />}
        {open !== undefined && (
          <OpenSignal open={open} search={search}>
            <Acts
              open={open}
              act={desk.opened?.act}
              before={desk.opened?.before}
              isSending={desk.isSending}
              refusal={desk.refusal}
              onAct={desk.openAct}
              onHold={() => void desk.hold(open)}
              onSend={(wish) => void desk.send(wish)}
              onCancel={desk.cancel}
            />
          </OpenSignal>
        )}
      </div>
      <DoneBar desk={desk} />
      <KeysHelp
        isOpen={desk.isHelp}
        isOn={desk.keysOn}
        onSwitch={desk.setKeysOn}
        onClose={() => {
          desk.setHelp(false)
          desk.list.current?.focus()
        }}
      />
    </div>
  )
}

/** What was done last, with the seconds in which it can be taken back. */
function DoneBar({ desk }: { readonly desk: ReturnType<typeof useTriage> }) {
  const texts = useTexts(triageTexts)
  const { done, secondsLeft } = desk
  return (
    <div className="done-bar" role="status">
      {done !== undefined && (
        <p>
          {texts.done[done.word]}
          {secondsLeft > 0 && (
            <button type="button" title={`${texts.undo} (u)`} aria-keyshortcuts="u" onClick={desk.undo}>
              {texts.undo} <kbd aria-hidden="true">u</kbd>{' '}
              <span aria-hidden="true">{texts.seconds(secondsLeft)}</span>
            </button>
          )}
        </p>
      )}
    </div>
  )
}

function useFilter() {
  const { query } = useAddress()
  const kept = new URLSearchParams()
  for (const name of filterNames) {
    const value = query.get(name)
    if (value !== null && value !== '') kept.set(name, value)
  }
  const search = kept.size === 0 ? '' : `?${kept.toString()}`
  return { query, search, filter: kept.size === 0 ? '' : `&${kept.toString()}` }
}

function useTriage(selected: string | undefined) {
  const { query, search, filter } = useFilter()
  const list = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const [opened, setOpened] = useState<Opened>()
  const [isHelp, setHelp] = useState(false)
  const [keysOn, setKeysOn] = useKeysOn()
  const queue = useQueue(filter)
  const { shown, remove, bringBack, letIn } = queue
  const row = shown?.find((one) => one.id === selected)
  const isComplete = shown !== undefined && !queue.hasMore && search === ''
  const { open, error, refresh } = useOpen(selected, row, isComplete)
  const select = useCallback(
    (id: string | undefined) => {
      setOpened(undefined)
      goTo(id === undefined ? `/triage${search}` : `/triage/${id}${search}`, 'replace')
    },
    [search],
  )
  const onGone = useCallback((id: string) => remove(id), [remove])
  const onBack = useCallback(
    (id: string) => {
      bringBack(id)
      letIn()
    },
    [bringBack, letIn],
  )
  const desk = useDesk({ onGone, onBack, onStale: refresh })
  const at = shown?.findIndex((one) => one.id === selected) ?? -1
  const move = (step: number) => {
    const next = shown?.[at < 0 ? 0 : Math.max(0, Math.min(at + step, shown.length - 1))]
    if (next !== undefined) select(next.id)
    list.current?.focus({ preventScroll: true })
  }
  const cancel = () => {
    setOpened(undefined)
    desk.forget()
    list.current?.focus({ preventScroll: true })
  }
  const openAct = (act: Act) => {
    if (open === undefined || (open.own && (act === 'verify' || act === 'reject'))) return
    desk.forget()
    setOpened({ act, before: open })
  }
  async function send(wish: Wish): Promise<void> {
    if (open === undefined) return
    const next = shown?.[at + 1] ?? shown?.[at - 1]
    if (!(await desk.send(open, wish))) return
    if (wish.act === 'part') refresh()
    else select(at < 0 ? undefined : next?.id)
    setOpened(undefined)
    list.current?.focus({ preventScroll: true })
  }
  async function undo(): Promise<void> {
    const id = await desk.undo()
    if (id !== undefined) select(id)
    if (id === selected) refresh()
    list.current?.focus({ preventScroll: true })
  }
  const acts: KeyActs = {
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => (selected === undefined ? move(1) : refresh()),
    v: () => openAct('verify'),
    r: () => openAct('reject'),
    d: () => openAct('merge'),
    s: () => openAct('snooze'),
    a: () => open !== undefined && void desk.hold(open),
    u: () => void undo(),
    '?': () => setHelp(true),
    '/': () => searchField.current?.focus(),
    'g m': () => goTo('/map'),
    Escape: cancel,
  }
  useKeys(acts, keysOn)
  const setFilter = useCallback(
    (name: FilterName, value: string) => {
      const next = new URLSearchParams(search)
      if (value === '') next.delete(name)
      else next.set(name, value)
      goTo(next.size === 0 ? '/triage' : `/triage?${next.toString()}`, 'replace')
    },
    [search],
  )
  return {
    ...desk,
    ...{ queue, open, error, search, query, list, searchField, opened, isHelp, keysOn },
    ...{ setHelp, setKeysOn, select, openAct, cancel, send, undo: () => void undo(), setFilter, refresh },
  }
}
