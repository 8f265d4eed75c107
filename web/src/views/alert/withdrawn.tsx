// Evidence that was withdrawn after an alert rested on it, and what the evaluation without it found.
import type { Why } from '../../api-types.ts'
import { LevelMark } from '../../design/level-mark.tsx'
import { Moment } from '../../design/parts.tsx'
import { wordFor } from '../../labels.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { useSpeech } from '../../texts/texts.tsx'
import { alertTexts } from './texts.ts'

export function WithdrawnBanner({ why }: { readonly why: Why }) {
  const words = useTexts(alertTexts)
  const { texts, language } = useSpeech()
  const { withdrawn, reevaluated: found } = why
  if (withdrawn.length === 0 || found === null) return null
  return (
    <section className="notice notice-bad" aria-label={words.withdrawn}>
      <p>
        <strong>{texts.alert.withdrawn(withdrawn.length)}</strong>
      </p>
      <p>
        {words.reevaluated}: {wordFor(texts.codes.eventKind, found.kind)} ·{' '}
        {found.level === null ? words.noLevel : <LevelMark level={found.level} />} ·{' '}
        <Moment at={found.as_of} />
      </p>
      <p>{found.explain[language]}</p>
    </section>
  )
}
