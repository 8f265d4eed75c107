// The main road in sentences, told to a running product from outside. The same list in every form that the product can run in.
import { afterAll, beforeAll, describe } from 'vitest'
import { Road } from './road.ts'
import { alertRoad } from './road-of-an-alert.suite.ts'
import { revisionRoad } from './road-of-revisions.suite.ts'
import { timeRoad } from './road-of-time.suite.ts'
import type { World } from './world.ts'

export function mainRoad(name: string, open: () => Promise<World>): void {
  describe(`the main road, ${name}`, { timeout: 40_000 }, () => {
    const road = new Road()
    beforeAll(async () => {
      road.open(await open())
    }, 180_000)
    afterAll(() => road.world.close(), 60_000)

    alertRoad(road)
    revisionRoad(road)
    timeRoad(road)
  })
}
