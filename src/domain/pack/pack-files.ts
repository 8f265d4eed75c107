// The parsed files of one country pack, by the names that pack.yaml gives them.
import { z } from 'zod'
import { boundariesFile } from './boundaries-shape.ts'
import * as calendar from './calendar-shapes.ts'
import { packFile, placesFile } from './pack-shapes.ts'
import { routingFile } from './routing-shapes.ts'
import * as vocabulary from './vocabulary-shapes.ts'

const single = {
  phases: calendar.phasesFile,
  phase_limits: calendar.phaseLimitsFile,
  windows: calendar.windowsFile,
  milestones: calendar.milestonesFile,
  factors: vocabulary.factorsFile,
  event_types: vocabulary.eventTypesFile,
  target_kinds: vocabulary.targetKindsFile,
  source_kinds: vocabulary.sourceKindsFile,
  grading: vocabulary.gradingFile,
  rights: vocabulary.rightsFile,
  populations: vocabulary.populationsFile,
  indicators: vocabulary.indicatorsFile,
  entity_sets: vocabulary.entitySetsFile,
  addressees: vocabulary.addresseesFile,
  routes: routingFile,
  calendar_templates: calendar.templatesFile,
}
/** A country may do without them. */
const optional = { personal_data: vocabulary.personalDataFile }
const several = { places: placesFile, boundaries: boundariesFile, calendars: calendar.calendarFile }

export type FileName = keyof typeof single | keyof typeof optional | keyof typeof several | 'pack'

/** The shape of one file of each name. */
export const fileShapes: Readonly<Record<string, z.ZodType>> = { ...single, ...optional, ...several }

/** All files of a pack together; `places` and `calendars` are lists of files. */
export const packFiles = z.strictObject({
  pack: packFile,
  ...single,
  personal_data: optional.personal_data.optional(),
  places: z.array(several.places),
  boundaries: z.array(several.boundaries).optional(),
  calendars: z.array(several.calendars),
})
export type PackFiles = z.infer<typeof packFiles>
