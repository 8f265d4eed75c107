import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  type Absence,
  emptyTimesOf,
  gapsOf,
  nextChange,
  onDuty,
  type Rota,
  type Shift,
} from '#domain/response/rota.ts'

const person = (code: string) => ({ person: code, name: `Name of ${code}`, channels: null })
const shift = (code: string, from: number, to: number): Shift => ({ ...person(code), from, to })
const absence = (code: string, from: number, to: number, cover: string | null): Absence => ({
  person: code,
  from,
  to,
  cover: cover === null ? null : person(cover),
})
const rota = (changes: Partial<Rota> = {}): Rota => ({ shifts: [], absences: [], fallback: null, ...changes })
const who = (given: Rota, at: number) => onDuty(given, at).map((one) => `${one.person} ${one.because}`)

test.each<[string, Rota, number, string[]]>([
  ['a shift begins with its first instant', rota({ shifts: [shift('ana', 10, 20)] }), 10, ['ana shift']],
  ['and its end is the next one’s', rota({ shifts: [shift('ana', 10, 20)] }), 20, []],
  [
    'two at once',
    rota({ shifts: [shift('ana', 0, 20), shift('luis', 10, 30), shift('ana', 5, 20)] }),
    15,
    ['ana shift', 'luis shift'],
  ],
  [
    'an absence is covered',
    rota({ shifts: [shift('ana', 0, 20)], absences: [absence('ana', 5, 15, 'luis')] }),
    5,
    ['luis cover'],
  ],
  [
    'the cover is absent too, and covered',
    rota({
      shifts: [shift('ana', 0, 20)],
      absences: [absence('ana', 0, 20, 'luis'), absence('luis', 0, 20, 'eva')],
    }),
    5,
    ['eva cover'],
  ],
  [
    'two that cover each other are both away',
    rota({
      shifts: [shift('ana', 0, 20)],
      absences: [absence('ana', 0, 20, 'luis'), absence('luis', 0, 20, 'ana')],
      fallback: person('head'),
    }),
    5,
    ['head fallback'],
  ],
  ['nobody, then the fallback', rota({ fallback: person('head') }), 5, ['head fallback']],
  [
    'a fallback who is absent is nobody',
    rota({ fallback: person('head'), absences: [absence('head', 0, 10, null)] }),
    5,
    [],
  ],
])('%s', (_name, given, at, expected) => {
  expect(who(given, at)).toEqual(expected)
})

test('a fallback person does not fill a gap; touching gaps are one', () => {
  const given = rota({
    shifts: [shift('ana', 10, 20), shift('luis', 30, 40)],
    absences: [absence('ana', 15, 20, null)],
    fallback: person('head'),
  })
  expect(gapsOf(given, 0, 50)).toEqual([
    { from: 0, to: 10 },
    { from: 15, to: 30 },
    { from: 40, to: 50 },
  ])
  expect(gapsOf(given, 12, 14)).toEqual([])
  expect(nextChange(given, 10)).toBe(15)
  expect(nextChange(given, 40)).toBeUndefined()
})

test('a fallback person who is there leaves no time empty; while away, and where there is none, it is', () => {
  const shifts = [shift('ana', 10, 20), shift('luis', 30, 40)]
  const withHead = rota({ shifts, fallback: person('head'), absences: [absence('head', 25, 45, null)] })
  expect(emptyTimesOf(rota({ shifts, fallback: person('head') }), 0, 50)).toEqual([])
  expect(emptyTimesOf(withHead, 0, 50)).toEqual([
    { from: 25, to: 30 },
    { from: 40, to: 45 },
  ])
  expect(emptyTimesOf(rota({ shifts }), 0, 50)).toEqual(gapsOf(rota({ shifts }), 0, 50))
})

const codes = fc.constantFrom('a', 'b', 'c', 'd')
const span = fc
  .tuple(fc.nat(30), fc.nat(30))
  .map(([one, other]) => [Math.min(one, other), Math.max(one, other)] as const)
const aRota = fc.record({
  shifts: fc.array(
    fc.tuple(codes, span).map(([code, [from, to]]) => shift(code, from, to)),
    { maxLength: 6 },
  ),
  absences: fc.array(
    fc
      .tuple(codes, span, fc.option(codes))
      .map(([code, [from, to], cover]) => absence(code, from, to, cover)),
    { maxLength: 4 },
  ),
  fallback: fc.option(codes.map(person)),
})

test('gaps are exactly the instants at which nobody is on a shift', () => {
  fc.assert(
    fc.property(aRota, span, (given, [from, to]) => {
      const gaps = gapsOf(given, from, to)
      for (let at = from; at < to; at += 1) {
        const isGap = gaps.some((gap) => gap.from <= at && at < gap.to)
        expect(isGap).toBe(onDuty({ ...given, fallback: null }, at).length === 0)
      }
      for (const [index, gap] of gaps.entries()) {
        expect(gap.from).toBeLessThan(gap.to)
        expect(gap.from).toBeGreaterThan(gaps[index - 1]?.to ?? -1)
      }
    }),
  )
})

test('empty times are exactly the instants at which nobody can be called', () => {
  fc.assert(
    fc.property(aRota, span, (given, [from, to]) => {
      const empty = emptyTimesOf(given, from, to)
      for (let at = from; at < to; at += 1) {
        expect(empty.some((one) => one.from <= at && at < one.to)).toBe(onDuty(given, at).length === 0)
      }
    }),
  )
})

test('between two changes the same people are on duty, and never anybody who is absent', () => {
  fc.assert(
    fc.property(aRota, fc.nat(30), (given, at) => {
      const until = nextChange(given, at) ?? 40
      for (let later = at; later < until; later += 1) expect(who(given, later)).toEqual(who(given, at))
      for (const one of onDuty(given, at)) {
        const isAway = given.absences.some(
          (away) => away.person === one.person && away.from <= at && at < away.to,
        )
        expect(isAway).toBe(false)
      }
    }),
  )
})
