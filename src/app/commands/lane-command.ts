// `vigia lane export`: the log of a lane as JSON lines, for `vigia rules eval` or any other reader of the form.
import { parseArgs } from 'node:util'
import { exportLane } from '#scoring/export-lane.ts'
import { type Command, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const laneCommand: Command = {
  name: 'lane',
  usage: 'vigia lane export --process ID [--shard N]',
  does: 'writes what a lane has taken up, in order, as JSON lines; narratives included, so mind who reads it',
  async run(context) {
    const [act, ...rest] = context.args
    if (act !== 'export') throw new UsageError('say export')
    const { values } = parseArgs({
      args: rest,
      options: { process: { type: 'string' }, shard: { type: 'string', default: '0' } },
    })
    const { process } = values
    const shard = Number(values.shard)
    if (process === undefined || !Number.isInteger(shard)) throw new UsageError('--process is needed')
    return withCore(context.config, async ({ db, installed }) => {
      for await (const line of exportLane(db, installed.pack, process, shard))
        context.print(JSON.stringify(line))
      return 0
    })
  },
}
