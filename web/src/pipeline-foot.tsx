// The foot of every page: whether a warning would get through now, by the age of the canary that walks the whole road.
import type { Answers } from './api-schema.ts'
import { Moment } from './design/parts.tsx'
import { isStale, useNow, usePolled } from './live.ts'
import { useSession } from './session.tsx'
import { useSpeech } from './texts/texts.tsx'

type Pipeline = Answers['GET /health/pipeline']
// The canary walks every minute.
const everyMs = 20_000

export function PipelineFoot() {
  const { texts } = useSpeech()
  const { api } = useSession()
  const now = useNow()
  const { data, error, answeredAt } = usePolled<Pipeline>(api, '/health/pipeline', everyMs)
  // A road that is cut answers 503 with the same body; to the console it is an answer.
  const health = pipelineOf(error?.problem) ?? data
  const words = texts.pipeline
  const state = isStale(answeredAt, now) && error !== undefined ? undefined : health?.status
  return (
    <footer className="foot">
      <p role="status" className={state === 'silent' ? 'foot-silent' : undefined}>
        {state === undefined ? words.unknown : words[state]}
        {health !== undefined && health.canary_age_seconds !== null && (
          <> · {words.age(Math.round(health.canary_age_seconds))}</>
        )}
      </p>
      {answeredAt !== undefined && (
        <p className="foot-read">
          {words.read} <Moment at={new Date(answeredAt).toISOString()} withAge={false} />
        </p>
      )}
    </footer>
  )
}

function pipelineOf(body: unknown): Pipeline | undefined {
  const isPipeline = typeof body === 'object' && body !== null && 'canary_age_seconds' in body
  return isPipeline ? (body as Pipeline) : undefined
}
