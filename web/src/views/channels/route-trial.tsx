// Who would get an alert that does not exist: nothing is sent, nothing is stored.
import { type FormEvent, useState } from 'react'
import { NotDone, textOf, useAct } from '../../design/act.tsx'
import { withOffset } from '../../format.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { consents, MoreFields } from './trial-conditions.tsx'
import { type Trial, TrialFields } from './trial-fields.tsx'
import { TrialResult, type Tried } from './trial-result.tsx'
import { trialTexts } from './trial-texts.ts'

/** What a field that was left empty says nothing of is not sent. */
function given(data: FormData, field: string): Record<string, string> {
  const value = textOf(data, `trial-${field}`)
  return value === '' ? {} : { [field]: value }
}

function trialFrom(data: FormData, { process, place, at }: Trial, timeZone: string): object {
  const moment = withOffset(at, timeZone)
  return {
    process,
    place,
    rule: textOf(data, 'trial-rule'),
    level: textOf(data, 'trial-level'),
    marking: textOf(data, 'trial-marking'),
    ...given(data, 'category'),
    ...given(data, 'phase'),
    ...given(data, 'window'),
    actors: data.getAll('trial-actors'),
    tracks: data.getAll('trial-tracks'),
    consent: Object.fromEntries(consents.map((code) => [code, data.getAll('trial-consent').includes(code)])),
    exercise: data.has('trial-exercise'),
    ...(moment === undefined ? {} : { at: moment }),
  }
}

export function RouteTrial() {
  const texts = useTexts(trialTexts)
  const { timeZone } = useSession()
  const [trial, setTrial] = useState<Trial>({ process: '', place: '', at: '' })
  const [isPlaceMissed, setPlaceMissed] = useState(false)
  const [result, setResult] = useState<Tried>()
  const act = useAct<Tried>(setResult)
  // What was found is not the answer to another question.
  function asksElse(part: Partial<Trial> = {}): void {
    setResult(undefined)
    setTrial((before) => ({ ...before, ...part }))
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    setPlaceMissed(trial.place === '')
    if (trial.place !== '')
      act.post('/v1/routes:test', trialFrom(new FormData(event.currentTarget), trial, timeZone))
  }
  const fields = { trial, sending: act.sending, onTrial: asksElse }
  return (
    <>
      <p className="soft narrow">{texts.lead}</p>
      <form className="narrow" onSubmit={submit} onChange={() => asksElse()}>
        <TrialFields {...fields} isPlaceMissed={isPlaceMissed && trial.place === ''} />
        <MoreFields {...fields} />
        <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
          {texts.run}
        </button>
        <NotDone sending={act.sending} />
      </form>
      <div role="status">{result !== undefined && <TrialResult result={result} />}</div>
    </>
  )
}
