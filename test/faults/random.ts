// Every random choice of a run comes from here, from one printed seed. Each actor has its own stream, so that they do not disturb each other.

export interface Random {
  /** 0 ≤ x < 1 */
  fraction(): number
  /** from ≤ x ≤ to */
  int(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(choices: readonly [T, ...T[]]): T
  /** A stream of its own for one actor. */
  stream(name: string): Random
}

/** mulberry32 over a seed mixed with the stream's name (FNV-1a). */
export function createRandom(seed: number, name = ''): Random {
  let state = Buffer.from(name).reduce((hash, byte) => Math.imul(hash ^ byte, 16_777_619), seed | 0)
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const int = (from: number, to: number) => from + Math.floor(fraction() * (to - from + 1))
  return {
    fraction,
    int,
    chance: (probability) => fraction() < probability,
    pick: (choices) => choices[int(0, choices.length - 1)] ?? choices[0],
    stream: (other) => createRandom(seed, `${name}/${other}`),
  }
}

/** The same elements in another order. */
export function shuffled<T>(random: Random, elements: readonly T[]): T[] {
  const drawn = elements.map((element) => ({ element, place: random.fraction() }))
  return drawn.toSorted((a, b) => a.place - b.place).map(({ element }) => element)
}
