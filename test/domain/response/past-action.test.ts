// A measure's record told again up to any line is the measure as it was after that line.
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ActionState, type ActionVerb, stateAfter } from '#domain/response/action.ts'
import { actionAt, type PastStep } from '#domain/response/past-action.ts'

const kinds: Readonly<Record<ActionVerb, string>> = {
  issue: 'issued',
  accept: 'accepted',
  decline: 'declined',
  start: 'started',
  evidence: 'evidenced',
  rate: 'rated',
  edit: 'changed',
}
const act = fc.record({
  verb: fc.constantFrom(...(Object.keys(kinds) as ActionVerb[])),
  due: fc.integer({ min: 1, max: 9 }),
})
const dueOf = (day: number) => `2026-01-0${day}T00:00:00Z`

test('after every line, whatever came later', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.array(act, { maxLength: 12 }), (isTaken, acts) => {
      let state: ActionState = isTaken ? 'taken' : 'recommended'
      let due = dueOf(1)
      const steps: Omit<PastStep, 'isAfter'>[] = []
      const stood: { readonly state: ActionState; readonly due: string }[] = []
      for (const { verb, due: day } of acts) {
        const next = stateAfter(state, verb)
        if (next === undefined) continue
        const body = verb === 'edit' ? { before: { addressee: 'office', due_at: due } } : {}
        if (verb === 'edit') due = dueOf(day)
        state = next
        steps.push({ kind: kinds[verb], body })
        stood.push({ state, due })
      }
      const now = { addressee: 'office', dueAt: Date.parse(due), isHeld: false, isTaken }
      for (const [index, then] of stood.entries()) {
        const told = actionAt(
          now,
          steps.map((one, at) => ({ ...one, isAfter: at > index })),
        )
        expect(told).toEqual({
          state: then.state,
          addressee: 'office',
          dueAt: Date.parse(then.due),
          isHeld: false,
        })
      }
    }),
  )
})

test('what was held back later was not held back before', () => {
  const now = { addressee: 'office', dueAt: null, isHeld: true, isTaken: false }
  const held = (isAfter: boolean) => [{ kind: 'held', isAfter, body: {} }]
  expect([actionAt(now, held(true)).isHeld, actionAt(now, held(false)).isHeld]).toEqual([false, true])
})
