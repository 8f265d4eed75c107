// A wrong time of day for one process: Debian's faketime.
import { existsSync } from 'node:fs'
import { findProgram } from '../support/servers.ts'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'
/** The monotonic clock stays: only the time of day is wrong. */
export const preload = { LD_PRELOAD: library, FAKETIME_DONT_FAKE_MONOTONIC: '1', FAKETIME_NO_CACHE: '1' }

/** Installs it where that is allowed. */
export function hasFaketime(): boolean {
  if (existsSync(library)) return true
  try {
    findProgram('faketime', 'faketime', 'PATH')
  } catch {}
  return existsSync(library)
}
