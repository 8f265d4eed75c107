// The forms of a decision: each opens by one key, is filled by one key, and is sent by Enter. What was typed survives a refusal.
import { type ReactNode, useState } from 'react'
import { wordFor } from '../../labels.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { AlikeLine } from './alike.tsx'
import { Choice, DecideForm, Words } from './decide-form.tsx'
import { triageTexts } from './texts.ts'
import type { TriageSignal } from './triage-types.ts'

export type Act = 'verify' | 'reject' | 'merge' | 'snooze' | 'part'

/** What a form asks the desk to do. */
export type Wish =
  | {
      readonly act: 'verify'
      readonly reliability: string
      readonly credibility: number
      readonly reason: string | undefined
    }
  | { readonly act: 'reject'; readonly reason: string }
  | { readonly act: 'merge'; readonly into: string }
  | { readonly act: 'snooze'; readonly minutes: number }
  | { readonly act: 'part'; readonly reason: string }

interface Props {
  readonly act: Act
  readonly open: TriageSignal
  readonly isSending: boolean
  readonly notice: ReactNode
  readonly onSend: (wish: Wish) => void
  readonly onCancel: () => void
}

export function Decide(props: Props) {
  switch (props.act) {
    case 'verify':
      return <VerifyForm {...props} />
    case 'reject':
      return <RejectForm {...props} />
    case 'merge':
      return <MergeForm {...props} />
    case 'snooze':
      return <SnoozeForm {...props} />
    case 'part':
      return <PartForm {...props} />
  }
}

const letters = ['A', 'B', 'C', 'D', 'E', 'F'] as const
const numbers = ['1', '2', '3', '4', '5', '6'] as const

function VerifyForm({ open, isSending, notice, onSend, onCancel }: Props) {
  const texts = useTexts(triageTexts)
  const { texts: common } = useSpeech()
  const [reliability, setReliability] = useState(open.reliability)
  const [credibility, setCredibility] = useState<string>()
  const [reason, setReason] = useState('')
  const [fault, setFault] = useState<string>()
  const isAgain = open.signal.verification !== 'unverified'
  function choose(key: string): void {
    const upper = key.toUpperCase()
    if (letters.some((one) => one === upper)) setReliability(upper)
    if (numbers.some((one) => one === key)) setCredibility(key)
  }
  function send(): void {
    if (isSending) return
    const missing = credibility === undefined ? texts.chooseGrade : undefined
    const wanting = missing ?? (isAgain && reason.trim().length < 3 ? texts.again : undefined)
    setFault(wanting)
    if (wanting !== undefined) return
    onSend({
      act: 'verify',
      reliability,
      credibility: Number(credibility),
      reason: reason.trim() || undefined,
    })
  }
  return (
    <DecideForm
      title={texts.verify}
      submit={texts.verify}
      {...{ fault, isSending, notice, onCancel }}
      onKey={choose}
      onSubmit={send}
    >
      <div className="decide-grades">
        <Grades
          name="credibility"
          legend={texts.contentGrade}
          codes={numbers}
          words={common.codes.credibility}
          chosen={credibility}
          onChoose={setCredibility}
        />
        <Grades
          name="reliability"
          legend={texts.sourceGrade}
          codes={letters}
          words={common.codes.reliability}
          chosen={reliability}
          onChoose={setReliability}
        />
      </div>
      {isAgain && <Words label={texts.again} value={reason} onChange={setReason} />}
      <p className="soft small">{texts.gradeHint}</p>
    </DecideForm>
  )
}

function Grades({
  name,
  legend,
  codes,
  words,
  chosen,
  onChoose,
}: {
  readonly name: string
  readonly legend: string
  readonly codes: readonly string[]
  readonly words: Readonly<Record<string, string>>
  readonly chosen: string | undefined
  readonly onChoose: (code: string) => void
}) {
  return (
    <fieldset>
      <legend>{legend}</legend>
      {codes.map((one) => (
        <Choice
          key={one}
          name={name}
          value={one}
          chosen={chosen}
          mark={one}
          label={wordFor(words, one)}
          onChoose={onChoose}
        />
      ))}
    </fieldset>
  )
}

