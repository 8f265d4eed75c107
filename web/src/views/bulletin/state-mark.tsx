// How far a bulletin has come: a shape and its word; only what waits for somebody stands out.
import { wordFor } from '../../labels.ts'
import { useTexts } from '../../texts/catalogue.ts'
import { bulletinTexts } from './texts.ts'
import type { BulletinLine } from './types.ts'

const shapes = {
  draft: <circle cx="8" cy="8" r="5.5" fill="none" strokeWidth="2" strokeDasharray="3 2.5" />,
  proposed: (
    <>
      <circle cx="8" cy="8" r="5.5" fill="none" strokeWidth="2" />
      <path d="M8 2.5A5.5 5.5 0 0 0 8 13.5Z" strokeWidth="0" fill="currentColor" />
    </>
  ),
  published: <circle cx="8" cy="8" r="6" fill="currentColor" strokeWidth="0" />,
  withdrawn: <path d="M3.5 3.5 12.5 12.5M12.5 3.5 3.5 12.5" fill="none" strokeWidth="2" />,
} as const

export function StateMark({ state }: { readonly state: BulletinLine['state'] }) {
  const { states } = useTexts(bulletinTexts)
  return (
    <span className={`bulletin-state bulletin-${state}`}>
      <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true" stroke="currentColor">
        {shapes[state]}
      </svg>
      {wordFor(states, state)}
    </span>
  )
}
