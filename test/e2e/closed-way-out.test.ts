// The product in a network whose way out is closed by default: it needs nothing but what its settings name, and tries nothing else.
import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import type { WayOut } from '../support/closed-way-out.ts'

/** A network of one's own needs Linux and a user who may make one. */
function hasOwnNetwork(): boolean {
  try {
    execFileSync('unshare', ['--map-root-user', '--net', 'ip', 'link', 'set', 'lo', 'up'], {
      stdio: 'ignore',
    })
    return true
  } catch {
    return false
  }
}

test.skipIf(!hasOwnNetwork())(
  'V13.2.5: with every way out closed but the named receiver, reports become alerts, the receiver is called, and nothing else is tried',
  async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'vigia-closed-'))
    const program = path.join(import.meta.dirname, '../support/closed-way-out.ts')
    const { stdout } = await promisify(execFile)(
      'unshare',
      ['--map-root-user', '--net', process.execPath, program, path.join(folder, 'data')],
      { timeout: 300_000 },
    )
    const found = JSON.parse(stdout) as WayOut
    expect(found.alerts).toBeGreaterThan(0)
    expect(found.allowed).toBeGreaterThan(0)
    expect(found.refused).toBe(0)
    expect(found.refusedOfControl).toBeGreaterThan(0)
    rmSync(folder, { recursive: true })
  },
)
