// An import in work: kept in memory only, so that it survives a change of view or a new sign-in, and nothing else. The view knows its shape.

let work: unknown

export function readImportWork(): unknown {
  return work
}

export function keepImportWork(next: unknown): void {
  work = next
}

export function clearImportWork(): void {
  work = undefined
}
