// The life of a measure: every verb in every state, who may rate, what is overdue, what is held back.
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type ActionState,
  type ActionVerb,
  actionStates,
  heldReason,
  isOutside,
  isOverdue,
  isRatingProven,
  stateAfter,
  verbsOf,
} from '#domain/response/action.ts'

test.each<[ActionState, ActionVerb[]]>([
  ['recommended', ['issue', 'edit']],
  ['issued', ['accept', 'decline', 'start', 'evidence', 'rate', 'edit']],
  ['accepted', ['decline', 'start', 'evidence', 'rate', 'edit']],
  ['declined', ['rate']],
  ['started', ['evidence', 'rate', 'edit']],
  ['evidenced', ['evidence', 'rate']],
  ['taken', ['evidence', 'rate']],
  ['rated', ['evidence', 'rate']],
])('%s allows %j', (state, verbs) => {
  expect(verbsOf(state)).toEqual(verbs)
})

test('any course of verbs ends in a known state; recommended is never come back to, and what was rated stays rated', () => {
  const verb = fc.constantFrom<ActionVerb>('issue', 'accept', 'decline', 'start', 'evidence', 'rate', 'edit')
  fc.assert(
    fc.property(fc.constantFrom(...actionStates), fc.array(verb, { maxLength: 30 }), (first, verbs) => {
      let state = first
      for (const one of verbs) {
        const next = stateAfter(state, one) ?? state
        expect(actionStates).toContain(next)
        if (state !== 'recommended') expect(next).not.toBe('recommended')
        if (state === 'rated') expect(next).toBe('rated')
        state = next
      }
    }),
  )
})

test.each<[ActionState, number | null, boolean]>([
  ['recommended', 9, true],
  ['issued', 10, true],
  ['started', 11, false],
  ['accepted', null, false],
  ['evidenced', 9, false],
  ['declined', 9, false],
  ['taken', 9, false],
  ['rated', 9, false],
])('%s, due at %j, at 10: overdue %s', (state, dueAt, overdue) => {
  expect(isOverdue({ state, dueAt }, 10)).toBe(overdue)
})

test('a measure for the institution of the alleged actor is held back', () => {
  expect(heldReason('state_security', ['party', 'state_security'])).toBe('conflict_of_interest')
  expect(heldReason('state_security', ['party'])).toBeUndefined()
  expect(heldReason(null, ['party'])).toBeUndefined()
})

describe('who rates stands outside', () => {
  const members = (audience: string) => (audience === 'offices' ? ['office-norte'] : [])
  test.each<[string, string | null, string, string[], boolean]>([
    ['ana', null, 'police', [], true],
    ['ana', 'duty', 'police', [], true],
    ['ana', 'duty', 'duty', [], false],
    ['ana', 'office-norte', 'offices', [], false],
    ['ana', 'office-sur', 'offices', [], true],
    ['ana', 'duty', 'police', ['luis', 'ana'], false],
  ])('%s of %j rates what %s was asked, done by %j: %s', (person, office, addressee, doers, may) => {
    expect(isOutside({ person, office }, addressee, doers, members)).toBe(may)
  })
})

test('without evidence the rating is none', () => {
  expect([0, 1, 4].map((rating) => isRatingProven(rating, 0))).toEqual([true, false, false])
  expect([0, 1, 4].map((rating) => isRatingProven(rating, 1))).toEqual([true, true, true])
})
