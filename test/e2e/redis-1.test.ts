import { need } from '../support/needs.ts'
import { mainRoad } from './main-road.suite.ts'
import { serverWorld } from './world.ts'

mainRoad('PostgreSQL and BullMQ on Redis, one process', () =>
  serverWorld({ redisUrl: `${need('redis')}/1`, each: 1 }),
)
