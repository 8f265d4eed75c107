// The acts on the open signal, each with its key; the form of one of them; what changed meanwhile.
import { Failure } from '../../design/parts.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { type Act, Decide, type Wish } from './decide.tsx'
import { triageTexts } from './texts.ts'
import type { TriageSignal } from './triage-types.ts'
import type { Refusal } from './use-desk.ts'

interface Props {
  readonly open: TriageSignal
  readonly act: Act | undefined
  /** The signal as it was when the form was opened. */
  readonly before: TriageSignal | undefined
  readonly isSending: boolean
  readonly refusal: Refusal | undefined
  readonly onAct: (act: Act) => void
  readonly onHold: () => void
  readonly onSend: (wish: Wish) => void
  readonly onCancel: () => void
}

export function Acts(props: Props) {
  const texts = useTexts(triageTexts)
  const { open, act, before, isSending, refusal, onAct, onHold, onSend, onCancel } = props
  const notice = (
    <>
      {before !== undefined && before.etag !== open.etag && <Changed before={before} open={open} />}
      {refusal !== undefined && refusal !== 'changed' && (
        <>
          <Failure error={refusal} />
          {refusal.problem !== undefined && <p className="small">{refusal.problem.detail}</p>}
          <p>{texts.failed}</p>
        </>
      )}
    </>
  )
  if (act !== undefined) return <Decide key={act} {...{ act, open, isSending, notice, onSend, onCancel }} />
  const isMerged = open.merged_into !== null
  return (
    <div className="triage-acts">
      {!open.own && !isMerged && (
        <>
          <ActButton keyName="v" label={texts.verify} isPrimary onPress={() => onAct('verify')} />
          <ActButton keyName="r" label={texts.reject} onPress={() => onAct('reject')} />
        </>
      )}
      {isMerged ? (
        <ActButton label={texts.part} onPress={() => onAct('part')} />
      ) : (
        <ActButton keyName="d" label={texts.duplicate} onPress={() => onAct('merge')} />
      )}
      <ActButton keyName="a" label={open.held_by === 'me' ? texts.release : texts.take} onPress={onHold} />
      {open.signal.verification === 'unverified' && (
        <ActButton keyName="s" label={texts.snooze} onPress={() => onAct('snooze')} />
      )}
    </div>
  )
}

function ActButton({
  label,
  keyName,
  isPrimary = false,
  onPress,
}: {
  readonly label: string
  readonly keyName?: string
  readonly isPrimary?: boolean
  readonly onPress: () => void
}) {
  return (
    <button
      type="button"
      className={isPrimary ? 'primary' : undefined}
      title={keyName === undefined ? undefined : `${label} (${keyName})`}
      aria-keyshortcuts={keyName}
      onClick={onPress}
    >
      {label}
      {keyName !== undefined && <kbd aria-hidden="true">{keyName}</kbd>}
    </button>
  )
}

/** Both versions side by side, field by field. */
function Changed({ before, open }: { readonly before: TriageSignal; readonly open: TriageSignal }) {
  const texts = useTexts(triageTexts)
  const { labels, format } = useSession()
  const words = (one: TriageSignal): Readonly<Record<string, string>> => ({
    verification: texts.decided[one.signal.verification] ?? '–',
    severity: String(one.signal.severity),
    category: labels.of('eventTypes', one.signal.category),
    place: labels.place(one.signal.place),
    event_time: format.moment(one.signal.event_time),
    reliability: one.reliability,
    credibility: String(one.credibility),
    narrative: one.signal.body.narrative ?? texts.nothing,
  })
  const [was, is] = [words(before), words(open)]
  const fields = Object.keys(is).filter((field) => was[field] !== is[field])
  return (
    <div className="notice notice-bad" role="alert">
      <p>{texts.changed}</p>
      <ul>
        {fields.map((field) => (
          <li key={field}>
            {texts.changedFrom(texts.fieldNames[field] ?? field, was[field] ?? '', is[field] ?? '')}
          </li>
        ))}
      </ul>
    </div>
  )
}
