// Reads the scenario of a drill: its shape, and every code in it against the country pack, at FILE:LINE:COLUMN.
import { type DrillFile, drillFile, stepsAfterEnd } from '#domain/drill/scenario.ts'
import type { CountryPack } from '#domain/pack.ts'
import { createGazetteer } from '#domain/place.ts'
import { ReferenceCheck } from './read-pack-check.ts'
import { type Fault, FilesRefused, readYamlFile } from './read-yaml-file.ts'

/** Throws one FilesRefused with every fault. */
export async function readDrill(path: string, pack: CountryPack): Promise<DrillFile> {
  const faults: Fault[] = []
  const read = await readYamlFile(path, path, drillFile, faults)
  if (read === undefined) throw new FilesRefused(faults)
  const check = new ReferenceCheck(read.source, faults)
  checkStart(read.value, pack, check)
  checkSteps(read.value, pack, check)
  for (const index of stepsAfterEnd(read.value))
    check.refuse(
      'order',
      ['steps', index, 'at'],
      `is after the end of the drill (lasts: ${read.value.lasts})`,
    )
  if (faults.length > 0) throw new FilesRefused(faults)
  return read.value
}

function checkStart({ start }: DrillFile, pack: CountryPack, check: ReferenceCheck): void {
  if ('phase' in start) check.known(['start', 'phase'], start.phase, new Set(pack.phases.keys()), 'phase')
  else check.known(['start', 'milestone'], start.milestone, new Set(pack.milestones.keys()), 'milestone')
}

function checkSteps(file: DrillFile, pack: CountryPack, check: ReferenceCheck): void {
  const places = createGazetteer(pack)
  for (const [index, { signal, repeat }] of file.steps.entries()) {
    const at = ['steps', index, 'signal']
    check.known([...at, 'category'], signal.category, new Set(pack.eventTypes.keys()), 'category')
    if (signal.target?.kind !== undefined)
      check.known([...at, 'target', 'kind'], signal.target.kind, new Set(pack.targets.keys()), 'target')
    if (signal.source?.kind !== undefined)
      check.known(
        [...at, 'source', 'kind'],
        signal.source.kind,
        new Set(pack.sourceKinds.keys()),
        'kind of source',
      )
    const named = repeat?.vary?.place ?? (signal.place === undefined ? [] : [signal.place])
    for (const place of named) {
      if (places.resolve(place).code === undefined)
        check.refuse('unknown-code', [...at, 'place'], `no place ${place}, by code, name or alias`)
    }
  }
}
