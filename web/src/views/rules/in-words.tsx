// A rule in plain words.
import { Fragment, useMemo } from 'react'
import { useSession } from '../../session.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { readRule } from './reading.ts'
import { parseRule } from './rule-text.ts'
import { rulesTexts } from './texts.ts'

/** The rule in plain words, anew with every letter that is written. */
export function InWords({ text }: { readonly text: string }) {
  const texts = useTexts(rulesTexts)
  const { language, texts: common } = useSpeech()
  const { labels, format } = useSession()
  const read = useMemo(() => {
    const doc = parseRule(text)
    const reader = {
      words: texts.reading,
      labels,
      list: format.list,
      either: format.either,
      levels: common.codes.level,
      language,
    }
    return doc === undefined ? undefined : readRule(doc.toJS(), reader)
  }, [text, texts, labels, format, common, language])
  return (
    <section className="rule-reading" aria-labelledby="rule-in-words">
      <h2 id="rule-in-words">{texts.inWords}</h2>
      {read === undefined && <p className="soft">{texts.notReadable}</p>}
      {read?.map(({ title, lines }) => (
        <div key={title}>
          <h3>{title}</h3>
          <ul>
            {lines.map((line) => (
              <li key={line}>
                <WithNames line={line} />
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}

/** What stands between backquotes is a name out of the rule: the same in every language. */
function WithNames({ line }: { readonly line: string }) {
  return line.split('`').map((part, index) =>
    // The parts of a line never change places.
    // biome-ignore lint/suspicious/noArrayIndexKey: see above
    index % 2 === 1 ? (
      <code key={index} translate="no">
        {part}
      </code>
    ) : (
      <Fragment key={index}>{part}</Fragment>
    ),
  )
}
