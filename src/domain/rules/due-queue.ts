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

function swap(heap: Tick[], left: number, right: number): void {
  const one = heap[left] as Tick
  heap[left] = heap[right] as Tick
  heap[right] = one
}

function sink(heap: Tick[]): void {
  let place = 0
  for (;;) {
    let first = place
    for (const child of [2 * place + 1, 2 * place + 2]) {
      if (child < heap.length && comesBefore(heap[child] as Tick, heap[first] as Tick)) first = child
    }
    if (first === place) return
    swap(heap, place, first)
    place = first
  }
}

/** Sets the key's next tick; an earlier one in the heap is dropped when it comes up. */
export function schedule({ heap }: DueQueue, key: KeyMemory, due: Instant): void {
  if (key.due === due) return
  key.due = due
  if (due === Infinity) return
  heap.push({ due, key })
  for (let place = heap.length - 1; place > 0; ) {
    const parent = (place - 1) >>> 1
    if (!comesBefore(heap[place] as Tick, heap[parent] as Tick)) return
    swap(heap, place, parent)
    place = parent
  }
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
