import { mainRoad } from './main-road.suite.ts'
import { serverWorld } from './world.ts'

mainRoad('PostgreSQL and BullMQ on PostgreSQL, 2 api and 2 worker processes', () =>
  serverWorld({ redisUrl: undefined, each: 2 }),
)
