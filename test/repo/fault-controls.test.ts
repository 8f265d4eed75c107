// A negative control that changes nothing would pass for nothing: each text that one patches is there exactly once.
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { patchesOfControls } from '../faults/controls.ts'

test('every patch of a negative control finds its text', async () => {
  const patches = patchesOfControls()
  expect(patches.length).toBeGreaterThan(10)
  for (const { file, find } of patches) {
    const parts = (await readFile(file, 'utf8')).split(find).length
    expect({ file, find, times: parts - 1 }).toEqual({ file, find, times: 1 })
  }
})
