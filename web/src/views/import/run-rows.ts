// Asks the API for many rows, a part at a time and in order: what a part is refused for as a whole is found by halving it, and what is not
// answered stops the run where it stands.
import { ApiError } from '../../api.ts'

// A part travels within the time that a request may take on a line of 64 kbit/s.
const mostInPart = 250
const mostCharacters = 150_000

/** From `from` on, so many that they travel as one part. */
export function partFrom<Item>(
  items: readonly Item[],
  from: number,
  sizeOf: (item: Item) => number,
): readonly Item[] {
  let size = 0
  let end = from
  while (end < items.length && end - from < mostInPart) {
    const next = sizeOf(items[end] as Item)
    if (end > from && size + next > mostCharacters) break
    size += next
    end += 1
  }
  return items.slice(from, end)
}

/** Some item of the part is at fault, and the rest would be taken without it. */
function isOfContent(error: ApiError): boolean {
  if (error.status === 400 || error.status === 413) return true
  return (
    error.status === 422 &&
    error.fields.length > 0 &&
    error.fields.every(({ pointer }) => pointer.startsWith('/rows'))
  )
}

export async function askByHalves<Item, Verdict>(
  items: readonly Item[],
  ask: (items: readonly Item[]) => Promise<readonly Verdict[]>,
  refused: (item: Item, error: ApiError) => Verdict,
): Promise<readonly Verdict[]> {
  try {
    return await ask(items)
  } catch (error) {
    const [first] = items
    if (first === undefined || !(error instanceof ApiError) || !isOfContent(error)) throw error
    if (items.length === 1) return [refused(first, error)]
    const half = Math.ceil(items.length / 2)
    return [
      ...(await askByHalves(items.slice(0, half), ask, refused)),
      ...(await askByHalves(items.slice(half), ask, refused)),
    ]
  }
}
