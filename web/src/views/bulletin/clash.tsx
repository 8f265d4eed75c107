// Two people wrote one section: what is saved now, what was typed here, and what stands in the fields from now on.
import { useTexts } from '../../texts/catalogue.ts'
import { bulletinTexts } from './texts.ts'
import type { BulletinTexts, SectionName } from './types.ts'
import type { Choice } from './use-draft.ts'

type Text = BulletinTexts[SectionName]

interface Props {
  readonly clash: { readonly theirs: Text; readonly mine: Text }
  readonly onChoose: (choice: Choice) => void
}

export function Clash({ clash, onChoose }: Props) {
  const { write } = useTexts(bulletinTexts)
  const choices = [
    ['both', write.join],
    ['theirs', write.useTheirs],
    ['mine', write.useMine],
  ] as const
  return (
    <div className="notice notice-bad">
      <p>
        <strong>{write.clash}</strong>
      </p>
      <div className="form-row">
        <Version title={write.theirs} text={clash.theirs} />
        <Version title={write.mine} text={clash.mine} />
      </div>
      <div className="form-acts">
        {choices.map(([choice, label]) => (
          <button key={choice} type="button" onClick={() => onChoose(choice)}>
            {label}
          </button>
        ))}
      </div>
    </div>
  )
}

function Version({ title, text }: { readonly title: string; readonly text: Text }) {
  const { write, languageNames } = useTexts(bulletinTexts)
  return (
    <div>
      <h3>{title}</h3>
      <dl>
        {(['es', 'en'] as const).map((one) => (
          <div key={one}>
            <dt className="soft small">{languageNames[one]}</dt>
            <dd className="bulletin-version said" lang={one}>
              {text[one] === '' ? write.empty : text[one]}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
