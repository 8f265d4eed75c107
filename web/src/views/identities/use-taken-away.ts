// Takes what was opened off the page: when its time is over, and when the page goes out of sight.
import { useEffect, useRef } from 'react'

/** The reader hid it; its time is over; the page was left. */
export type WhyAway = 'hidden' | 'over' | 'left'

const lookMs = 1_000

/** By the seconds that the server gave, not by its hour: the clock of a device may be wrong, and stands still while it sleeps. */
export function useTakenAway(secondsLeft: number, takeAway: (why: WhyAway) => void): void {
  const take = useRef(takeAway)
  take.current = takeAway
  useEffect(() => {
    const wall = Date.now()
    const steady = performance.now()
    const timer = setInterval(() => {
      const passed = Math.max(Date.now() - wall, performance.now() - steady)
      if (passed >= secondsLeft * 1_000) take.current('over')
    }, lookMs)
    function leave(): void {
      if (document.hidden) take.current('left')
    }
    function goAway(): void {
      take.current('left')
    }
    document.addEventListener('visibilitychange', leave)
    addEventListener('pagehide', goAway)
    return () => {
      clearInterval(timer)
      document.removeEventListener('visibilitychange', leave)
      removeEventListener('pagehide', goAway)
    }
  }, [secondsLeft])
}
