// The only list of commands.
import { tokenCommand } from './access-commands.ts'
import { auditCommand } from './audit-commands.ts'
import { backtestCommand } from './backtest-command.ts'
import type { Command } from './command.ts'
import { gazetteerCommand, importPackCommand, migrateCommand } from './database-commands.ts'
import { doctorCommand } from './doctor-command.ts'
import { drillCommand } from './drill-command.ts'
import { keysCommand } from './keys-command.ts'
import { laneCommand } from './lane-command.ts'
import { peopleCommand } from './people-command.ts'
import { processCommand } from './process-commands.ts'
import { replayCommand } from './replay-command.ts'
import { rulesCommand } from './rules-command.ts'

export const commands: readonly Command[] = [
  migrateCommand,
  importPackCommand,
  gazetteerCommand,
  processCommand,
  peopleCommand,
  tokenCommand,
  keysCommand,
  rulesCommand,
  laneCommand,
  replayCommand,
  backtestCommand,
  drillCommand,
  doctorCommand,
  auditCommand,
]
