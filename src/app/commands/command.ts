// What every command of `vigia` is.
import type { Config } from '#config/config.ts'

export interface CommandContext {
  readonly config: Config
  /** As it was given; whoever needs a value reads it from `config`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** After the command's name. */
  readonly args: readonly string[]
  readonly print: (line: string) => void
  /** Rewrites the last line of a terminal; nothing where the output is no terminal. */
  readonly progress: (line: string) => void
}

export interface Command {
  readonly name: string
  readonly usage: string
  readonly does: string
  /** The exit code. */
  run(context: CommandContext): Promise<number>
}

/** A mistake in how the command was called: printed with its usage. */
export class UsageError extends Error {}
