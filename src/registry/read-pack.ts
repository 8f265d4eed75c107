// Reads a country pack from its folder: pack.yaml and every file it names, checked one by one and against each other.
import { existsSync } from 'node:fs'
import { join, relative } from 'node:path'
import { buildPack } from '#domain/pack/build-pack.ts'
import type { CalendarFile, TemplatesFile } from '#domain/pack/calendar-shapes.ts'
import type { PackFiles } from '#domain/pack/pack-files.ts'
import { fileShapes, packFiles } from '#domain/pack/pack-files.ts'
import { type CanarySettings, type ExerciseSettings, packFile } from '#domain/pack/pack-shapes.ts'
import type { RoutingFile } from '#domain/pack/routing-shapes.ts'
import type { CountryPack } from '#domain/pack.ts'
import { PackSources } from './read-pack-check.ts'
import { checkCoreRules, checkExercise } from './read-pack-exercise-references.ts'
import { checkReferences } from './read-pack-references.ts'
import { ruleFilesIn } from './read-rule-files.ts'
import type { Fault } from './read-yaml-file.ts'
import { FilesRefused, readYamlFile } from './read-yaml-file.ts'

export interface ReadPack {
  readonly pack: CountryPack
  readonly calendars: readonly CalendarFile[]
  readonly templates: TemplatesFile
  readonly routing: RoutingFile
  /** What a drill needs to know of the country. */
  readonly exercise: ExerciseSettings
  readonly canary: CanarySettings | undefined
}

const core = 'core/'

/** The files that all countries share: beside those of the country, else those that came with the installation. */
export function coreFolderOf(packsFolder: string): string {
  const beside = join(packsFolder, core)
  return existsSync(beside) ? beside : join(import.meta.dirname, '../../rules', core)
}

async function readFiles(
  folder: string,
  sources: PackSources,
  faults: Fault[],
): Promise<PackFiles | undefined> {
  const read = async (name: string, path: string) => {
    const shape = name === 'pack' ? packFile : fileShapes[name]
    if (shape === undefined) throw new Error(`pack-files.ts lacks the shape of ${name}`)
    const file = path.startsWith(core)
      ? join(coreFolderOf(join(folder, '..')), path.slice(core.length))
      : join(folder, path)
    const found = await readYamlFile(file, relative('.', file), shape, faults)
    if (found !== undefined) sources.add(name, found.source)
    return found?.value
  }
  const head = packFile.safeParse(await read('pack', 'pack.yaml'))
  if (!head.success) return undefined
  const values: Record<string, unknown> = { pack: head.data }
  for (const [name, path] of Object.entries(head.data.files)) {
    if (path === undefined) continue
    if (typeof path === 'string') values[name] = await read(name, path)
    else {
      const list: unknown[] = []
      for (const one of path) list.push(await read(name, one))
      values[name] = list
    }
  }
  // Each file has passed its shape by now; this gives all of them their type together.
  return faults.length > 0 ? undefined : packFiles.parse(values)
}

/**
 * The pack in `folder`, or one FilesRefused that lists every fault as `FILE:LINE:COLUMN code path: message`. References between files
 * are checked once each file is well-formed by itself.
 */
export async function readPack(folder: string): Promise<ReadPack> {
  const faults: Fault[] = []
  const sources = new PackSources()
  const files = await readFiles(folder, sources, faults)
  if (files !== undefined) {
    const coreRules = await ruleFilesIn(coreFolderOf(join(folder, '..')))
    faults.push(...checkReferences(files, sources), ...checkCoreRules(files, coreRules, sources))
  }
  // What a drill asks of the pack is tried on the pack itself, so everything else must hold before.
  if (files !== undefined && faults.length === 0) faults.push(...checkExercise(files, sources))
  if (files === undefined || faults.length > 0) throw new FilesRefused(faults)
  return {
    pack: buildPack(files),
    calendars: files.calendars,
    templates: files.calendar_templates,
    routing: files.routes,
    exercise: files.pack.exercise,
    canary: files.pack.canary,
  }
}
