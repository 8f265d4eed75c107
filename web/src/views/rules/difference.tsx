// The lines of a rule that change, with a few equal ones around them; each change has a sign and a word beside its colour.
import { useTexts } from '../../texts/catalogue.ts'
import { type DiffLine, lineDiff } from './line-diff.ts'
import { rulesTexts } from './texts.ts'

const around = 2

interface Shown {
  readonly line?: DiffLine
  readonly skipped?: number
}

/** Equal lines far from every change are counted instead of shown. */
function shownLines(lines: readonly DiffLine[]): Shown[] {
  const near = lines.map((_, at) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== 'same'),
  )
  const shown: Shown[] = []
  let skipped = 0
  lines.forEach((line, at) => {
    if (near[at] === true) {
      if (skipped > 0) shown.push({ skipped })
      skipped = 0
      shown.push({ line })
    } else skipped += 1
  })
  return skipped > 0 && shown.length > 0 ? [...shown, { skipped }] : shown
}

export function Difference({
  before,
  after,
  title,
}: {
  readonly before: string
  readonly after: string
  readonly title: string
}) {
  const texts = useTexts(rulesTexts)
  const lines = shownLines(lineDiff(before, after))
  const sign = { added: '+', removed: '−', same: ' ' } as const
  const word = { added: texts.added, removed: texts.removed, same: '' } as const
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {lines.length === 0 && <p className="soft">{texts.noDifference}</p>}
      {lines.length > 0 && (
        <div className="rule-diff" role="group" tabIndex={0} aria-label={title} translate="no">
          {lines.map(({ line, skipped }, at) =>
            line === undefined ? (
              // The lines have no identity but their order.
              // oxlint-disable-next-line react/no-array-index-key
              <p key={at} className="soft">
                {texts.skipped(skipped ?? 0)}
              </p>
            ) : (
              <p key={at} className={`diff-${line.kind}`}>
                <span aria-hidden="true">{sign[line.kind]} </span>
                {line.kind !== 'same' && <span className="visually-hidden">{word[line.kind]}: </span>}
                {line.text}
              </p>
            ),
          )}
        </div>
      )}
    </section>
  )
}
