// The ticks to come of the keys in memory: a binary heap by (due, rule id, key), so that ticks of one instant have one order.
import type { Instant } from '../time.ts'
import type { KeyMemory } from './key-memory.ts'

interface Tick {
  readonly due: Instant
  readonly key: KeyMemory
}

export interface DueQueue {
  readonly heap: Tick[]
}

function comesBefore(left: Tick, right: Tick): boolean {
  if (left.due !== right.due) return left.due < right.due
  if (left.key.rule.id !== right.key.rule.id) return left.key.rule.id < right.key.rule.id
  return left.key.text < right.key.text
}

/** Moves the tick at `place` towards the top until its parent comes before it. */
function rise(heap: Tick[], from: number): void {
  let place = from
  for (;;) {
    const parent = (place - 1) >>> 1
    const [one, above] = [heap[place], heap[parent]]
    if (place === 0 || one === undefined || above === undefined || !comesBefore(one, above)) return
    heap[place] = above
    heap[parent] = one
    place = parent
  }
}

function sink(heap: Tick[]): void {
  let place = 0
  for (;;) {
    const one = heap[place]
    const [left, right] = [heap[2 * place + 1], heap[2 * place + 2]]
    if (one === undefined || left === undefined) return
    const isRight = right !== undefined && comesBefore(right, left)
    const first = isRight ? right : left
    if (!comesBefore(first, one)) return
    heap[place] = first
    place = 2 * place + (isRight ? 2 : 1)
    heap[place] = one
  }
}

/** Sets the key's next tick; an earlier one in the heap is dropped when it comes up. */
export function schedule({ heap }: DueQueue, key: KeyMemory, due: Instant): void {
  if (key.due === due) return
  key.due = due
  if (due === Infinity) return
  heap.push({ due, key })
  rise(heap, heap.length - 1)
}

/** Takes the first key that is due by the instant, or undefined. Its tick is then no longer set. */
export function takeDue(
  { heap }: DueQueue,
  by: Instant,
): { readonly key: KeyMemory; readonly due: Instant } | undefined {
  for (;;) {
    const first = heap[0]
    if (first === undefined || first.due > by) return undefined
    const last = heap.pop()
    if (last !== undefined && heap.length > 0) {
      heap[0] = last
      sink(heap)
    }
    if (first.key.due === first.due) {
      first.key.due = Infinity
      return first
    }
  }
}
