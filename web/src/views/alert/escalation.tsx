// Whose turn it is to answer and until when; the steps that were taken; and a person's hand on the ladder.
import { type FormEvent, useState } from 'react'
import type { AlertInFull, EscalationStep } from '../../api-types.ts'
import { useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Fact, Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { ActOutcome } from './act-outcome.tsx'
import { Countdown } from './countdown.tsx'
import { alertTexts } from './texts.ts'

export function EscalationPart({
  alert,
  onChanged,
}: {
  readonly alert: AlertInFull
  readonly onChanged: () => void
}) {
  const words = useTexts(alertTexts)
  const { can } = useSession()
  const ladder = alert.escalation
  const isOpen = alert.state === 'firing' || alert.state === 'acknowledged'
  if (ladder === null) return null
  return (
    <section aria-labelledby="escalation">
      <h2 id="escalation">{words.escalation}</h2>
      {ladder.state === 'stopped' && <p className="soft">{words.stopped}</p>}
      {ladder.state === 'answering' && <p className="soft">{words.answering}</p>}
      {ladder.ladder === null && <p className="soft">{words.noLadder}</p>}
      {ladder.running_step !== null && <Turn step={ladder.running_step} dueAt={ladder.due_at} />}
      {can('alerts:act') && isOpen && ladder.ladder !== null && (
        <EscalateNow alert={alert} onChanged={onChanged} />
      )}
      {ladder.steps.length > 0 && <Steps steps={ladder.steps} />}
    </section>
  )
}

function Turn({ step, dueAt }: { readonly step: EscalationStep; readonly dueAt: string | null }) {
  const words = useTexts(alertTexts)
  const namesOf = useNames()
  const by = step.due_at ?? dueAt
  return (
    <dl className="facts">
      <Fact term={words.turn}>
        <strong>{namesOf(step)}</strong>
      </Fact>
      {by !== null && (
        <Fact term={words.answerBy}>
          <Moment at={by} withAge={false} /> · <Countdown until={by} />
        </Fact>
      )}
      {dueAt !== null && (
        <Fact term={words.next}>
          <Moment at={dueAt} withAge={dueAt !== by} />
        </Fact>
      )}
    </dl>
  )
}

/** The people on duty where the rota names them, else the audience. */
export function useNames(): (step: EscalationStep) => string {
  const words = useTexts(alertTexts)
  const { labels, format } = useSession()
  return (step) => {
    const audience = labels.of('addressees', step.audience)
    const names = step.people.flatMap((one) => one.names)
    if (names.length > 0) return `${audience}: ${format.list(names)}`
    return step.people.length === 0 ? `${audience} (${words.nobody})` : audience
  }
}

function Steps({ steps }: { readonly steps: readonly EscalationStep[] }) {
  const words = useTexts(alertTexts)
  const namesOf = useNames()
  const outcome = { told: words.told, told_before: words.toldBefore, skipped: words.skipped }
  return (
    <>
      <h3>{words.steps}</h3>
      <Table
        caption={words.steps}
        heads={[words.step, words.who, words.outcome, words.at]}
        rows={steps.map((step) => ({
          key: String(step.number),
          cells: [
            `${words.step} ${step.number}`,
            namesOf(step),
            outcome[step.outcome],
            <Moment key="at" at={step.at} withAge={false} />,
          ],
        }))}
      />
    </>
  )
}

function EscalateNow({ alert, onChanged }: { readonly alert: AlertInFull; readonly onChanged: () => void }) {
  const words = useTexts(alertTexts)
  const [reason, setReason] = useState('')
  const act = useAct(() => {
    setReason('')
    onChanged()
  })
  function submit(event: FormEvent): void {
    event.preventDefault()
    if (reason.trim().length < 3) return
    act.post(`/v1/alerts/${encodeURIComponent(alert.id)}:escalate`, { reason: reason.trim() })
  }
  return (
    <>
      <h3 className="no-print">{words.escalateNow}</h3>
      <p className="soft no-print">{words.escalateLead}</p>
      <form className="acknowledge" onSubmit={submit}>
        <Field name="escalate-reason" label={words.reason} error={undefined}>
          {(field) => (
            <input
              {...field}
              type="text"
              required
              minLength={3}
              maxLength={500}
              autoComplete="off"
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          )}
        </Field>
        <button type="submit" aria-disabled={act.sending === 'sending'}>
          {act.sending === 'sending' ? words.sending : words.escalateNow}
        </button>
      </form>
      <ActOutcome state={act.sending} done={words.escalated} />
    </>
  )
}
