// Tests look at tables from outside, as the owner. What the product does under test brings its own wall, as it does in production: a process that a
// test starts knows nothing of this file.
import { assumeOutside, login } from '#platform/database/who-asks.ts'

export function lookFromOutside(): void {
  assumeOutside(login)
}

// Every file of tests, by vitest's setupFiles; programs beside it call it themselves.
lookFromOutside()
