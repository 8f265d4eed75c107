// Broken packs: every fault is named, with file, line, column and a word that helps.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { readPack } from '#registry/read-pack.ts'
import { FilesRefused } from '#registry/read-yaml-file.ts'

const made: string[] = []
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true })
})

type Edit = readonly [file: string, from: string, to: string]

/** The faults of the fictional pack after some edits, each shown without the folder. */
async function faultsAfter(...edits: readonly Edit[]): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'vigia-pack-'))
  made.push(root)
  const folder = join(root, 'a/b/pack')
  cpSync('test/fixtures/pack-xx', folder, { recursive: true })
  for (const [file, from, to] of edits) {
    const text = readFileSync(join(folder, file), 'utf8')
    expect(text).toContain(from)
    writeFileSync(join(folder, file), text.replace(from, to))
  }
  try {
    await readPack(folder)
    return []
  } catch (error) {
    if (!(error instanceof FilesRefused)) throw error
    expect(error.message.split('\n')).toHaveLength(error.faults.length)
    return error.faults.map(
      (fault) =>
        `${fault.file.split('/pack/')[1] ?? ''}:${fault.line}:${fault.column} ${fault.code} ${fault.path}: ${fault.message}`,
    )
  }
}

test('the copy without an edit is accepted', async () => {
  expect(await faultsAfter()).toEqual([])
})

