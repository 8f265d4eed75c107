// A new back-test: a rule in force or one of its revisions, a stretch of history, and the events that it is judged by.
import { type FormEvent, useState } from 'react'
import { ApiError } from '../../api.ts'
import { faultAt, NotDone, type Sending, textOf } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { goTo, Link, useAddress, useFocusOnArrival } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { newId } from '../../signal-draft.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { OnceNamed } from './names.tsx'
import { OutcomeFields, readOutcomes } from './outcome-fields.tsx'
import { ProcessField, RuleFields } from './rule-fields.tsx'
import { backtestsTexts } from './texts.ts'

export function NewRun() {
  const texts = useTexts(backtestsTexts)
  const { can } = useSession()
  const part = useFocusOnArrival<HTMLElement>('new')
  if (!can('rules:propose')) return <NotAllowed />
  return (
    <article ref={part} tabIndex={-1} className="narrow">
      <p className="back">
        <Link href="/backtests">← {texts.back}</Link>
      </p>
      <h1>{texts.add}</h1>
      <OnceNamed>
        <RunForm />
      </OnceNamed>
    </article>
  )
}

function RunForm() {
  const texts = useTexts(backtestsTexts)
  const { query } = useAddress()
  const { sending, run } = useRuns()
  const [rule, setRule] = useState(query.get('rule') ?? '')
  const [kind, setKind] = useState<'categories' | 'rows'>('categories')
  const [wrongLine, setWrongLine] = useState<number>()
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const outcomes = readOutcomes(data, kind)
    if (typeof outcomes === 'number') return setWrongLine(outcomes)
    setWrongLine(undefined)
    void run(rule, textOf(data, 'revision'), data.has('beside'), { ...settingsOf(data), outcomes })
  }
  return (
    <form onSubmit={submit}>
      <ProcessField sending={sending} />
      <RuleFields rule={rule} onRule={setRule} sending={sending} />
      <PeriodFields sending={sending} />
      <OutcomeFields kind={kind} onKind={setKind} wrongLine={wrongLine} sending={sending} />
      <Settings sending={sending} />
      <NotDone sending={sending} />
      <button type="submit" className="primary" aria-disabled={sending === 'sending'}>
        {sending === 'sending' ? texts.starting : texts.start}
      </button>
    </form>
  )
}

function NotAllowed() {
  const texts = useTexts(backtestsTexts)
  return (
    <>
      <h1>{texts.add}</h1>
      <p className="notice">{texts.notAllowed}</p>
    </>
  )
}

function settingsOf(data: FormData): object {
  const [title, process, seed] = [textOf(data, 'title'), textOf(data, 'process'), textOf(data, 'seed')]
  const horizons = textOf(data, 'horizons')
    .split(/[\s,;]+/)
    .filter(Boolean)
  return {
    ...(title === '' ? {} : { title }),
    ...(process === '' ? {} : { process }),
    from: textOf(data, 'from'),
    to: textOf(data, 'to'),
    horizons_days: horizons.map(Number),
    cooldown_days: Number(textOf(data, 'cooldown')),
    seed: Number(seed),
  }
}

/** Starts one run, or the revision and the one in force as two that are then compared. */
function useRuns() {
  const { api } = useSession()
  const [sending, setSending] = useState<Sending>('idle')
  async function start(request: object): Promise<string> {
    return (await api.post<{ readonly id: string }>('/v1/backtests', request, newId())).id
  }
  async function run(rule: string, revision: string, isBeside: boolean, settings: object): Promise<void> {
    if (sending === 'sending') return
    setSending('sending')
    try {
      const own = {
        ...settings,
        rules: [revision === '' ? { id: rule } : await textOfRevision(rule, revision)],
      }
      const id = await start(own)
      if (revision === '' || !isBeside) return goTo(`/backtests/${id}`, 'replace')
      const inForce = await start({ ...settings, rules: [{ id: rule }] })
      goTo(`/backtests/compare?a=${inForce}&b=${id}`, 'replace')
    } catch (error) {
      setSending(error instanceof ApiError ? error : new ApiError(0, undefined))
    }
  }
  async function textOfRevision(rule: string, revision: string): Promise<{ readonly yaml: string }> {
    const path = `/v1/rules/${encodeURIComponent(rule)}/revisions/${revision.slice(0, 16)}`
    return { yaml: (await api.get<{ readonly yaml: string }>(path)).yaml }
  }
  return { sending, run }
}

function PeriodFields({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(backtestsTexts)
  const today = new Date().toISOString().slice(0, 10)
  const earlier = new Date(Date.now() - 90 * 86_400_000).toISOString().slice(0, 10)
  return (
    <div className="form-row">
      <Field name="from" label={texts.from} error={faultAt(sending, '/from')}>
        {(field) => <input {...field} type="date" required defaultValue={earlier} />}
      </Field>
      <Field name="to" label={texts.to} error={faultAt(sending, '/to')}>
        {(field) => <input {...field} type="date" required defaultValue={today} />}
      </Field>
    </div>
  )
}

function Settings({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(backtestsTexts)
  return (
    <details className="field backtest-settings">
      <summary>{texts.settings}</summary>
      <Field name="title" label={texts.runTitle} hint={texts.runTitleHint} error={faultAt(sending, '/title')}>
        {(field) => <input {...field} minLength={3} maxLength={200} autoComplete="off" />}
      </Field>
      <div className="form-row">
        <Field
          name="horizons"
          label={texts.horizons}
          hint={texts.horizonsHint}
          error={faultAt(sending, '/horizons_days')}
        >
          {(field) => (
            <input
              {...field}
              required
              defaultValue="14, 30"
              pattern="\s*\d{1,2}(\s*[,;]\s*\d{1,2}){0,3}\s*"
            />
          )}
        </Field>
        <Field name="cooldown" label={texts.cooldown} error={faultAt(sending, '/cooldown_days')}>
          {(field) => <input {...field} type="number" required min={1} max={90} defaultValue={30} />}
        </Field>
        <Field name="seed" label={texts.seed} hint={texts.seedHint} error={faultAt(sending, '/seed')}>
          {(field) => (
            <input {...field} type="number" required min={0} max={2_147_483_647} defaultValue={1} />
          )}
        </Field>
      </div>
    </details>
  )
}
