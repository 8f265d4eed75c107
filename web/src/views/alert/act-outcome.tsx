// What became of an act: recorded, refused with the reason, or not known.
import { ApiError } from '../../api.ts'
import type { Sending } from '../../design/act.tsx'
import { Failure } from '../../design/parts.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { alertTexts } from './texts.ts'

export function ActOutcome({ state, done }: { readonly state: Sending; readonly done: string }) {
  const words = useTexts(alertTexts)
  return (
    <>
      <div role="status">{state === 'done' && <p className="notice notice-good">{done}</p>}</div>
      {state instanceof ApiError &&
        (state.problem === undefined ? (
          <p className="notice notice-bad" role="alert">
            {words.unknownOutcome}
          </p>
        ) : (
          <Failure error={state} />
        ))}
    </>
  )
}
