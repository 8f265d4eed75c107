// The verification desk: the queue beside the signal that is open, worked by keyboard alone when one likes.
import { Empty, Failure, Live, NewRows } from '../../design/parts.tsx'
import { Link } from '../../route.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import type { ViewProps } from '../../view-props.ts'
import { Acts } from './acts.tsx'
import { Filters } from './filters.tsx'
import { KeysHelp } from './keys-help.tsx'
import { OpenSignal } from './open-signal.tsx'
import { QueueList } from './queue-list.tsx'
import { triageTexts } from './texts.ts'
import { type Triage, useTriage } from './use-triage.ts'
import './queue.css'
import './triage.css'

export function TriageView({ selected }: ViewProps) {
  const triage = useTriage(selected)
  const { list } = triage
  return (
    <div className={selected === undefined ? 'panes triage' : 'panes triage has-selected'}>
      <QueuePane triage={triage} selected={selected} />
      <OpenPane triage={triage} selected={selected} />
      <DoneBar triage={triage} />
      <KeysHelp
        isOpen={triage.isHelp}
        isOn={triage.keysOn}
        onSwitch={triage.setKeysOn}
        onClose={() => {
          triage.setHelp(false)
          list.current?.focus()
        }}
      />
    </div>
  )
}

interface PaneProps {
  readonly triage: Triage
  readonly selected: string | undefined
}

function QueuePane({ triage, selected }: PaneProps) {
  const texts = useTexts(triageTexts)
  const { queue } = triage
  const { data } = queue.polled
  return (
    <div className="pane-list">
      <div className="triage-top">
        {selected === undefined ? <h1>{texts.title}</h1> : <h2 className="h1">{texts.title}</h2>}
        {data !== undefined && <span className="soft">{texts.waiting(data.waiting)}</span>}
        <button
          type="button"
          className="quiet"
          title={`${texts.keys} (?)`}
          onClick={() => triage.setHelp(true)}
        >
          <kbd aria-hidden="true">?</kbd>
          <span className="visually-hidden">{texts.keys}</span>
        </button>
      </div>
      <Filters query={triage.query} search={triage.searchField} onSet={triage.setFilter} />
      <Live polled={queue.polled}>
        {() => (
          <>
            <NewRows count={queue.waiting} onShow={queue.letIn} />
            {queue.shown?.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
            <QueueList
              list={triage.list}
              rows={queue.shown ?? []}
              selected={selected}
              hasMore={queue.hasMore}
              onSelect={triage.select}
              onNearEnd={queue.more}
            />
          </>
        )}
      </Live>
    </div>
  )
}

function OpenPane({ triage, selected }: PaneProps) {
  const texts = useTexts(triageTexts)
  const { open, error, search, desk, opened } = triage
  return (
    <div className="pane-detail">
      {selected === undefined ? (
        <p className="soft pane-hint">{texts.choose}</p>
      ) : (
        <p className="back">
          <Link href={`/triage${search}`}>← {texts.back}</Link>
        </p>
      )}
      {error !== undefined && open === undefined && <Failure error={error} onRetry={triage.refresh} />}
      {open !== undefined && (
        <OpenSignal open={open} search={search}>
          <Acts
            open={open}
            act={opened?.act}
            before={opened?.before}
            isSending={desk.isSending}
            refusal={desk.refusal}
            onAct={triage.openAct}
            onHold={triage.hold}
            onSend={(wish) => void triage.send(wish)}
            onCancel={triage.cancel}
          />
        </OpenSignal>
      )}
    </div>
  )
}

/** What was done last, with the seconds in which it can be taken back. */
function DoneBar({ triage }: { readonly triage: Triage }) {
  const texts = useTexts(triageTexts)
  const { done, secondsLeft } = triage.desk
  return (
    <div className="done-bar" role="status">
      {done !== undefined && (
        <p>
          {texts.done[done.word]}
          {secondsLeft > 0 && (
            <button
              type="button"
              title={`${texts.undo} (u)`}
              aria-keyshortcuts="u"
              onClick={() => void triage.undo()}
            >
              {texts.undo} <kbd aria-hidden="true">u</kbd>{' '}
              <span aria-hidden="true">{texts.seconds(secondsLeft)}</span>
            </button>
          )}
        </p>
      )}
    </div>
  )
}
