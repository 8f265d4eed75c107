// Two people write one bulletin: what was typed is never given up, and what the other one saved is never overwritten unseen.
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { draftFrom, edited, joined, rebased, saved } from '../../../web/src/views/bulletin/merge.ts'
import { type BulletinTexts, sections } from '../../../web/src/views/bulletin/types.ts'

const text = fc.record({
  es: fc.constantFrom('', 'uno', 'dos', 'tres'),
  en: fc.constantFrom('', 'one', 'two', 'three'),
})
const texts: fc.Arbitrary<BulletinTexts> = fc.record({
  summary: text,
  map: text,
  places: text,
  alerts: text,
  response: text,
})

test('every section stands with what was typed in it, or with what is saved now where nothing was typed', () => {
  fc.assert(
    fc.property(texts, texts, texts, (seen, typed, theirs) => {
      const draft = { ...draftFrom({ version: 1, texts: seen }), texts: typed }
      const next = rebased(draft, { version: 2, texts: theirs })
      const written = edited(draft)
      for (const one of sections) {
        expect(next.texts[one]).toEqual(written.includes(one) ? typed[one] : theirs[one])
        const isClash =
          written.includes(one) &&
          JSON.stringify(seen[one]) !== JSON.stringify(theirs[one]) &&
          JSON.stringify(typed[one]) !== JSON.stringify(theirs[one])
        expect(next.clashes[one]).toEqual(isClash ? { theirs: theirs[one], mine: typed[one] } : undefined)
      }
      expect(next.version).toBe(2)
      // What is sent next is what is not stored yet, and nothing else.
      for (const one of edited(next)) expect(next.texts[one]).not.toEqual(theirs[one])
    }),
  )
})

test('an answer that was lost leaves nothing to save: what is stored already is no change', () => {
  fc.assert(
    fc.property(texts, texts, (seen, typed) => {
      const draft = { ...draftFrom({ version: 1, texts: seen }), texts: typed }
      const next = rebased(draft, { version: 2, texts: typed })
      expect([edited(next), next.clashes]).toEqual([[], {}])
    }),
  )
})

test('what is typed while the texts are being saved is still to be saved', () => {
  fc.assert(
    fc.property(texts, texts, texts, (seen, sent, typed) => {
      const draft = { ...draftFrom({ version: 1, texts: seen }), texts: typed }
      const next = saved(draft, { version: 2, texts: sent })
      for (const one of sections)
        expect(edited(next).includes(one)).toBe(JSON.stringify(typed[one]) !== JSON.stringify(sent[one]))
      expect(next.texts).toEqual(typed)
    }),
  )
})

test('joined, both stand below each other, and an empty one leaves no gap', () => {
  expect(joined({ es: 'a', en: '' }, { es: 'b', en: 'c' })).toEqual({ es: 'a\n\nb', en: 'c' })
})
