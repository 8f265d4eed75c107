// The acts that the legal clock watches: what is to come, what passed without being recorded, what was done; recording one as done.
import { useState } from 'react'
import type { Answers } from '../../api-schema.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Live, Moment } from '../../design/parts.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { Table } from '../../design/table.tsx'
import { dayText, wallTime, withOffset } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { useNow, usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { dayAway } from './days.ts'
import { calendarTexts } from './texts.ts'

type Watched = Answers['GET /v1/processes/{id}/milestones']['items'][number]
const everyMs = 60_000

export function Acts({ path }: { readonly path: string }) {
  const words = useTexts(calendarTexts)
  const { api, labels, can } = useSession()
  const polled = usePolled<Answers['GET /v1/processes/{id}/milestones']>(api, `${path}/milestones`, everyMs)
  return (
    <section className="panel" aria-labelledby="acts">
      <h2 id="acts">{words.acts}</h2>
      <p className="soft">{words.actsLead}</p>
      <Live polled={polled}>
        {({ items }) => (
          <Table
            caption={words.acts}
            heads={[words.milestone, words.due, words.status, words.onRecord]}
            rows={items.map((one) => ({
              key: `${one.milestone} ${one.round}`,
              cells: [
                one.round === null
                  ? labels.of('milestones', one.milestone)
                  : `${labels.of('milestones', one.milestone)} (${words.roundOf(one.round)})`,
                <Due key="due" one={one} />,
                <span key="state" className={one.state === 'passed' ? 'strong' : undefined}>
                  {wordFor(words.actStates, one.state)}
                </span>,
                <OnRecord
                  key="act"
                  path={path}
                  one={one}
                  isMine={can('signals:grade')}
                  onDone={polled.refresh}
                />,
              ],
            }))}
          />
        )}
      </Live>
    </section>
  )
}

/** An act that is given by its day is due until the day ends; it is told by that day. */
function Due({ one: { due, due_day: day } }: { readonly one: Watched }) {
  const words = useTexts(calendarTexts)
  const session = useSession()
  const now = useNow()
  if (day === null) return <Moment at={due} />
  return (
    <time dateTime={day} className="moment">
      <span>{words.wholeDay(dayText(day, session))}</span>{' '}
      <span className="soft">· {dayAway(day, now, session)}</span>
    </time>
  )
}

function OnRecord({
  path,
  one,
  isMine,
  onDone,
}: {
  readonly path: string
  readonly one: Watched
  readonly isMine: boolean
  readonly onDone: () => void
}) {
  const words = useTexts(calendarTexts)
  const { act } = one
  if (act === null) return isMine ? <RecordAct path={path} one={one} onDone={onDone} /> : words.notOnRecord
  return (
    <>
      <Moment at={act.happened_at} />
      {act.note !== null && <span className="block">{act.note}</span>}
      {isMine && (
        <ReasonForm
          label={words.takeBack}
          confirm={words.takeBackConfirm}
          path={`${path}/acts/${act.id}/withdrawals`}
          onDone={onDone}
        />
      )}
    </>
  )
}

function RecordAct({
  path,
  one,
  onDone,
}: {
  readonly path: string
  readonly one: Watched
  readonly onDone: () => void
}) {
  const words = useTexts(calendarTexts)
  const { timeZone } = useSession()
  const [isOpen, setOpen] = useState(false)
  const act = useAct(() => {
    setOpen(false)
    onDone()
  })
  const name = `${one.milestone}-${one.round ?? 0}`
  return (
    <Reveal label={words.record} isOpen={isOpen} onToggle={setOpen}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          const data = new FormData(event.currentTarget)
          const at = withOffset(textOf(data, `at-${name}`), timeZone)
          const note = textOf(data, `note-${name}`)
          act.post(`${path}/milestones/${one.milestone}/acts`, {
            round: one.round,
            ...(at === undefined ? {} : { happened_at: at }),
            ...(note === '' ? {} : { note }),
          })
        }}
      >
        <Field name={`at-${name}`} label={words.happened} error={faultAt(act.sending, '/happened_at')}>
          {(field) => (
            <input {...field} type="datetime-local" required defaultValue={wallTime(Date.now(), timeZone)} />
          )}
        </Field>
        <Field name={`note-${name}`} label={words.where} error={faultAt(act.sending, '/note')}>
          {(field) => <input {...field} maxLength={500} />}
        </Field>
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {words.recordConfirm}
        </button>
        <NotDone sending={act.sending} refusals={words.refusals} />
      </form>
    </Reveal>
  )
}
