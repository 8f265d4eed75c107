// What stands behind the numbers of an alert: the factors of a composite with their weights, and the signals that do not count, with the reason.
import type { Why } from '../../api-types.ts'
import { Table } from '../../design/table.tsx'
import { wordFor } from '../../labels.ts'
import { Link } from '../../route.tsx'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { alertTexts } from './texts.ts'

/** A table for each measure that weighs several others. */
export function Factors({ why }: { readonly why: Why }) {
  const words = useTexts(alertTexts)
  const { texts } = useSpeech()
  const { format } = useSession()
  const shown = (value: number | null) => (value === null ? texts.alert.notKnown : format.number(value))
  return Object.entries(why.factors).map(([measure, factors]) => (
    <Table
      key={measure}
      caption={words.factorsOf(measure)}
      heads={[words.factor, words.nature, texts.alert.observed, words.scale, words.weight, words.share]}
      rows={factors.map((one) => ({
        key: one.measure,
        cells: [
          <code key="measure">{one.measure}</code>,
          wordFor(words.natures, one.nature),
          shown(one.x),
          shown(one.q),
          format.number(one.weight),
          shown(one.share),
        ],
      }))}
    />
  ))
}

type Cause = Why['excluded'][number]['why']
const causes: readonly Cause[] = ['retracted', 'rejected', 'changed', 'over_cap']

/** Signals that would have counted and do not. */
export function Excluded({ why }: { readonly why: Why }) {
  const words = useTexts(alertTexts)
  const groups = causes
    .map((cause) => ({ cause, signals: why.excluded.filter((one) => one.why === cause) }))
    .filter(({ signals }) => signals.length > 0)
  return (
    <div className={groups.length === 0 ? 'no-print' : undefined}>
      <h3>{words.excluded}</h3>
      {groups.length === 0 ? (
        <p className="soft">{words.noneExcluded}</p>
      ) : (
        <ul>
          {groups.map(({ cause, signals }) => (
            <li key={cause}>
              {words.excludedFor[cause](signals.length)}:{' '}
              {signals.map(({ signal }, at) => (
                <span key={signal}>
                  {at > 0 && ', '}
                  <SignalName id={signal} />
                </span>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** The end of its number, as everywhere; a link for whoever works at the desk of verification. */
function SignalName({ id }: { readonly id: string }) {
  const { can } = useSession()
  const name = <code>{id.slice(-8)}</code>
  return can('signals:grade') ? <Link href={`/triage/${id}`}>{name}</Link> : name
}
