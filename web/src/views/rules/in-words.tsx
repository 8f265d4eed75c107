// A rule in plain words.
import { useMemo } from 'react'
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
      list: (items: readonly string[]) => format.list(items),
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
              <li key={line}>{line}</li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  )
}
