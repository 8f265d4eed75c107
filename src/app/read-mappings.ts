// The mappings of the country pack: every *.yaml in its folder `mappings`, read anew each time, so that an edit needs no restart.
import { readdir } from 'node:fs/promises'
import * as path from 'node:path'
import type { Mapping } from '#domain/mapping.ts'
import { readMapping } from '#registry/read-mapping.ts'

/** What cannot be read is told beside the others and stops none of them. */
export async function readMappings(packFolder: string): Promise<{ mappings: Mapping[]; refused: string[] }> {
  const folder = path.join(packFolder, 'mappings')
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const mappings: Mapping[] = []
  const refused: string[] = []
  for (const name of names.filter((one) => one.endsWith('.yaml')).toSorted()) {
    try {
      mappings.push(await readMapping(path.join(folder, name)))
    } catch (error) {
      refused.push(
        (error instanceof Error ? error.message : String(error)).replaceAll(`${folder}${path.sep}`, ''),
      )
    }
  }
  return { mappings, refused }
}
