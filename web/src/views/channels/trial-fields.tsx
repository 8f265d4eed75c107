// What alert it would be: its process, its rule, its place, its level and marking, each by its name.
import { useEffect, useMemo } from 'react'
import type { ElectoralProcess, Page, RuleInForce } from '../../api-types.ts'
import { faultAt, type Sending } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { PlaceField } from '../../design/place-field.tsx'
import { usePolled } from '../../live.ts'
import { titleIn } from '../../rule-title.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { trialTexts } from './trial-texts.ts'

/** What other fields depend on; all the rest stays with the form. */
export interface Trial {
  readonly process: string
  readonly place: string
  /** As the field holds it; empty = now. */
  readonly at: string
}

export interface TrialProps {
  readonly trial: Trial
  readonly sending: Sending
  readonly onTrial: (part: Partial<Trial>) => void
}

const rarely = 600_000
const markings = ['TLP:CLEAR', 'TLP:GREEN', 'TLP:AMBER', 'TLP:AMBER+STRICT', 'TLP:RED']

export function useProcesses(): readonly ElectoralProcess[] {
  const { api } = useSession()
  return usePolled<Page<ElectoralProcess>>(api, '/v1/processes', rarely).data?.items ?? []
}

export function TrialFields(props: TrialProps & { readonly isPlaceMissed: boolean }) {
  const { trial, sending, onTrial, isPlaceMissed } = props
  const texts = useTexts(trialTexts)
  const { texts: common } = useSpeech()
  return (
    <>
      <ProcessField {...props} />
      <RuleField sending={sending} />
      <div className="form-row">
        <PlaceField
          name="trial-place"
          label={texts.place}
          hint={texts.placeHint}
          error={faultAt(sending, '/place') ?? (isPlaceMissed ? texts.placeNeeded : undefined)}
          place={trial.place}
          onPlace={(place) => onTrial({ place })}
        />
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
        <CategoryField sending={sending} />
        <Field name="trial-marking" label={texts.marking} error={faultAt(sending, '/marking')}>
          {(field) => (
            <select {...field} defaultValue="TLP:GREEN">
              {markings.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          )}
        </Field>
      </div>
    </>
  )
}

function ProcessField({ trial, sending, onTrial }: TrialProps) {
  const texts = useTexts(trialTexts)
  const { language } = useSpeech()
  const processes = useProcesses()
  const first = processes[0]?.id ?? ''
  const { process } = trial
  useEffect(() => {
    if (process === '' && first !== '') onTrial({ process: first })
  }, [process, first, onTrial])
  return (
    <Field name="trial-process" label={texts.process} error={faultAt(sending, '/process')}>
      {(field) => (
        <select
          {...field}
          required
          value={process}
          onChange={(event) => onTrial({ process: event.target.value })}
        >
          {processes.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name[language]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

function RuleField({ sending }: Pick<TrialProps, 'sending'>) {
  const texts = useTexts(trialTexts)
  const { language } = useSpeech()
  const { api, can } = useSession()
  const mayRead = can('rules:read')
  const rules = usePolled<Page<RuleInForce>>(api, mayRead ? '/v1/rules' : undefined, rarely)
  const named = useMemo(
    () =>
      (rules.data?.items ?? [])
        .map(({ id, yaml }) => ({ id, name: titleIn(yaml, language) ?? id }))
        .toSorted((a, b) => a.name.localeCompare(b.name, language)),
    [rules.data, language],
  )
  return (
    <Field
      name="trial-rule"
      label={texts.rule}
      {...(mayRead ? {} : { hint: texts.ruleHint })}
      error={faultAt(sending, '/rule')}
    >
      {(field) =>
        mayRead ? (
          <select {...field} required>
            <option value="">{texts.choose}</option>
            {named.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        ) : (
          // Whoever may not read the rules has no list of them.
          <input {...field} required autoComplete="off" />
        )
      }
    </Field>
  )
}

function CategoryField({ sending }: Pick<TrialProps, 'sending'>) {
  const texts = useTexts(trialTexts)
  const { labels } = useSession()
  return (
    <Field name="trial-category" label={texts.category} error={faultAt(sending, '/category')}>
      {(field) => (
        <select {...field}>
          <option value="">{texts.any}</option>
          {labels.options('eventTypes').map(({ code, label }) => (
            <option key={code} value={code}>
              {label}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
