// The log of what clients attempted and what they were told: invoke, then ok, fail or unknown. The checker judges by it.
import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'

export const operationKinds = ['signal', 'correction', 'retraction', 'acknowledgement'] as const
export type OperationKind = (typeof operationKinds)[number]

export interface Operation {
  /** Written into the title, reason or note, so that its effect can be found in the database without the product's help. */
  readonly marker: string
  readonly kind: OperationKind
  readonly key: string | undefined
  readonly externalId: string | undefined
  readonly bodyHash: string
  outcome: 'open' | 'ok' | 'fail' | 'unknown'
  status: number | undefined
  /** Some try of it ended without an answer, or with one that asks to try again. */
  wasUnknown: boolean
  tries: number
  /** Every id that an acknowledgement named; more than one is a contradiction. */
  readonly ids: Set<string>
}

export interface OperationLog {
  readonly all: readonly Operation[]
  /** Answers that no fault excuses: 5xx other than 503. */
  readonly faultyAnswers: string[]
  invoke(one: Pick<Operation, 'marker' | 'kind' | 'key' | 'externalId'>, body: unknown): Operation
  settle(one: Operation, outcome: 'ok' | 'fail' | 'unknown', status?: number, id?: string): void
  close(): void
}

export function createOperationLog(file: string): OperationLog {
  const all: Operation[] = []
  const faultyAnswers: string[] = []
  const out = createWriteStream(file)
  const start = performance.now()
  const write = (type: string, one: Operation, more: object = {}) => {
    const at = Math.round(performance.now() - start)
    out.write(`${JSON.stringify({ at, type, kind: one.kind, marker: one.marker, ...more })}\n`)
  }
  return {
    all,
    faultyAnswers,
    invoke(given, body) {
      const one: Operation = {
        ...given,
        bodyHash: createHash('sha256').update(JSON.stringify(body)).digest('hex'),
        outcome: 'open',
        status: undefined,
        wasUnknown: false,
        tries: 0,
        ids: new Set(),
      }
      all.push(one)
      write('invoke', one, { key: one.key, bodyHash: one.bodyHash })
      return one
    },
    settle(one, outcome, status, id) {
      one.tries += 1
      if (outcome === 'unknown') one.wasUnknown = true
      // What was acknowledged once stays acknowledged, whatever a later copy of it was told.
      if (one.outcome !== 'ok') one.outcome = outcome
      one.status = status
      if (id !== undefined) one.ids.add(id)
      write(outcome, one, { status, id })
    },
    close: () => void out.end(),
  }
}
