import { mainRoad } from './main-road.suite.ts'
import { embeddedWorld } from './world.ts'

mainRoad('embedded, one process', embeddedWorld)
