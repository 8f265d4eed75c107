#!/usr/bin/env node
// `vigia <command>`: parses the command's name, reads the environment, runs it, says what went wrong.
import { readFileSync } from 'node:fs'
import { UsageError } from '#app/commands/command.ts'
import { commands } from '#app/commands/command-table.ts'
import { readConfig } from '#config/config.ts'
import { product, runBehind } from '#platform/database/who-asks.ts'

const [name, ...args] = process.argv.slice(2)
const command = commands.find((one) => one.name === name)
if (command === undefined) {
  const list = commands.map((one) => `  ${one.usage}\n      ${one.does}`).join('\n')
  process.stdout.write(
    `vigia <command>\n\n${list}\n\nSettings come from the environment; see .env.example.\n`,
  )
  process.exit(name === undefined || name === 'help' || name === '--help' ? 0 : 2)
}
try {
  const config = readConfig(process.env, (path) => readFileSync(path, 'utf8'))
  const context = {
    config,
    env: process.env,
    args,
    print: (line: string) => void process.stdout.write(`${line}\n`),
    progress: (line: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001B[2K${line}`)),
  }
  const code = await runBehind(product, () => command.run(context))
  process.exit(code)
} catch (error) {
  const isUsage = error instanceof UsageError || (error instanceof TypeError && 'code' in error)
  const message = error instanceof Error ? error.message : String(error)
  process.stderr.write(
    isUsage ? `${message}\nusage: ${command.usage}\n` : `vigia ${command.name}: ${message}\n`,
  )
  process.exit(isUsage ? 2 : 1)
}
