// How long somebody who failed has to wait: free at first, then twice as long each time, up to 42 seconds.

const LONGEST_SECONDS = 42

/** `failures`: those so far, this one included; `free`: how many cost nothing. */
export function delayAfter(failures: number, free: number): number {
  if (failures < free) return 0
  return Math.min(LONGEST_SECONDS, 2 ** Math.min(failures - free, 10))
}
