import { need } from '../support/needs.ts'
import { mainRoad } from './main-road.suite.ts'
import { serverWorld } from './world.ts'

mainRoad('PostgreSQL and BullMQ on Redis, 2 api and 2 worker processes', () =>
  serverWorld({ redisUrl: `${need('redis')}/2`, each: 2 }),
)
