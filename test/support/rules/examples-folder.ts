// Where the twelve examples of the specification lie, beside the repository; undefined where they are not at hand.
import { existsSync } from 'node:fs'

export const examplesFolder = [
  process.env['VIGIA_RULE_EXAMPLES'],
  '../shared/design/rules-examples',
  '../../shared/design/rules-examples',
].find((folder) => folder !== undefined && existsSync(folder))
