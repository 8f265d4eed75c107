// Lets other work of this process run between two batches of a long fold.
import { setImmediate } from 'node:timers/promises'

export async function giveWay(): Promise<void> {
  await setImmediate()
}
