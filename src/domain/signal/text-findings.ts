// What the free texts of a report seem to hold that should not leave: told to whoever sends it, field by field.
import { type Finding, findPersonalData } from '../do-no-harm/free-text.ts'
import type { CountryPack } from '../pack.ts'
import type { SignalBody } from './signal.ts'

export interface TextFinding extends Finding {
  readonly pointer: string
}

export function findingsIn(
  body: Pick<SignalBody, 'title' | 'narrative' | 'public_text'>,
  pack: Pick<CountryPack, 'personalForms'>,
): TextFinding[] {
  return (['title', 'narrative', 'public_text'] as const).flatMap((field) =>
    findPersonalData(body[field] ?? '', pack.personalForms).map((one) => ({ pointer: `/${field}`, ...one })),
  )
}
