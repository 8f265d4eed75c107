// The drills of the country pack: every *.drill.yaml in its folder `drills`, read anew each time, so that an edit needs no restart.
import { readdir } from 'node:fs/promises'
import * as path from 'node:path'
import type { DrillFile } from '#domain/drill/scenario.ts'
import type { CountryPack } from '#domain/pack.ts'
import { readDrill } from '#registry/read-drill.ts'

/** What cannot be read is told beside the others and stops none of them. */
export async function readDrills(
  packFolder: string,
  pack: CountryPack,
): Promise<{ scenarios: DrillFile[]; refused: string[] }> {
  const folder = path.join(packFolder, 'drills')
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  const scenarios: DrillFile[] = []
  const refused: string[] = []
  for (const name of names.filter((one) => one.endsWith('.drill.yaml')).toSorted()) {
    try {
      scenarios.push(await readDrill(path.join(folder, name), pack))
    } catch (error) {
      refused.push(
        (error instanceof Error ? error.message : String(error)).replaceAll(`${folder}${path.sep}`, ''),
      )
    }
  }
  return { scenarios, refused }
}
