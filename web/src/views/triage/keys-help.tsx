// The shortcuts of the desk, and the switch that turns them off.
import { useEffect, useRef } from 'react'
import { useTexts } from '../../texts/catalogue.ts'
import { triageTexts } from './texts.ts'

export function KeysHelp({
  isOpen,
  isOn,
  onSwitch,
  onClose,
}: {
  readonly isOpen: boolean
  readonly isOn: boolean
  readonly onSwitch: (isOn: boolean) => void
  readonly onClose: () => void
}) {
  const texts = useTexts(triageTexts)
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    if (isOpen) dialog.current?.showModal()
    else dialog.current?.close()
  }, [isOpen])
  return (
    <dialog ref={dialog} className="keys-help" aria-labelledby="keys-title" onClose={onClose}>
      <h2 id="keys-title">{texts.keys}</h2>
      <dl>
        {Object.entries(texts.keyList).map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="check">
        <input type="checkbox" checked={isOn} onChange={(event) => onSwitch(event.target.checked)} />
        {texts.keysOn}
      </label>
      <p>
        <button type="button" onClick={onClose}>
          {texts.close}
        </button>
      </p>
    </dialog>
  )
}
