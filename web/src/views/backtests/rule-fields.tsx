// Which process, which rule, and which of its revisions.
import { useState } from 'react'
import type { Page } from '../../api-types.ts'
import { faultAt, type Sending } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { type Named, useNames } from './names.tsx'
import { backtestsTexts } from './texts.ts'

interface Revision {
  readonly version: number
  readonly revision: string
  readonly status: string
}

const rarely = 600_000

export function ProcessField({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(backtestsTexts)
  const { processes } = useNames()
  return (
    <Field name="process" label={texts.process} error={faultAt(sending, '/process')}>
      {(field) => (
        <select {...field} required={processes.length > 0}>
          <Options of={processes} />
        </select>
      )}
    </Field>
  )
}

function Options({ of }: { readonly of: readonly Named[] }) {
  return of.map(({ id, name }) => (
    <option key={id} value={id}>
      {name}
    </option>
  ))
}

export function RuleFields({
  rule,
  onRule,
  sending,
}: {
  readonly rule: string
  readonly onRule: (rule: string) => void
  readonly sending: Sending
}) {
  const texts = useTexts(backtestsTexts)
  const { rules } = useNames()
  const [preset] = useState(rule)
  const other = useOtherRule(preset)
  const [revision, setRevision] = useState('')
  const isInForce = rule !== other?.id
  return (
    <>
      <Field
        name="rule"
        label={texts.rule}
        error={faultAt(sending, '/rules/0/id') ?? faultAt(sending, '/rules/0/yaml')}
      >
        {(field) => (
          <select
            {...field}
            required
            value={rule}
            onChange={(event) => {
              setRevision('')
              onRule(event.target.value)
            }}
          >
            <option value="">{texts.chooseRule}</option>
            <Options of={other === undefined ? rules : [other, ...rules]} />
          </select>
        )}
      </Field>
      <RevisionField rule={rule} isInForce={isInForce} revision={revision} onRevision={setRevision} />
      {revision !== '' && isInForce && (
        <label className="check field">
          <input type="checkbox" name="beside" defaultChecked />
          {texts.beside}
        </label>
      )}
    </>
  )
}

/** The rule that the form was opened for, where it is not in force: it stays to be chosen, with one of its revisions. */
function useOtherRule(preset: string): Named | undefined {
  const { language, texts } = useSpeech()
  const { api } = useSession()
  const { rules } = useNames()
  const isOther = preset !== '' && !rules.some(({ id }) => id === preset)
  const path = isOther ? `/v1/rules/${encodeURIComponent(preset)}` : undefined
  const { data, error } = usePolled<{ readonly title: Readonly<Record<'es' | 'en', string>> }>(
    api,
    path,
    rarely,
  )
  if (!isOther) return undefined
  return { id: preset, name: data?.title[language] ?? (error === undefined ? texts.state.loading : preset) }
}

interface RevisionProps {
  readonly rule: string
  readonly isInForce: boolean
  readonly revision: string
  readonly onRevision: (revision: string) => void
}

function RevisionField({ rule, isInForce, revision, onRevision }: RevisionProps) {
  const texts = useTexts(backtestsTexts)
  const { api } = useSession()
  const path = rule === '' ? undefined : `/v1/rules/${encodeURIComponent(rule)}/revisions`
  const revisions = usePolled<Page<Revision>>(api, path, rarely)
  const items = revisions.data?.items ?? []
  const newest = isInForce ? '' : (items[0]?.revision ?? '')
  return (
    <Field name="revision" label={texts.revision} error={undefined}>
      {(field) => (
        <select
          {...field}
          required={!isInForce}
          value={revision === '' ? newest : revision}
          onChange={(event) => onRevision(event.target.value)}
        >
          {isInForce && <option value="">{texts.inForce}</option>}
          {items.map((one) => (
            <option key={one.revision} value={one.revision}>
              {texts.version(one.version, one.revision.slice(0, 12))}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
