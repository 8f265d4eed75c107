// The level of an alert: shape, word and colour together, so that colour is never alone.
import type { Level } from '../api-types.ts'
import { wordFor } from '../labels.ts'
import { useSpeech } from '../texts/texts.tsx'

const shapes = {
  info: <circle cx="8" cy="8" r="5.5" fill="none" stroke="currentColor" strokeWidth="2" />,
  watch: (
    <path
      d="M8 2.5 14.2 13.5H1.8Z"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinejoin="round"
    />
  ),
  warning: <path d="M8 1.5 15.2 14.5H.8Z" fill="currentColor" />,
  critical: <path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z" fill="currentColor" />,
} as const

export function LevelMark({ level }: { readonly level: Level }) {
  const { texts } = useSpeech()
  return (
    <span className={`level level-${level}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
        {shapes[level]}
      </svg>
      {wordFor(texts.codes.level, level)}
    </span>
  )
}
