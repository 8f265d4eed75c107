// Evidence that was withdrawn after an alert rested on it, and what the evaluation without it found.
import type { Why } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { alertTexts } from './texts.ts'

// Found before the withdrawal was known: says nothing of it.
const former = new Set(['fired', 'raised', 'reopened'])

export function WithdrawnBanner({ why }: { readonly why: Why }) {
  const words = useTexts(alertTexts)
  const { texts, language } = useSpeech()
  if (why.withdrawn.length === 0) return null
  return (
    <section className="notice notice-bad" aria-label={words.withdrawn}>
      <p>
        <strong>{texts.alert.withdrawn(why.withdrawn.length)}</strong>
      </p>
      {former.has(why.kind) ? (
        <p>{words.notReevaluated}</p>
      ) : (
        <p>
          {words.reevaluated}: {wordFor(texts.codes.eventKind, why.kind)},{' '}
          {why.level === null ? words.noLevel : <LevelMark level={why.level} />}. {why.explain[language]}{' '}
          <span className="soft">
            <Moment at={why.as_of} />
          </span>
        </p>
      )}
    </section>
  )
}
