// Who would get an alert that does not exist: nothing is sent, nothing is stored.
import { type FormEvent, useState } from 'react'
import type { ElectoralProcess, Page, RuleInForce } from '../../api-types.ts'
import { faultAt, NotDone, type Sending, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { Moment } from '../../design/parts.tsx'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { channelsTexts } from './texts.ts'

interface Trial {
  readonly items: readonly {
    readonly audience: string
    readonly recipient: string
    readonly channel: string
    readonly state: string
    readonly reason: string
    readonly view: string | null
    readonly at: string | null
  }[]
  readonly silenced_by: string | null
  readonly inhibited_by: string | null
  readonly do_not_broadcast: boolean
}

const markings = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']

export function RouteTrial() {
  const texts = useTexts(channelsTexts)
  const [result, setResult] = useState<Trial>()
  const act = useAct<Trial>(setResult)
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const data = new FormData(event.currentTarget)
    const actors = textOf(data, 'trial-actors').split(',')
    act.post('/v1/routes:test', {
      process: textOf(data, 'trial-process'),
      rule: textOf(data, 'trial-rule'),
      place: textOf(data, 'trial-place'),
      level: textOf(data, 'trial-level'),
      marking: textOf(data, 'trial-marking'),
      actors: actors.map((one) => one.trim()).filter((one) => one !== ''),
    })
  }
  return (
    <>
      <p className="soft narrow">{texts.trial}</p>
      <form className="narrow" onSubmit={submit}>
        <TrialFields sending={act.sending} />
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.run}
        </button>
        <NotDone sending={act.sending} />
      </form>
      <div role="status">{result !== undefined && <Result result={result} />}</div>
    </>
  )
}

function TrialFields({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(channelsTexts)
  const { language } = useSpeech()
  const { api, can } = useSession()
  const processes = usePolled<Page<ElectoralProcess>>(api, '/v1/processes', 600_000)
  const rules = usePolled<Page<RuleInForce>>(api, can('rules:read') ? '/v1/rules' : undefined, 600_000)
  const ids = rules.data?.items.map(({ id }) => id) ?? []
  return (
    <>
      <Field name="trial-process" label={texts.process} error={faultAt(sending, '/process')}>
        {(field) => (
          <select {...field} required>
            {processes.data?.items.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name[language]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="trial-rule" label={texts.rule} error={faultAt(sending, '/rule')}>
        {(field) => (
          <>
            <input {...field} required list="trial-rules" autoComplete="off" />
            <datalist id="trial-rules">
              {ids.map((id) => (
                <option key={id} value={id} />
              ))}
            </datalist>
          </>
        )}
      </Field>
      <OccasionFields sending={sending} />
    </>
  )
}

function OccasionFields({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(channelsTexts)
  const { texts: common } = useSpeech()
  const { places } = useSession()
  return (
    <div className="form-row">
      <Field name="trial-place" label={texts.place} error={faultAt(sending, '/place')}>
        {(field) => (
          <select {...field} required>
            {places
              .filter(({ level }) => level === 'department')
              .map(({ code, name }) => (
                <option key={code} value={code}>
                  {name}
                </option>
              ))}
          </select>
        )}
      </Field>
      <Field name="trial-level" label={texts.level} error={faultAt(sending, '/level')}>
        {(field) => (
          <select {...field} defaultValue="warning">
            {Object.entries(common.codes.level).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="trial-marking" label={texts.marking} error={faultAt(sending, '/marking')}>
        {(field) => (
          <select {...field} defaultValue="TLP:GREEN">
            {markings.map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        )}
      </Field>
      <Field name="trial-actors" label={texts.actor} error={faultAt(sending, '/actors')}>
        {(field) => <input {...field} autoComplete="off" />}
      </Field>
    </div>
  )
}

function Result({ result }: { readonly result: Trial }) {
  const texts = useTexts(channelsTexts)
  const { texts: common } = useSpeech()
  return (
    <section className="panel route-result" aria-label={texts.result}>
      {result.silenced_by !== null && <p className="notice notice-bad">{texts.silenced}</p>}
      {result.inhibited_by !== null && <p className="notice notice-bad">{texts.inhibited}</p>}
      {result.do_not_broadcast && <p className="notice">{texts.quiet}</p>}
      {result.items.length === 0 && <p className="notice notice-bad">{texts.nobody}</p>}
      {result.items.length > 0 && (
        <Table
          caption={texts.result}
          heads={[texts.who, texts.channel, texts.verdict, texts.why, texts.view, texts.when]}
          rows={result.items.map((one) => ({
            key: `${one.recipient} ${one.channel} ${one.audience}`,
            cells: [
              one.recipient,
              one.channel,
              wordFor(common.codes.deliveryState, one.state),
              wordFor(common.codes.deliveryReason, one.reason),
              one.view === null ? '–' : wordFor(texts.views, one.view),
              one.at === null ? texts.notSent : <Moment key="at" at={one.at} />,
            ],
          }))}
        />
      )}
    </section>
  )
}