test.each<[string, Edit, string]>([
  [
    'an outline of a place that is not listed',
    ['places/boundaries.topo.json', '"id": "XX002"', '"id": "XX003"'],
    'places/boundaries.topo.json:10:36 unknown-code objects.places.geometries[1].id: no place XX003, did you mean XX001, XX002, XX?',
  ],
  [
    'an outline along an arc that is not there',
    ['places/boundaries.topo.json', '[[2, -1]]', '[[2, -5]]'],
    'places/boundaries.topo.json:10:53 shape objects.places.geometries[1].arcs: there is no arc 4',
  ],
  [
    'an unknown key',
    ['windows.yaml', 'resolution: day', 'resolucion: day, resolution: day'],
    'windows.yaml:4:40 unknown-key windows[1].resolucion: unknown key resolucion, did you mean resolution?',
  ],
  [
    'a missing key',
    ['rights.yaml', ', norms: [ICCPR 6]', ''],
    'rights.yaml:2:10 shape rights[0].norms: is missing',
  ],
  [
    'a text in one language only',
    ['populations.yaml', '{es: Votantes, en: Voters}', '{es: Votantes}'],
    'populations.yaml:2:38 shape populations[0].labels.en: is missing',
  ],
  [
    'a reference to nothing',
    ['event-types.yaml', 'factors: [en.1.1]', 'factors: [en.1.2]'],
    'event-types.yaml:5:143 unknown-code event_types[0].factors[0]: no factor en.1.2, did you mean en.1.1, ex.1?',
  ],
  [
    'a code defined twice',
    ['windows.yaml', 'code: last_days', 'code: vote'],
    'windows.yaml:4:12 duplicate windows[1].code: vote is defined twice',
  ],
  [
    'a window that is called like a phase',
    ['windows.yaml', 'code: last_days', 'code: campaign'],
    'windows.yaml:4:12 duplicate windows[1].code: campaign is a phase already',
  ],
  [
    'a tree of routes that ends with nobody',
    ['routes.yaml', 'route: {audience: duty, ', 'route: {'],
    'routes.yaml:7:8 missing route: lacks audience: who is told when an event would reach nobody else',
  ],
  [
    'a route that groups by no field',
    ['routes.yaml', 'group_by: [process]', 'group_by: [proces]'],
    'routes.yaml:7:36 unknown-code route.group_by[0]: no field of a key proces, did you mean process, place, province?',
  ],
  [
    'a step of a ladder that nobody reads',
    ['routes.yaml', 'type: console', 'type: log'],
    'routes.yaml:8:47 no-recipient ladders[0].steps[0].to: duty has no channel that somebody reads (inbox)',
  ],
  [
    'a matcher with a place that is none',
    ['routes.yaml', 'routes: []', 'routes: [{match: {territory: QQ1}}]'],
    'routes.yaml:7:89 unknown-code route.routes[0].match.territory: no place QQ1',
  ],
  [
    'a matcher with a level that is none',
    ['routes.yaml', 'routes: []', 'routes: [{match: {level: red}}]'],
    'routes.yaml:7:85 shape route.routes[0].match.level: Invalid input',
  ],
  [
    'protest scored as risk',
    ['event-types.yaml', 'scoring: count_only', 'scoring: score'],
    'event-types.yaml:6:56 lawful-assembly event_types[1].scoring: protected assembly is never scored as risk',
  ],
  [
    'a date that does not exist',
    ['calendars/xx-1990.yaml', "'2024-09-13'", "'2024-09-31'"],
    'calendars/xx-1990.yaml:17:42 shape milestones[1].date: a date such as 2025-08-17',
  ],
  [
    'a milestone without a date',
    ['calendars/xx-1990.yaml', "date: '2024-09-13', ", ''],
    'calendars/xx-1990.yaml:17:5 shape milestones[1]: give either date or at',
  ],
  [
    'a place code of the wrong length',
    ['places/regions.yaml', 'code: XX002, level: department', 'code: XX02, level: department'],
    'places/regions.yaml:6:12 place-code places[2].code: a department code has 5 characters',
  ],
  [
    'a version that another file contradicts',
    ['pack.yaml', "grading: '3'", "grading: '4'"],
    'pack.yaml:7:57 version versions.grading: grading.yaml is version 3',
  ],
  [
    'an audience nobody defined',
    ['routes.yaml', 'steps: [{order: 1, to: duty}]', 'steps: [{order: 1, to: dutty}]'],
    'routes.yaml:8:47 unknown-code ladders[0].steps[0].to: no audience dutty, did you mean duty?',
  ],
  [
    'an audience outside that would be told on an answer that nobody gave',
    [
      'routes.yaml',
      "inside: true, territory: all, channels: [inbox], clearance: 'TLP:AMBER'",
      "inside: false, territory: all, channels: [inbox], clearance: 'TLP:AMBER', consent: ombudsman",
    ],
    'routes.yaml:6:101 shape audiences[0].consent: outside the institution nobody is told without un or public; leave consent out for public',
  ],
  [
    'a time zone of another calendar',
    ['calendars/xx-1990.yaml', 'America/Santiago', 'America/La_Paz'],
    'calendars/xx-1990.yaml:8:12 zone time_zone: the pack says America/Santiago',
  ],
  [
    'a key written twice',
    ['rights.yaml', 'schema: 1', 'schema: 1\nschema: 1'],
    'rights.yaml:2:1 yaml : Map keys must be unique',
  ],
  [
    'a file outside the pack',
    ['pack.yaml', 'rights: rights.yaml', 'rights: ../../secret.yaml'],
    'pack.yaml:35:11 shape files.rights: a path of a .yaml file in this folder, or core/ and a file that all countries share',
  ],
  [
    'a pack file that is not there',
    ['pack.yaml', 'rights: rights.yaml', 'rights: right.yaml'],
    'right.yaml:1:1 file : cannot be read',
  ],
  [
    'a common rule that there is not',
    ['pack.yaml', 'core_rules: []', 'core_rules: [roadblock-surges]'],
    'pack.yaml:20:14 unknown-code core_rules[0]: no rule in core/ roadblock-surges, did you mean roadblock-surge?',
  ],
  [
    'a factor that no rule could name',
    ['factors.yaml', 'code: ex.1, nature', 'code: context, nature'],
    'factors.yaml:6:12 factor-code exogenous[0].code: rules name factors en.… and ex.…, by their nature',
  ],
  [
    'a drill for an audience nobody defined',
    ['pack.yaml', 'ombudsman: duty', 'ombudsman: dutty'],
    'pack.yaml:23:24 unknown-code exercise.offices.ombudsman: no audience dutty, did you mean duty?',
  ],
  [
    'an analyst of a drill of no known kind',
    ['pack.yaml', 'source_kind: office', 'source_kind: offices'],
    'pack.yaml:22:16 unknown-code exercise.source_kind: no kind of source offices, did you mean office?',
  ],
  [
    'a sample signal of no known category',
    ['pack.yaml', 'category: threat', 'category: threats'],
    'pack.yaml:24:29 unknown-code exercise.sample_signal.category: no category threats, did you mean threat?',
  ],
  [
    'a sample signal against no known target',
    ['pack.yaml', 'target: voter', 'target: candidate'],
    'pack.yaml:24:45 unknown-code exercise.sample_signal.target: no target candidate',
  ],
  [
    'a sample signal from nowhere',
    ['pack.yaml', 'place: Ñuble del Norte', 'place: Atlantis'],
    'pack.yaml:24:72 unknown-code exercise.sample_signal.place: no place Atlantis, by code, name or alias',
  ],
  [
    'no kind for sources that name none',
    ['source-kinds.yaml', 'default: true, ', ''],
    'source-kinds.yaml:3:3 default source_kinds: mark one kind default: true, for sources that name none',
  ],
  [
    'no template for drills',
    ['calendar-templates.yaml', 'code: exercise', 'code: general'],
    'calendar-templates.yaml:5:3 missing types: lacks exercise, from which drills are dated',
  ],
  [
    'a template for drills that opens no campaign',
    [
      'calendar-templates.yaml',
      '    milestones: [{code: campaign_open, offset: -20d, seen: [xx-1990]}]\n',
      '',
    ],
    'calendar-templates.yaml:5:5 exercise types[0]: its dates open no phase campaign, in which a drill begins: give the milestones that open and close it',
  ],
])('%s', async (_, edit, fault) => {
  expect(await faultsAfter(edit)).toContain(fault)
})

test('all faults of all files are told at once', async () => {
  const shapes = await faultsAfter(
    ['rights.yaml', 'norms', 'norm'],
    ['windows.yaml', 'resolution: hour', 'resolution: minute'],
    ['milestones.yaml', 'watch: true', 'watch: yes'],
  )
  expect(new Set(shapes.map((fault) => fault.split(':')[0]))).toEqual(
    new Set(['rights.yaml', 'windows.yaml', 'milestones.yaml']),
  )
  const references = await faultsAfter(
    ['windows.yaml', 'phase: voting_operations', 'phase: voting'],
    ['indicators.yaml', 'factor: ex.1', 'factor: ex.9'],
    ['entity-sets.yaml', '{department: XX001}', '{region: XX001}'],
  )
  expect(references).toHaveLength(3)
})

test('a file that grows from its own aliases is refused', async () => {
  const bomb = 'a: &a [x, x]\nb: &b [*a, *a, *a]\nc: &c [*b, *b, *b]\nd: &d [*c, *c, *c]\nschema: 1'
  const faults = await faultsAfter(['rights.yaml', 'schema: 1', bomb])
  expect(faults.some((fault) => fault.startsWith('rights.yaml:'))).toBe(true)
})
