// An alert's record told again up to any line is the alert as it was after that line.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type AlertLife,
  applyAct,
  applyEvaluation,
  isClosed,
  rankOf,
  recordedAs,
} from '#domain/alert/lifecycle.ts'
import { lifeAfter, type PastEvent } from '#domain/alert/past-life.ts'
import type { EvaluationEvent } from '#domain/rules/lane.ts'
import { type LevelName, levelNames } from '#domain/rules/rule.ts'

type Cause =
  | {
      readonly evaluation: EvaluationEvent['kind']
      readonly level: LevelName
      readonly isCorrection: boolean
    }
  | { readonly act: 'acknowledged' | 'unacknowledged' | 'resolved' | 'reopened' | 'comment' | 'reminded' }

const anyLevel = fc.constantFrom(...levelNames)
const cause: fc.Arbitrary<Cause> = fc.oneof(
  fc.record({
    evaluation: fc.constantFrom(
      'reopened',
      'raised',
      'lowered',
      'evidence_withdrawn',
      'recounted',
      'resolved',
      'expired',
    ),
    level: anyLevel,
    isCorrection: fc.boolean(),
  }),
  fc.record({
    act: fc.constantFrom('acknowledged', 'unacknowledged', 'resolved', 'reopened', 'comment', 'reminded'),
  }),
)

interface Told {
  readonly life: AlertLife
  readonly event: PastEvent
}

/** As the acts of people are written. */
function act(before: AlertLife | undefined, kind: Extract<Cause, { act: string }>['act']): Told | undefined {
  if (before === undefined) return undefined
  const moved = applyAct(before, { kind })
  // Closing and reopening by a person go through the lane, which refuses them where they change nothing.
  if (moved === undefined && (kind === 'resolved' || kind === 'reopened')) return undefined
  const life = moved ?? before
  return { life, event: { kind, level: life.level, isByPerson: kind !== 'reminded' } }
}

type Evaluated = Extract<Cause, { evaluation: string }>

/** What evaluation has ended it opens again, or counts anew; it neither moves nor ends it, and begins with no end. */
function isPossible(before: AlertLife | undefined, kind: Evaluated['evaluation']): boolean {
  const isEnd = kind === 'resolved' || kind === 'expired'
  if (before === undefined) return !isEnd
  if (!isClosed(before.state) || before.closedLevel !== null) return true
  return !isEnd && kind !== 'raised' && kind !== 'lowered'
}

/** As scoring writes what evaluation finds. */
function evaluate(before: AlertLife | undefined, one: Evaluated): Told | undefined {
  if (!isPossible(before, one.evaluation)) return undefined
  const isEnd = one.evaluation === 'resolved' || one.evaluation === 'expired'
  const level = isEnd ? null : one.level
  const maxLevel =
    before !== undefined && rankOf(before.maxLevel) > rankOf(level) ? before.maxLevel : one.level
  const kind = before === undefined ? 'fired' : one.evaluation
  const event = { kind, level, maxLevel, notify: true } as EvaluationEvent
  const { kind: recorded } = recordedAs(before, event, one.isCorrection)
  return { life: applyEvaluation(before, event), event: { kind: recorded, level, isByPerson: false } }
}

const tell = (before: AlertLife | undefined, one: Cause) =>
  'act' in one ? act(before, one.act) : evaluate(before, one)

test('after every line, whatever evaluation and people have done', () => {
  fc.assert(
    fc.property(anyLevel, fc.array(cause, { maxLength: 25 }), (first, causes) => {
      const record: PastEvent[] = []
      let life: AlertLife | undefined
      for (const one of [{ evaluation: 'raised', level: first, isCorrection: false } as const, ...causes]) {
        const told = tell(life, one)
        if (told === undefined) continue
        record.push(told.event)
        life = told.life
        const again = lifeAfter(record)
        expect({ ...again, isOpen: !isClosed(again?.state ?? 'expired') }).toEqual({
          ...life,
          isOpen: !isClosed(life.state),
        })
      }
    }),
  )
})

test('without a line there was no alert', () => {
  expect(lifeAfter([])).toBeUndefined()
})
