// Which process, which rule, and which of its revisions.
import { useState } from 'react'
import type { ElectoralProcess, Page, RuleInForce } from '../../api-types.ts'
import { faultAt, type Sending } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { usePolled } from '../../live.ts'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { useNames } from './names.tsx'
import { backtestsTexts } from './texts.ts'

interface Revision {
  readonly version: number
  readonly revision: string
  readonly status: string
}

const rarely = 600_000

export function ProcessField({ sending }: { readonly sending: Sending }) {
  const texts = useTexts(backtestsTexts)
  const { language } = useSpeech()
  const { api, can } = useSession()
  const polled = usePolled<Page<ElectoralProcess>>(
    api,
    can('registry:read') ? '/v1/processes' : undefined,
    rarely,
  )
  const items = polled.data?.items ?? []
  return (
    <Field name="process" label={texts.process} error={faultAt(sending, '/process')}>
      {(field) => (
        <select {...field} key={items.length} required={items.length > 0}>
          {items.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name[language]}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

export function RuleFields({
  rules,
  rule,
  onRule,
  sending,
}: {
  readonly rules: readonly RuleInForce[]
  readonly rule: string
  readonly onRule: (rule: string) => void
  readonly sending: Sending
}) {
  const texts = useTexts(backtestsTexts)
  const { language } = useSpeech()
  const names = useNames()
  const [revision, setRevision] = useState('')
  const named = rules
    .map(({ id }) => ({ id, name: names.rule(id) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, language))
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
            {named.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        )}
      </Field>
      <RevisionField rule={rule} revision={revision} onRevision={setRevision} />
      {revision !== '' && (
        <label className="check field">
          <input type="checkbox" name="beside" defaultChecked />
          {texts.beside}
        </label>
      )}
    </>
  )
}

function RevisionField({
  rule,
  revision,
  onRevision,
}: {
  readonly rule: string
  readonly revision: string
  readonly onRevision: (revision: string) => void
}) {
  const texts = useTexts(backtestsTexts)
  const { api } = useSession()
  const path = rule === '' ? undefined : `/v1/rules/${encodeURIComponent(rule)}/revisions`
  const revisions = usePolled<Page<Revision>>(api, path, rarely)
  return (
    <Field name="revision" label={texts.revision} error={undefined}>
      {(field) => (
        <select {...field} value={revision} onChange={(event) => onRevision(event.target.value)}>
          <option value="">{texts.inForce}</option>
          {revisions.data?.items.map((one) => (
            <option key={one.revision} value={one.revision}>
              {texts.version(one.version, one.revision.slice(0, 12))}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
