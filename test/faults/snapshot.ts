// A copy of the product as it is when a run begins: a run judges one state of it, whatever is edited meanwhile. Also the place where
// text is patched, for negative controls and for a configuration of another installation.
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import * as path from 'node:path'

/** A text of one file, which must be there exactly once, and what takes its place. */
export interface Patch {
  readonly file: string
  readonly find: string
  readonly put: string
}

/** Throws when a text to patch is gone, so that a control never passes because it changed nothing. */
export async function copyProduct(root: string, to: string, patches: readonly Patch[] = []): Promise<string> {
  await mkdir(to, { recursive: true })
  for (const part of ['src', 'rules', 'migrations', 'package.json'])
    await cp(path.join(root, part), path.join(to, part), { recursive: true })
  await symlink(path.join(root, 'node_modules'), path.join(to, 'node_modules'))
  for (const { file, find, put } of patches) {
    const text = await readFile(path.join(to, file), 'utf8')
    const parts = text.split(find)
    if (parts.length !== 2)
      throw new Error(`${file}: the text to patch is there ${parts.length - 1} times, not once:\n${find}`)
    await writeFile(path.join(to, file), parts.join(put))
  }
  return to
}
