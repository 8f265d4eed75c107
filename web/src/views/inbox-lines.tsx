// The lines of a message, as they were told: first what to do and by when, then the rest; labels apart from what they say.
import { useSpeech } from '../texts/texts.tsx'

interface Line {
  readonly text: string
  /** Undefined for a sentence, or one of a list of other changes. */
  readonly label: string | undefined
  /** In capitals: that it may not be passed on. */
  readonly isWarning: boolean
}

/** «Dónde: La Paz» → «Dónde», «La Paz». The mark of an exercise stands before the title already. */
function lineOf(line: string): Line {
  const plain = line.replace(/^\[[^\]]+\] /, '')
  const [, label = '', text = ''] = /^([^:·]{2,60}): (.+)$/s.exec(plain) ?? []
  const isWarning = label !== '' && label === label.toUpperCase()
  return label === '' || isWarning ? { label: undefined, text: plain, isWarning } : { label, text, isWarning }
}

export function MessageLines({ lines }: { readonly lines: readonly string[] }) {
  const { texts } = useSpeech()
  const all = lines.map(lineOf)
  // In the words of the message itself (message-text.ts of the server): it is stored as text.
  const isFirst = ({ label, isWarning }: Line) =>
    isWarning || (label !== undefined && texts.inbox.actLabels.includes(label))
  return (
    <>
      <Lines lines={all.filter(isFirst)} labelClass="strong" />
      <Lines lines={all.filter((one) => !isFirst(one))} labelClass="soft" />
    </>
  )
}

function Lines({ lines, labelClass }: { readonly lines: readonly Line[]; readonly labelClass: string }) {
  if (lines.length === 0) return null
  return (
    <ul className="plain lines">
      {lines.map(({ label, text }) => (
        <li key={`${label ?? ''}: ${text}`}>
          {label !== undefined && (
            <>
              <span className={labelClass}>{label}:</span>{' '}
            </>
          )}
          {text}
        </li>
      ))}
    </ul>
  )
}
