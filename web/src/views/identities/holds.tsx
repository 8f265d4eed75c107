// Legal holds: what stands and what was lifted; one is put by one person and lifted by another.
import { type FormEvent, useState } from 'react'
import type { ElectoralProcess, LegalHold, Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Empty, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { identitiesTexts } from './texts.ts'
import { Reviewed, SignalLink, Who } from './who.tsx'

/** What a link from a row brings along; empty where nobody came from one. */
interface Numbers {
  readonly signal: string
  readonly identity: string
}

export function Holds({ numbers }: { readonly numbers: Numbers }) {
  const texts = useTexts(identitiesTexts)
  const { api, can } = useSession()
  const [isOpen, setOpen] = useState(numbers.signal !== '')
  const path = can('identity:review') ? '/v1/legal-holds?limit=200' : undefined
  const polled = usePolled<Page<LegalHold>>(api, path, 15_000)
  return (
    <>
      {can('identity:keep') && (
        <Reveal isMain label={texts.hold} isOpen={isOpen} onToggle={setOpen}>
          <NewHold
            numbers={numbers}
            onDone={() => {
              setOpen(false)
              polled.refresh()
            }}
          />
        </Reveal>
      )}
      <Reviewed polled={polled}>
        {({ items }) => {
          const standing = items.filter((one) => one.lifted_at === null)
          const lifted = items.filter((one) => one.lifted_at !== null)
          return (
            <>
              {standing.length === 0 && <Empty title={texts.noHolds}>{texts.noHoldsLine}</Empty>}
              <Group title={texts.holdsStanding} holds={standing} onDone={polled.refresh} />
              <Group title={texts.holdsPast} holds={lifted} onDone={polled.refresh} />
            </>
          )
        }}
      </Reviewed>
    </>
  )
}

interface GroupProps {
  readonly title: string
  readonly holds: readonly LegalHold[]
  readonly onDone: () => void
}

function Group({ title, holds, onDone }: GroupProps) {
  if (holds.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="group-title">{title}</h2>
      <ul className="rows messages">
        {holds.map((one) => (
          <HoldRow key={one.id} hold={one} onDone={onDone} />
        ))}
      </ul>
    </section>
  )
}

function HoldRow({ hold, onDone }: { readonly hold: LegalHold; readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  const { can, me } = useSession()
  const act = useAct(onDone)
  const isStanding = hold.lifted_at === null
  return (
    <li className="row">
      <p className="row-top">
        {hold.kind === 'signal' ? (
          <strong>
            <SignalLink id={hold.target} />
          </strong>
        ) : (
          <>
            <strong>{wordFor(texts.kinds, hold.kind)}</strong>
            <code>{hold.target}</code>
          </>
        )}
      </p>
      <p>{hold.reason}</p>
      <p className="soft small">
        {texts.placedBy}: <Who person={hold.placed_by} />, <Moment at={hold.placed_at} />
      </p>
      {hold.lifted_at !== null && (
        <p className="soft small">
          {texts.liftedBy}: <Who person={hold.lifted_by} />, <Moment at={hold.lifted_at} />
        </p>
      )}
      {isStanding && can('identity:keep') && hold.placed_by === me.person && (
        <p className="soft small">{texts.liftOwn}</p>
      )}
      {isStanding && can('identity:keep') && hold.placed_by !== me.person && (
        <div className="acts">
          <button
            type="button"
            aria-disabled={act.sending === 'sending'}
            onClick={() => act.post(`/v1/legal-holds/${encodeURIComponent(hold.id)}/liftings`, {})}
          >
            {texts.lift}
          </button>
        </div>
      )}
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </li>
  )
}

function NewHold({ numbers, onDone }: { readonly numbers: Numbers; readonly onDone: () => void }) {
  const texts = useTexts(identitiesTexts)
  const [kind, setKind] = useState<LegalHold['kind']>('signal')
  const act = useAct(onDone)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    act.post('/v1/legal-holds', {
      kind,
      target: textOf(data, 'hold-target'),
      reason: textOf(data, 'hold-reason'),
    })
  }
  return (
    <form onSubmit={submit}>
      <p>{texts.holdLead}</p>
      <div className="form-row">
        <Field name="hold-kind" label={texts.holdKind} error={undefined}>
          {(field) => (
            <select
              {...field}
              value={kind}
              onChange={({ target }) => setKind(holdKinds.find((one) => one === target.value) ?? 'signal')}
            >
              {holdKinds.map((one) => (
                <option key={one} value={one}>
                  {texts.kinds[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Target kind={kind} numbers={numbers} sending={act.sending} />
      </div>
      <Field
        name="hold-reason"
        label={texts.reason}
        hint={texts.reasonHint}
        error={faultAt(act.sending, '/reason')}
      >
        {(field) => (
          <textarea {...field} rows={2} required autoComplete="off" minLength={10} maxLength={1_000} />
        )}
      </Field>
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {texts.holdPut}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}

interface TargetProps {
  readonly kind: LegalHold['kind']
  readonly numbers: Numbers
  readonly sending: Sending
}

function Target({ kind, numbers, sending }: TargetProps) {
  const texts = useTexts(identitiesTexts)
  return (
    <Field
      name="hold-target"
      label={texts.holdTarget[kind]}
      {...(kind === 'signal' ? { hint: texts.holdSignalHint } : {})}
      error={faultAt(sending, '/target')}
    >
      {(field) =>
        kind === 'process' ? (
          <ProcessChoice field={field} />
        ) : (
          <input
            {...field}
            // The number of a signal is not taken for that of an identity.
            key={kind}
            required
            autoComplete="off"
            minLength={36}
            maxLength={36}
            defaultValue={numbers[kind]}
          />
        )
      }
    </Field>
  )
}

const holdKinds = ['signal', 'identity', 'process'] as const

function ProcessChoice({ field }: { readonly field: object }) {
  const { api } = useSession()
  const { language } = useSpeech()
  const { data } = usePolled<Page<ElectoralProcess>>(api, '/v1/processes', 600_000)
  return (
    <select {...field} required>
      {data?.items.map((one) => (
        <option key={one.id} value={one.id}>
          {one.name[language]}
        </option>
      ))}
    </select>
  )
}
