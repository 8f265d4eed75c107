// «Cerrar todo»: the sessions and tokens of an office end at once.
import { useState } from 'react'
import { Field } from '../../design/field.tsx'
import { ReasonForm } from '../../design/reason-form.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { peopleTexts } from './texts.ts'

export function CloseOffice() {
  const texts = useTexts(peopleTexts)
  const { me } = useSession()
  const [office, setOffice] = useState(me.office ?? '')
  const [isFrozen, setFrozen] = useState(false)
  const [isClosed, setClosed] = useState(false)
  return (
    <div className="narrow">
      <p>{texts.closeLead}</p>
      <Field name="close-office" label={texts.closeOffice} error={undefined}>
        {(field) => (
          <input
            {...field}
            value={office}
            onChange={(event) => setOffice(event.target.value)}
            autoComplete="off"
          />
        )}
      </Field>
      <label className="check field">
        <input type="checkbox" checked={isFrozen} onChange={(event) => setFrozen(event.target.checked)} />
        {texts.closeFreeze}
      </label>
      {office.trim() !== '' && (
        <ReasonForm
          label={texts.closeLabel}
          confirm={texts.closeConfirm}
          path={`/v1/offices/${encodeURIComponent(office.trim())}:close-all`}
          more={() => ({ freeze: isFrozen })}
          refusals={texts.refusals}
          onDone={() => setClosed(true)}
        />
      )}
      <p role="status" className={isClosed ? 'notice notice-good' : 'visually-hidden'}>
        {isClosed ? texts.closed : ''}
      </p>
    </div>
  )
}
