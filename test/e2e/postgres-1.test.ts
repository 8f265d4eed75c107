import { mainRoad } from './main-road.suite.ts'
import { serverWorld } from './world.ts'

mainRoad('PostgreSQL and BullMQ on PostgreSQL, one process', () =>
  serverWorld({ redisUrl: undefined, each: 1 }),
)
