// Reads the mapping of a table: one YAML file against its shape, each fault at FILE:LINE:COLUMN.
import { type Mapping, mappingSchema } from '#domain/mapping.ts'
import { type Fault, FilesRefused, readYamlFile } from './read-yaml-file.ts'

/** Throws one FilesRefused with every fault. */
export async function readMapping(path: string): Promise<Mapping> {
  const faults: Fault[] = []
  const read = await readYamlFile(path, path, mappingSchema, faults)
  if (read === undefined) throw new FilesRefused(faults)
  return read.value
}
