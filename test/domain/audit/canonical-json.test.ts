// RFC 8785: its own examples, and that any JSON value survives the round trip in one form only.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '#domain/audit/canonical-json.ts'

test('the examples of RFC 8785, 3.2.2 to 3.2.4', () => {
  const value: unknown = JSON.parse(
    String.raw`{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/","literals":[null,true,false]}`,
  )
  expect(canonicalJson(value)).toBe(
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  )
  const keys = { '€': 1, '\r': 2, '\uFB33': 3, '1': 4, '😀': 5, '\u0080': 6, ö: 7 }
  expect(Object.values(JSON.parse(canonicalJson(keys)) as object)).toHaveLength(7)
  expect(canonicalJson(keys)).toBe(String.raw`{"\r":2,"1":4,"` + '\u0080":6,"ö":7,"€":1,"😀":5,"\uFB33":3}')
})

test('numbers as appendix B writes them', () => {
  const bits: readonly (readonly [hex: string, text: string])[] = [
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
  ]
  for (const [hex, text] of bits) {
    expect(canonicalJson(Buffer.from(hex, 'hex').readDoubleBE()), hex).toBe(text)
  }
})

test('what JSON cannot say is refused', () => {
  for (const value of [Number.NaN, Number.POSITIVE_INFINITY, '\uD800', { '\uDFFF': 1 }, 1n, undefined]) {
    expect(() => canonicalJson(value)).toThrow(TypeError)
  }
})

test('the same value has the same form whatever the order of its keys, and reads back as itself', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false, maxDepth: 3 }), (value) => {
      const text = canonicalJson(value)
      const back: unknown = JSON.parse(text)
      expect(back).toEqual(JSON.parse(JSON.stringify(value)))
      expect(canonicalJson(reversed(back))).toBe(text)
    }),
  )
})

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, one]) => [key, reversed(one)]),
  )
}