function RejectForm({ isSending, notice, onSend, onCancel }: Props) {
  const texts = useTexts(triageTexts)
  const [chosen, setChosen] = useState<string>()
  const [words, setWords] = useState('')
  const [fault, setFault] = useState<string>()
  const other = String(texts.rejectReasons.length + 1)
  const isOther = chosen === other
  function send(): void {
    if (isSending) return
    const reason = isOther
      ? words.trim()
      : [texts.rejectReasons[Number(chosen) - 1], words.trim()].filter(Boolean).join('. ')
    const isMissing = chosen === undefined || reason.length < 3
    setFault(isMissing ? texts.chooseReason : undefined)
    if (!isMissing) onSend({ act: 'reject', reason })
  }
  return (
    <DecideForm
      title={texts.reject}
      submit={texts.reject}
      {...{ fault, isSending, notice, onCancel }}
      onKey={(key) => {
        if (/^[1-9]$/.test(key) && Number(key) <= Number(other)) setChosen(key)
      }}
      onSubmit={send}
    >
      <fieldset>
        <legend>{texts.rejectReason}</legend>
        {[...texts.rejectReasons, texts.otherReason].map((reason, index) => (
          <Choice
            key={reason}
            name="reason"
            value={String(index + 1)}
            chosen={chosen}
            mark={String(index + 1)}
            label={reason}
            onChoose={setChosen}
          />
        ))}
      </fieldset>
      <Words label={texts.ownWords} value={words} onChange={setWords} />
    </DecideForm>
  )
}

function MergeForm({ open, isSending, notice, onSend, onCancel }: Props) {
  const texts = useTexts(triageTexts)
  const others = open.alike.filter((one) => one.merged_into === null)
  const [chosen, setChosen] = useState<string | undefined>(others[0]?.signal)
  const [fault, setFault] = useState<string>()
  function send(): void {
    if (isSending) return
    setFault(chosen === undefined ? texts.chooseOther : undefined)
    if (chosen !== undefined) onSend({ act: 'merge', into: chosen })
  }
  return (
    <DecideForm
      title={texts.duplicate}
      submit={texts.duplicate}
      {...{ fault, isSending, notice, onCancel }}
      onKey={(key) => {
        const other = others[Number(key) - 1]
        if (other !== undefined) setChosen(other.signal)
      }}
      onSubmit={send}
    >
      <fieldset>
        <legend>{texts.whichOther}</legend>
        {others.length === 0 && <p className="soft">{texts.noAlike}</p>}
        {others.map((one, index) => (
          <Choice
            key={one.signal}
            name="into"
            value={one.signal}
            chosen={chosen}
            mark={String(index + 1)}
            label={<AlikeLine alike={one} />}
            onChoose={setChosen}
          />
        ))}
      </fieldset>
    </DecideForm>
  )
}

const pauses = [30, 120, 480] as const

function SnoozeForm({ isSending, notice, onSend, onCancel }: Props) {
  const texts = useTexts(triageTexts)
  const [chosen, setChosen] = useState('1')
  return (
    <DecideForm
      title={texts.snooze}
      submit={texts.snooze}
      fault={undefined}
      {...{ isSending, notice, onCancel }}
      onKey={(key) => {
        if (pauses[Number(key) - 1] !== undefined) setChosen(key)
      }}
      onSubmit={() => {
        if (!isSending) onSend({ act: 'snooze', minutes: pauses[Number(chosen) - 1] ?? pauses[0] })
      }}
    >
      <fieldset>
        <legend>{texts.snoozeFor}</legend>
        {pauses.map((minutes, index) => (
          <Choice
            key={minutes}
            name="minutes"
            value={String(index + 1)}
            chosen={chosen}
            mark={String(index + 1)}
            label={texts.minutes(minutes)}
            onChoose={setChosen}
          />
        ))}
      </fieldset>
    </DecideForm>
  )
}

function PartForm({ isSending, notice, onSend, onCancel }: Props) {
  const texts = useTexts(triageTexts)
  const [words, setWords] = useState('')
  const [fault, setFault] = useState<string>()
  return (
    <DecideForm
      title={texts.part}
      submit={texts.part}
      {...{ fault, isSending, notice, onCancel }}
      onSubmit={() => {
        const isMissing = words.trim().length < 3
        setFault(isMissing ? texts.chooseReason : undefined)
        if (!isMissing && !isSending) onSend({ act: 'part', reason: words.trim() })
      }}
    >
      <Words label={texts.partReason} value={words} onChange={setWords} />
    </DecideForm>
  )
}
