// The revisions of a rule: who wrote each and why, its tests, its computation against history, and what is done with it.
import { type FormEvent, useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, NotDone, Reveal, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Live, Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { Backtest } from './backtest-line.tsx'
import { Difference } from './difference.tsx'
import { rulesTexts } from './texts.ts'
import type { Revision, RevisionSummary, RuleBacktest, RuleLife, TestRun } from './types.ts'

interface Props {
  readonly rule: RuleLife
  readonly path: string
  readonly onChanged: () => void
}

export function Revisions({ rule, path, onChanged }: Props) {
  const { api } = useSession()
  const polled = usePolled<Page<RevisionSummary>>(api, `${path}/revisions`, 30_000)
  function changed(): void {
    polled.refresh()
    onChanged()
  }
  return (
    <Live polled={polled}>
      {({ items }) => (
        <ol className="rows rule-revisions" reversed>
          {items.map((one) => (
            <RevisionRow key={one.revision} rule={rule} revision={one} path={path} onChanged={changed} />
          ))}
        </ol>
      )}
    </Live>
  )
}

interface RowProps extends Props {
  readonly revision: RevisionSummary
}

function RevisionRow({ rule, revision, path, onChanged }: RowProps) {
  const texts = useTexts(rulesTexts)
  const { can, me } = useSession()
  const [isOpen, setOpen] = useState(revision.revision === rule.newest.revision)
  const author =
    revision.origin === 'file' ? texts.file : revision.author_person === me.person ? texts.you : texts.person
  return (
    <li className="row">
      <p className="row-top">
        <strong>
          {texts.version} {revision.version}
        </strong>
        <span>{wordFor(texts.status, revision.status)}</span>
        <span className="soft small">
          <Moment at={revision.created_at} /> · {texts.author}: {author}
        </span>
      </p>
      <p>{revision.origin === 'file' ? texts.fileRevision : revision.reason}</p>
      <Reveal label={texts.details} isOpen={isOpen} onToggle={setOpen}>
        {isOpen && (
          <>
            <Tests
              path={`${path}/revisions/${revision.revision.slice(0, 16)}`}
              mayRun={can('rules:propose')}
            />
            <OwnBacktest path={`${path}/revisions/${revision.revision.slice(0, 16)}`} />
            {can('rules:propose') && (
              <Acts rule={rule} revision={revision} path={path} onChanged={onChanged} />
            )}
            <OwnDifference rule={rule} revision={revision} path={path} />
          </>
        )}
      </Reveal>
    </li>
  )
}

function Tests({ path, mayRun }: { readonly path: string; readonly mayRun: boolean }) {
  const texts = useTexts(rulesTexts)
  const { api } = useSession()
  const stored = usePolled<Revision>(api, path, 60_000)
  const [run, setRun] = useState<TestRun>()
  const act = useAct<TestRun>((done) => setRun(done))
  const last = stored.data?.tests
  const known =
    run ??
    (last === undefined || last === null ? undefined : { passed: last.passed, failed: last.failures.length })
  return (
    <div>
      <p role="status">{known === undefined ? texts.noTests : texts.tests(known.passed, known.failed)}</p>
      <ul className="rule-marks">
        {run?.tests
          .filter(({ failures }) => failures.length > 0)
          .flatMap(({ name, failures }) =>
            failures.map((one) => (
              <li key={`${name} ${one.at} ${one.field}`}>
                {name} · {one.at} · <code>{one.field}</code>: {texts.expected}{' '}
                <code>{JSON.stringify(one.expected)}</code>, {texts.got}{' '}
                <code>{JSON.stringify(one.got)}</code>
              </li>
            )),
          )}
      </ul>
      {mayRun && (
        <button
          type="button"
          aria-disabled={act.sending === 'sending'}
          onClick={() => act.post(`${path}:test`, {})}
        >
          {texts.runTests}
        </button>
      )}
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </div>
  )
}

function OwnBacktest({ path }: { readonly path: string }) {
  const texts = useTexts(rulesTexts)
  const { api, can } = useSession()
  const [made, setMade] = useState<RuleBacktest>()
  const isUnderWay = made !== undefined && made.state !== 'done' && made.state !== 'failed'
  const polled = usePolled<RuleBacktest>(api, isUnderWay ? `${path}/backtest` : undefined)
  const act = useAct<RuleBacktest>(setMade)
  const shown = polled.data ?? made
  return (
    <div>
      {shown !== undefined && <Backtest backtest={shown} />}
      {can('rules:propose') && (
        <p>
          <button
            type="button"
            aria-disabled={act.sending === 'sending'}
            onClick={() => act.post(`${path}:backtest`, {})}
          >
            {texts.backtest}
          </button>
        </p>
      )}
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </div>
  )
}

function OwnDifference({ rule, revision, path }: Omit<RowProps, 'onChanged'>) {
  const texts = useTexts(rulesTexts)
  const { api } = useSession()
  const base = rule.in_force?.revision
  const isSame = base === revision.revision
  const own = usePolled<Revision>(
    api,
    isSame ? undefined : `${path}/revisions/${revision.revision.slice(0, 16)}`,
    3_600_000,
  )
  const active = usePolled<Revision>(
    api,
    isSame || base === undefined ? undefined : `${path}/revisions/${base.slice(0, 16)}`,
    3_600_000,
  )
  if (isSame || own.data === undefined || (base !== undefined && active.data === undefined)) return null
  return (
    <Difference
      before={active.data?.yaml ?? ''}
      after={own.data.yaml}
      title={texts.differenceOf(revision.version)}
    />
  )
}

const acts = ['activate', 'shadow', 'retire'] as const

/** What may be proposed; and what was approved and waits to be carried out. */
function Acts({ rule, revision, path, onChanged }: RowProps) {
  const texts = useTexts(rulesTexts)
  const [isOpen, setOpen] = useState(false)
  const own = `${path}/revisions/${revision.revision.slice(0, 16)}`
  const act = useAct(() => {
    setOpen(false)
    onChanged()
  })
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    act.post(`${own}:propose`, { act: textOf(data, 'propose-act'), reason: textOf(data, 'propose-reason') })
  }
  const isInForce = rule.in_force?.revision === revision.revision
  return (
    <div className="acts">
      {revision.status === 'approved' &&
        acts.map((one) => (
          <button
            key={one}
            type="button"
            aria-disabled={act.sending === 'sending'}
            onClick={() => act.post(`${own}:${one}`, {})}
          >
            {wordFor(texts.carry, one)}
          </button>
        ))}
      <Reveal label={texts.propose} isOpen={isOpen} onToggle={setOpen}>
        <form onSubmit={submit}>
          <Field name="propose-act" label={texts.act} error={faultAt(act.sending, '/act')}>
            {(field) => (
              <select {...field} defaultValue={isInForce ? 'retire' : 'activate'}>
                {acts.map((one) => (
                  <option key={one} value={one}>
                    {wordFor(texts.acts, one)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field name="propose-reason" label={texts.reason} error={faultAt(act.sending, '/reason')}>
            {(field) => <textarea {...field} rows={2} required minLength={3} maxLength={1_000} />}
          </Field>
          <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
            {texts.send}
          </button>
        </form>
      </Reveal>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </div>
  )
}
