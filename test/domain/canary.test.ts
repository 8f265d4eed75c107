// What the ages of the canary say of the chain.
import { describe, expect, test } from 'vitest'
import { beatSignal, type ChainFacts, judgeChain, standsStill } from '#domain/canary.ts'

const well: ChainFacts = {
  isOpen: true,
  hasReceiver: true,
  counter: 12,
  openedSeconds: 9_000,
  postedSeconds: 30,
  firedSeconds: 29,
  receivedSeconds: 29,
  oldestEntrySeconds: 0,
  oldestTickSeconds: 0,
  quarantined: 0,
}
const judged = (change: Partial<ChainFacts>) => judgeChain({ ...well, ...change }, 180)

describe('the chain', () => {
  test('flows while the last beat is young everywhere', () => {
    expect(judged({})).toEqual({
      status: 'flowing',
      canarySeconds: 29,
      watchdogSeconds: 29,
      findings: [],
    })
  })

  test.each([
    [{ postedSeconds: 181 }, 'canary_not_posted'],
    [{ firedSeconds: 181 }, 'canary_not_fired'],
    [{ receivedSeconds: 181 }, 'canary_not_received'],
    [{ oldestEntrySeconds: 181 }, 'lane_stands'],
    [{ oldestTickSeconds: 181 }, 'lane_stands'],
  ])('%j is silence, with the place where it broke', (change, finding) => {
    expect(judged(change)).toMatchObject({ status: 'silent', findings: [finding] })
  })

  test('the limit itself is not silence', () => {
    expect(judged({ postedSeconds: 180, firedSeconds: 180, receivedSeconds: 180 }).status).toBe('flowing')
  })

  test('a canary that never beat counts from when it was opened', () => {
    const never = { postedSeconds: undefined, firedSeconds: undefined, receivedSeconds: undefined }
    expect(judged({ ...never, openedSeconds: 100 }).status).toBe('flowing')
    expect(judged({ ...never, openedSeconds: 181 }).findings).toHaveLength(3)
  })

  test('without a receiver nothing is asked of one; without a canary only the lanes are looked at', () => {
    expect(judged({ hasReceiver: false, receivedSeconds: undefined })).toMatchObject({
      status: 'flowing',
      watchdogSeconds: undefined,
    })
    const none = {
      isOpen: false,
      postedSeconds: undefined,
      firedSeconds: undefined,
      receivedSeconds: undefined,
    }
    expect(judged(none)).toMatchObject({ status: 'no_canary', canarySeconds: undefined, findings: [] })
    expect(judged({ ...none, oldestEntrySeconds: 200 })).toMatchObject({
      status: 'silent',
      findings: ['lane_stands'],
    })
  })

  test('an entry in quarantine is told and is no silence', () => {
    expect(judged({ quarantined: 1 })).toMatchObject({ status: 'flowing', findings: ['entries_quarantined'] })
  })
})

test('a lane stands still by its oldest entry or its oldest tick', () => {
  expect(standsStill({ oldestEntrySeconds: 60, oldestTickSeconds: 60 }, 60)).toBe(false)
  expect(standsStill({ oldestEntrySeconds: 61, oldestTickSeconds: 0 }, 60)).toBe(true)
  expect(standsStill({ oldestEntrySeconds: 0, oldestTickSeconds: 61 }, 60)).toBe(true)
})

test('beats carry their counter; sixty keys take turns', () => {
  const settings = { source_kind: 'canary', category: 'c', audience: 'canary' }
  const beat = beatSignal(settings, 'XX', 61)
  expect(beat).toMatchObject({
    external_id: 'canary-61',
    counts: { participants: 61 },
    source: { root: 'beat-1' },
  })
  expect('topic' in beat).toBe(false)
})
