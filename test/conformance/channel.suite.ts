// What every channel must do, whatever it sends over.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { SendingChannel, Target } from '#delivery/channels/channel.ts'
import type { Message } from '#domain/delivery/message.ts'

/** One message as it arrived at the other side. */
export interface Arrived {
  readonly id: string
  readonly bytes: string
}

export interface Rig {
  readonly channel: SendingChannel
  /** A message of this channel, which holds the word «Puerto», and one of another. */
  readonly message: Message
  readonly foreign: Message
  readonly target: Target
  /** undefined: the row is the message, nothing arrives anywhere. */
  readonly otherSide?: {
    arrived(): readonly Arrived[]
    acceptAgain(): void
    refuseForNow(): void
    refuseForGood(): void
    fallSilent(): void
  }
  close(): Promise<void>
}

const patience = () => AbortSignal.timeout(10_000)

export function channelConformance(name: string, open: () => Promise<Rig>): void {
  describe(`channel ${name}`, () => {
    let rig: Rig
    const send = (message: Message = rig.message, deadline = patience()) =>
      rig.channel.send(message, rig.target, deadline)
    beforeAll(async () => {
      rig = await open()
    })
    beforeEach(() => rig.otherSide?.acceptAgain())
    afterAll(() => rig.close())

    test('accepts a message of its kind, and it arrives whole', async () => {
      expect(await send()).toMatchObject({ outcome: 'accepted' })
      const arrived = rig.otherSide?.arrived().at(-1)
      if (rig.otherSide !== undefined) expect(arrived?.bytes).toContain('Puerto')
    })

    test('the same delivery sent again carries the same id and the same bytes', async () => {
      await send()
      await send()
      const [first, second] = rig.otherSide?.arrived().slice(-2) ?? []
      expect(second).toEqual(first)
      if (rig.otherSide !== undefined) expect(second?.id).toContain(rig.target.deliveryId)
    })

    test('a message of another kind is refused, and nothing leaves', async () => {
      const before = rig.otherSide?.arrived().length
      expect(await send(rig.foreign)).toMatchObject({ outcome: 'rejected' })
      expect(rig.otherSide?.arrived().length).toBe(before)
    })

    test('a refusal for now is tried again, a final one is not', async () => {
      if (rig.otherSide === undefined) return expect(rig.channel.isOwnRow).toBe(true)
      rig.otherSide.refuseForNow()
      expect(await send()).toMatchObject({ outcome: 'retry' })
      rig.otherSide.refuseForGood()
      expect(await send()).toMatchObject({ outcome: 'rejected' })
    })

    test('another side that says nothing is left at the deadline and tried again', async () => {
      if (rig.otherSide === undefined) return expect(rig.channel.isOwnRow).toBe(true)
      rig.otherSide.fallSilent()
      expect(await send(rig.message, AbortSignal.timeout(150))).toMatchObject({
        outcome: 'retry',
        detail: 'no answer before the deadline',
      })
    })
  })
}
