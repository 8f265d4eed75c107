// A new silence: first what it would keep back, then the same thing put in force, or proposed where it takes two.
import { type FormEvent, useRef, useState } from 'react'
import type { ElectoralProcess, Page } from '../../api-types.ts'
import { faultAt, NotDone, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { wallTime, withOffset } from '../../format.ts'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { silencesTexts } from './texts.ts'

interface Preview {
  readonly alerts: readonly {
    readonly id: string
    readonly title: { readonly es: string; readonly en: string }
    readonly place: string
  }[]
  readonly audiences: readonly string[]
  readonly second_person_for: readonly string[]
}

const hour = 3_600_000

function silenceFrom(data: FormData, timeZone: string): object {
  const rules = textOf(data, 'silence-rules')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const levels = data.getAll('silence-level').map(String)
  return {
    matchers: {
      process: textOf(data, 'silence-process'),
      territory: textOf(data, 'silence-territory'),
      ...(rules.length === 0 ? {} : { rules }),
      ...(levels.length === 0 ? {} : { levels }),
    },
    reason: textOf(data, 'silence-reason'),
    ends_at: withOffset(textOf(data, 'silence-ends'), timeZone),
  }
}

export function NewSilence({ onDone }: { readonly onDone: () => void }) {
  const texts = useTexts(silencesTexts)
  const { timeZone } = useSession()
  const form = useRef<HTMLFormElement>(null)
  const [preview, setPreview] = useState<Preview>()
  const look = useAct<Preview>(setPreview)
  const put = useAct(onDone)
  function send(act: { post: (path: string, body: unknown) => void }, path: string): void {
    if (form.current !== null && form.current.reportValidity()) {
      act.post(path, silenceFrom(new FormData(form.current), timeZone))
    }
  }
  function submit(event: FormEvent): void {
    event.preventDefault()
    send(look, '/v1/silences?dry_run=true')
  }
  return (
    <form ref={form} onSubmit={submit} onChange={() => setPreview(undefined)}>
      <SilenceFields sending={look.sending} />
      <div className="form-acts">
        <button type="submit" aria-disabled={look.sending === 'sending'}>
          {texts.preview}
        </button>
        {preview !== undefined && (
          <button
            type="button"
            className="primary"
            aria-disabled={put.sending === 'sending'}
            onClick={() => send(put, '/v1/silences')}
          >
            {preview.second_person_for.length === 0 ? texts.put : texts.propose}
          </button>
        )}
      </div>
      <div role="status">{preview !== undefined && <Effect preview={preview} />}</div>
      <NotDone sending={look.sending} />
      <NotDone sending={put.sending} />
    </form>
  )
}

function SilenceFields({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(silencesTexts)
  const { language, texts: common } = useSpeech()
  const { api, places, timeZone } = useSession()
  const processes = usePolled<Page<ElectoralProcess>>(api, '/v1/processes', 600_000)
  const [soon] = useState(() => wallTime(Date.now() + 4 * hour, timeZone))
  const open = processes.data?.items.filter(({ state }) => state === 'open') ?? []
  return (
    <>
      <div className="form-row">
        <Field name="silence-process" label={texts.process} error={faultAt(sending, '/matchers/process')}>
          {(field) => (
            <select {...field} required>
              {open.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name[language]}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field
          name="silence-territory"
          label={texts.territory}
          error={faultAt(sending, '/matchers/territory')}
        >
          {(field) => (
            <select {...field} required>
              {places.map(({ code, name, level }) => (
                <option key={code} value={code}>
                  {name} · {wordFor(common.codes.placeLevel, level)}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <LevelChoice />
      <Field name="silence-rules" label={texts.rules} error={faultAt(sending, '/matchers/rules')}>
        {(field) => <input {...field} autoComplete="off" />}
      </Field>
      <Field
        name="silence-ends"
        label={texts.ends}
        hint={texts.endsHint}
        error={faultAt(sending, '/ends_at')}
      >
        {(field) => <input {...field} type="datetime-local" required defaultValue={soon} />}
      </Field>
      <Field
        name="silence-reason"
        label={texts.reason}
        hint={texts.reasonHint}
        error={faultAt(sending, '/reason')}
      >
        {(field) => <textarea {...field} rows={2} required minLength={10} maxLength={1_000} />}
      </Field>
    </>
  )
}

function LevelChoice() {
  const texts = useTexts(silencesTexts)
  const { texts: common } = useSpeech()
  return (
    <fieldset className="field">
      <legend>{texts.levels}</legend>
      {Object.entries(common.codes.level).map(([code, label]) => (
        <label key={code} className="check">
          <input type="checkbox" name="silence-level" value={code} />
          {label}
        </label>
      ))}
      <p className="field-hint">{texts.levelsHint}</p>
    </fieldset>
  )
}

function Effect({ preview }: { readonly preview: Preview }) {
  const texts = useTexts(silencesTexts)
  const { language } = useSpeech()
  const { labels, format } = useSession()
  return (
    <section className="panel" aria-label={texts.previewTitle}>
      <h3>{texts.previewTitle}</h3>
      <p>{texts.previewAlerts(preview.alerts.length)}</p>
      <ul>
        {preview.alerts.map((one) => (
          <li key={one.id}>
            {one.title[language]} – {labels.place(one.place)}
          </li>
        ))}
      </ul>
      {preview.audiences.length > 0 && (
        <p>
          {texts.previewAudiences}:{' '}
          {format.list(preview.audiences.map((code) => labels.of('addressees', code)))}
        </p>
      )}
      {preview.second_person_for.length > 0 && (
        <p className="notice">
          {texts.previewSecond}{' '}
          {format.list(preview.second_person_for.map((code) => wordFor(texts.seconds, code)))}
        </p>
      )}
    </section>
  )
}
