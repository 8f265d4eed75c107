// A rule in change: form or text, its faults at their places, its reading, what it would have done, and the difference, all of one text.
import { type FormEvent, lazy, Suspense, useState } from 'react'
import type { ElectoralProcess, Page } from '../../api-types.ts'
import { faultAt, NotDone, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import type { Codes } from './completion.ts'
import { Difference } from './difference.tsx'
import { EffectPart } from './effect.tsx'
import { InWords } from './in-words.tsx'
import { RuleForm } from './rule-form.tsx'
import { rulesTexts } from './texts.ts'
import type { NewRevision } from './types.ts'
import { type Check, useCheck } from './use-check.ts'

const RuleEditor = lazy(async () => ({ default: (await import('./editor.tsx')).RuleEditor }))

interface Props {
  /** Undefined for a rule that is not there yet. */
  readonly id: string | undefined
  readonly from: string
  readonly inForce: string
  readonly onSaved: (made: NewRevision) => void
}

export function RuleChange({ id, from, inForce, onSaved }: Props) {
  const texts = useTexts(rulesTexts)
  const { texts: common, language } = useSpeech()
  const [text, setText] = useState(from)
  const [view, setView] = useState<'form' | 'text'>('text')
  const codes = useCodes()
  const { processes, process, choose } = useProcessChoice()
  const { check, effect } = useCheck(id, text, texts.reason, process)
  return (
    <>
      <div className="rule-work">
        <div>
          <div className="rule-switch">
            {(['form', 'text'] as const).map((one) => (
              <button key={one} type="button" aria-pressed={view === one} onClick={() => setView(one)}>
                {texts[one]}
              </button>
            ))}
          </div>
          {view === 'form' ? (
            <RuleForm text={text} onText={setText} />
          ) : (
            <>
              <Suspense fallback={<p className="soft">{common.state.loading}</p>}>
                <RuleEditor
                  text={text}
                  label={texts.editor}
                  marks={check.marks}
                  codes={codes}
                  onText={setText}
                />
              </Suspense>
              <p className="field-hint">{texts.editorHint}</p>
            </>
          )}
          <Faults check={check} />
          <Save id={id} text={text} onSaved={onSaved} />
        </div>
        <div>
          <label className="rule-process">
            {texts.process}
            <select value={process ?? ''} onChange={(event) => choose(event.target.value)}>
              {processes.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name[language]}
                </option>
              ))}
            </select>
          </label>
          <EffectPart effect={effect} />
          <InWords text={text} />
        </div>
      </div>
      <Difference before={inForce} after={text} title={texts.difference} />
    </>
  )
}

/** The processes over whose history a draft may be tried; the first open one until another is chosen. */
function useProcessChoice() {
  const { api } = useSession()
  const { data } = usePolled<Page<ElectoralProcess>>(api, '/v1/processes', 3_600_000)
  const [chosen, choose] = useState<string>()
  const processes = data?.items ?? []
  const first = processes.find(({ state }) => state === 'open') ?? processes[0]
  return { processes, process: chosen ?? first?.id, choose }
}

interface Coded {
  readonly code: string
  readonly labels: { readonly es: string; readonly en: string }
}

/** Codes by the key that they stand under in a rule. */
function useCodes(): Codes {
  const { language } = useSpeech()
  const { api, labels, places } = useSession()
  const factors = usePolled<Page<Coded>>(api, '/v1/factors', 3_600_000)
  const factorCodes =
    factors.data?.items.map(({ code, labels: names }) => ({ code, label: names[language] })) ?? []
  const placeCodes = places.map(({ code, name }) => ({ code, label: name }))
  const calendar = [...labels.options('phases'), ...labels.options('windows')]
  const who = labels.options('addressees')
  return {
    category: labels.options('eventTypes'),
    'target.kind': labels.options('targets'),
    'source.kind': labels.options('sourceKinds'),
    topic: labels.options('topics'),
    rights: labels.options('rights'),
    populations: labels.options('populations'),
    factor: factorCodes,
    factors: factorCodes,
    phase: labels.options('phases'),
    window: labels.options('windows'),
    only: calendar,
    by_phase: calendar,
    multiplier: calendar,
    milestone: labels.options('milestones'),
    indicator: labels.options('indicators'),
    audience: who,
    to: who,
    place: placeCodes,
    department: placeCodes,
  }
}

function Faults({ check }: { readonly check: Check }) {
  const texts = useTexts(rulesTexts)
  const errors = check.marks.filter(({ severity }) => severity === 'error').length
  const warnings = check.marks.length - errors
  const state = {
    checking: texts.checking,
    valid: warnings === 0 ? texts.valid : `${texts.valid} ${texts.warnings(warnings)}.`,
    faulty: texts.faults(errors),
    failed: '',
  } as const
  return (
    <div className="rule-check">
      <p role="status" className={check.state === 'faulty' ? 'late' : undefined}>
        {state[check.state]}
      </p>
      <ul className="rule-marks">
        {check.marks.map((one) => (
          <li key={`${one.line} ${one.column} ${one.message}`} className={`mark-${one.severity}`}>
            <span className="soft small">{texts.at(one.line, one.column)}:</span> {one.message}
          </li>
        ))}
      </ul>
      {check.error !== undefined && <NotDone sending={check.error} refusals={texts.refusals} />}
    </div>
  )
}

function Save({ id, text, onSaved }: Pick<Props, 'id' | 'onSaved'> & { readonly text: string }) {
  const texts = useTexts(rulesTexts)
  const act = useAct<NewRevision>(onSaved)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const reason = textOf(new FormData(event.currentTarget), 'rule-reason')
    act.post(id === undefined ? '/v1/rules' : `/v1/rules/${encodeURIComponent(id)}/revisions`, {
      yaml: text,
      reason,
    })
  }
  return (
    <form onSubmit={submit}>
      <Field
        name="rule-reason"
        label={texts.reason}
        hint={texts.reasonHint}
        error={faultAt(act.sending, '/reason')}
      >
        {(field) => <input {...field} required minLength={3} maxLength={1_000} autoComplete="off" />}
      </Field>
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {texts.save}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}
