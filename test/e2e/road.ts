// What the sentences of the main road share: a running product, its callers, and how to wait for what they say.
import { expect, vi } from 'vitest'
import { type Client, clientOf, type Shown } from './client.ts'
import type { World } from './world.ts'

export const WITHIN_5_S = { timeout: 5_000, interval: 50 }
export const SOON = { timeout: 15_000, interval: 50 }

export class Road {
  #world: World | undefined

  open(world: World): void {
    this.#world = world
  }

  get world(): World {
    if (this.#world === undefined) throw new Error('the product did not start')
    return this.#world
  }

  get analyst(): Client {
    return clientOf(this.world, this.world.tokens.analyst)
  }

  get ombudsman(): Client {
    return clientOf(this.world, this.world.tokens.ombudsman)
  }

  get liaison(): Client {
    return clientOf(this.world, this.world.tokens.un_liaison)
  }

  threat(id: string, root: string, changes: object = {}) {
    return {
      external_id: id,
      process: this.world.tokens.process,
      category: 'threat',
      target: { kind: 'candidate' },
      severity: 3,
      place: 'La Paz',
      source: { root },
      consent: { internal: true, ombudsman: true },
      ...changes,
    }
  }

  /** The newest alert of a rule in a department. */
  async alertOf(rule: string, department: string): Promise<Shown | undefined> {
    const { body } = await this.ombudsman.get(`/v1/alerts?rule=${rule}`)
    return body.items.find((one) => one.department === department)
  }

  /** The kinds of what is on record about an alert, the oldest first. */
  async timelineOf(alert: string): Promise<string[]> {
    const { body } = await this.ombudsman.get(`/v1/alerts/${alert}/timeline`)
    return body.items.map((one) => String(one['kind']))
  }

  untilLevel(rule: string, department: string, level: string | null, within = SOON): Promise<Shown> {
    return vi.waitFor(async () => {
      const alert = await this.alertOf(rule, department)
      expect(alert?.level).toBe(level)
      return alert as Shown
    }, within)
  }
}
