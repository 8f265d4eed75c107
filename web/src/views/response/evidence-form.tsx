// Evidence that a measure was carried out. A document is hashed on this device and stays with whoever holds it.
import { type FormEvent, useState } from 'react'
import { faultAt, NotDone, textOf, useAct } from '../../design/act.tsx'
import { Field } from '../../design/field.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { responseTexts } from './texts.ts'
import type { ActProps } from './types.ts'

async function sha256Of(file: Blob): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()))
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

export function EvidenceForm({ measure, onDone }: ActProps) {
  const texts = useTexts(responseTexts)
  const act = useAct(onDone)
  const [kind, setKind] = useState('document')
  const [isFileMissing, setFileMissing] = useState(false)
  async function send(data: FormData): Promise<void> {
    const file = data.get('evidence-file')
    const hasFile = file instanceof File && file.size > 0
    setFileMissing(kind === 'document' && !hasFile)
    if (kind === 'document' && !hasFile) return
    const note = textOf(data, 'evidence-note')
    act.post(`/v1/actions/${encodeURIComponent(measure.id)}/evidence`, {
      kind,
      ref: textOf(data, 'evidence-ref'),
      ...(hasFile && kind === 'document' ? { sha256: await sha256Of(file) } : {}),
      ...(note === '' ? {} : { note }),
    })
  }
  function submit(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    void send(new FormData(event.currentTarget))
  }
  return (
    <form onSubmit={submit}>
      <Field name="evidence-kind" label={texts.evidenceKind} error={undefined}>
        {(field) => (
          <select {...field} value={kind} onChange={(event) => setKind(event.target.value)}>
            {Object.entries(texts.evidenceKinds).map(([code, label]) => (
              <option key={code} value={code}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field name="evidence-ref" label={texts.evidenceRef} error={faultAt(act.sending, '/ref')}>
        {(field) => <input {...field} required maxLength={2_000} autoComplete="off" />}
      </Field>
      {kind === 'document' && (
        <Field
          name="evidence-file"
          label={texts.evidenceFile}
          hint={texts.evidenceFileHint}
          error={isFileMissing ? texts.fileMissing : undefined}
        >
          {(field) => <input {...field} type="file" />}
        </Field>
      )}
      <Field name="evidence-note" label={texts.note} error={faultAt(act.sending, '/note')}>
        {(field) => <textarea {...field} rows={2} maxLength={2_000} />}
      </Field>
      <button type="submit" className="primary" aria-disabled={act.sending === 'sending'}>
        {texts.addEvidence}
      </button>
      <NotDone sending={act.sending} refusals={texts.refusals} />
    </form>
  )
}
