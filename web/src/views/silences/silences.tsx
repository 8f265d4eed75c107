// What is muted, by whom and until when; a new one only after its effect was seen.
import { useState } from 'react'
import type { Page } from '../../api-types.ts'
import { NotDone, Reveal, useAct } from '../../design/act.tsx'
import { Empty, Live, Moment } from '../../design/parts.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { NewSilence } from './new-silence.tsx'
import { silencesTexts } from './texts.ts'

interface Silence {
  readonly id: string
  readonly matchers: {
    readonly process: string
    readonly territory: string
    readonly rules?: readonly string[]
    readonly levels?: readonly string[]
  }
  readonly reason: string
  readonly author: string
  readonly state: string
  readonly starts_at: string
  readonly ends_at: string
  readonly ended_at: string | null
  readonly end_reason: string | null
}

export function SilencesView() {
  const texts = useTexts(silencesTexts)
  const { api, can } = useSession()
  const [isOpen, setOpen] = useState(false)
  const polled = usePolled<Page<Silence>>(api, '/v1/silences?limit=100')
  return (
    <>
      <h1>{texts.title}</h1>
      <p className="soft narrow">{texts.lead}</p>
      {can('delivery:manage') && (
        <Reveal isMain label={texts.add} isOpen={isOpen} onToggle={setOpen}>
          <NewSilence
            onDone={() => {
              setOpen(false)
              polled.refresh()
            }}
          />
        </Reveal>
      )}
      <Live polled={polled}>
        {({ items }) => {
          const open = items.filter(({ state }) => state === 'active' || state === 'proposed')
          const past = items.filter((one) => !open.includes(one))
          return (
            <>
              {open.length === 0 && <Empty title={texts.none}>{texts.noneLine}</Empty>}
              <Rows silences={open} onDone={polled.refresh} />
              {past.length > 0 && (
                <>
                  <h2>{texts.ended}</h2>
                  <Rows silences={past} onDone={polled.refresh} />
                </>
              )}
            </>
          )
        }}
      </Live>
    </>
  )
}

interface RowsProps {
  readonly silences: readonly Silence[]
  readonly onDone: () => void
}

function Rows({ silences, onDone }: RowsProps) {
  return (
    <ul className="rows messages">
      {silences.map((one) => (
        <SilenceRow key={one.id} silence={one} onDone={onDone} />
      ))}
    </ul>
  )
}

function SilenceRow({ silence, onDone }: { readonly silence: Silence; readonly onDone: () => void }) {
  const texts = useTexts(silencesTexts)
  const { texts: common } = useSpeech()
  const { labels, format, can } = useSession()
  const { matchers } = silence
  const levels = matchers.levels?.map((code) => wordFor(common.codes.level, code))
  return (
    <li className="row">
      <p className="row-top">
        <strong>{labels.place(matchers.territory)}</strong>
        <span>{wordFor(texts.states, silence.state)}</span>
        <span className="soft small">{levels === undefined ? texts.everyLevel : format.list(levels)}</span>
      </p>
      {matchers.rules !== undefined && (
        <p className="small">
          <code>{matchers.rules.join(', ')}</code>
        </p>
      )}
      <p>{silence.reason}</p>
      <p className="soft small">
        <Moment at={silence.starts_at} withAge={false} /> – <Moment at={silence.ends_at} />
        {silence.end_reason !== null && <> · {wordFor(texts.endReasons, silence.end_reason)}</>}
      </p>
      {can('delivery:manage') && (silence.state === 'active' || silence.state === 'proposed') && (
        <SilenceActs silence={silence} onDone={onDone} />
      )}
    </li>
  )
}

function SilenceActs({ silence, onDone }: { readonly silence: Silence; readonly onDone: () => void }) {
  const texts = useTexts(silencesTexts)
  const { me } = useSession()
  const act = useAct(onDone)
  const path = `/v1/silences/${encodeURIComponent(silence.id)}`
  if (silence.state === 'active') {
    return (
      <ReasonForm
        label={texts.end}
        confirm={texts.endConfirm}
        path={`${path}:end`}
        minLength={10}
        onDone={onDone}
      />
    )
  }
  if (silence.author === me.person) return <p className="notice">{texts.own}</p>
  return (
    <div className="acts">
      {(['approve', 'reject'] as const).map((decision) => (
        <button
          key={decision}
          type="button"
          className={decision === 'approve' ? 'primary' : undefined}
          aria-disabled={act.sending === 'sending'}
          onClick={() => act.post(`${path}/approvals`, { decision })}
        >
          {texts[decision]}
        </button>
      ))}
      <NotDone sending={act.sending} />
    </div>
  )
}
