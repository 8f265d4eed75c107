// `vigia keys`: keys of the vault of source identity. They are printed or written where the caller says, and never logged.
import { newKeyRingText } from '#platform/key-ring.ts'
import { type Command, UsageError } from './command.ts'

export const keysCommand: Command = {
  name: 'keys',
  usage: 'vigia keys new',
  does: 'makes the keys of the vault of source identity',
  run({ args, print }) {
    const [act] = args
    switch (act) {
      case 'new':
        print(newKeyRingText().trimEnd())
        return Promise.resolve(0)
      case undefined:
      default:
        throw new UsageError('say new')
    }
  },
}
