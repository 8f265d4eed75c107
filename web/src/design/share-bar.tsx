// A share with its interval: number first, then a zero-based bar with the interval drawn over it.
import './share-bar.css'
import { useSession } from '../session.tsx'

export interface Share {
  readonly value: number
  readonly low: number
  readonly high: number
}

/** «63 %» as the reader's language writes it. */
export function usePercent(): (share: number) => string {
  return useSession().format.percent
}

/** `label`: what a screen reader says for the drawing; the number stands beside it. */
export function ShareBar({ share, label }: { readonly share: Share; readonly label: string }) {
  const percent = usePercent()
  const { value, low, high } = share
  return (
    <span className="share">
      <strong>{percent(value)}</strong>
      <svg viewBox="0 0 120 14" width="120" height="14" role="img" aria-label={label}>
        <rect className="share-ground" x="0" y="3" width="120" height="8" />
        <rect className="share-value" x="0" y="3" width={value * 120} height="8" />
        <path
          className="share-interval"
          d={`M${low * 120} 7H${high * 120}M${low * 120} 2V12M${high * 120} 2V12`}
        />
      </svg>
    </span>
  )
}
