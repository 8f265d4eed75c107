// Which electoral processes a signal belongs to, and what is open there at its place and time.
import { phasesAt } from '../electoral-process.ts'
import { formatInstant, type Instant } from '../time.ts'
import type { IntakeContext, OpenProcess } from './intake-context.ts'
import type { OpenCalendar, SignalBody } from './signal.ts'
import { fault, type SignalFault } from './signal-faults.ts'

export function calendarsOf(
  body: SignalBody,
  place: string,
  lineage: readonly string[],
  at: Instant,
  context: IntakeContext,
  faults: SignalFault[],
): Readonly<Record<string, OpenCalendar>> {
  const processes = processesOf(body, place, lineage, at, context, faults)
  const open: Record<string, OpenCalendar> = {}
  for (const process of processes) open[process.id] = openAt(process, lineage, at)
  checkTag('phase', body.phase, Object.values(open), at, place, faults)
  checkTag('window', body.window, Object.values(open), at, place, faults)
  return open
}

function processesOf(
  body: SignalBody,
  place: string,
  lineage: readonly string[],
  at: Instant,
  context: IntakeContext,
  faults: SignalFault[],
): readonly OpenProcess[] {
  const usable = context.processes
  const names = usable.map((one) => one.id)
  if (body.process !== undefined) {
    const named = usable.find((one) => one.id === body.process)
    if (named === undefined) faults.push(notOpen(body.process, names))
    else if (!lineage.includes(named.territory)) faults.push(outside(named, place))
    else checkExercise(body, named, faults)
    return named === undefined ? [] : [named]
  }
  const running = usable.filter(
    (one) =>
      one.clock === 'live' &&
      one.isExercise === (body.exercise ?? false) &&
      one.from <= at &&
      at < one.to &&
      lineage.includes(one.territory),
  )
  if (running.length === 0) {
    faults.push(
      fault(
        '/process',
        'INTAKE_NO_PROCESS',
        `ningún proceso electoral está abierto en ${place} el ${formatInstant(at)}; procesos abiertos: ${names.join(', ') || 'ninguno'}`,
        `no electoral process is open at ${place} on ${formatInstant(at)}; open ones: ${names.join(', ') || 'none'}`,
        names,
      ),
    )
  }
  return running
}

function checkExercise(body: SignalBody, process: OpenProcess, faults: SignalFault[]): void {
  if (body.exercise === undefined || body.exercise === process.isExercise) return
  faults.push(
    fault(
      '/exercise',
      'INTAKE_EXERCISE_MIXED',
      process.isExercise
        ? `${process.id} es un simulacro`
        : `${process.id} es un proceso real: no admite señales de simulacro`,
      process.isExercise
        ? `${process.id} is an exercise`
        : `${process.id} is a real process: it takes no exercise signals`,
    ),
  )
}

function notOpen(id: string, names: readonly string[]): SignalFault {
  return fault(
    '/process',
    'INTAKE_PROCESS_NOT_OPEN',
    `el proceso "${id}" no existe o no está abierto; abiertos: ${names.join(', ') || 'ninguno'}`,
    `the process "${id}" does not exist or is not open; open ones: ${names.join(', ') || 'none'}`,
    names,
  )
}

function outside(process: OpenProcess, place: string): SignalFault {
  return fault(
    '/place',
    'INTAKE_PLACE_OUTSIDE',
    `${place} está fuera del territorio de ${process.id} (${process.territory})`,
    `${place} is outside the territory of ${process.id} (${process.territory})`,
  )
}

function openAt(process: OpenProcess, lineage: readonly string[], at: Instant): OpenCalendar {
  const { period, phases, windows, rounds } = phasesAt(process.calendar, lineage, at)
  return { period: period ?? null, phases, windows, rounds, calendarVersion: process.calendarVersion }
}

/** A tag given by the analyst holds if it is open in one of the processes; else it is refused with what is open. */
function checkTag(
  field: 'phase' | 'window',
  given: string | readonly string[] | undefined,
  open: readonly OpenCalendar[],
  at: Instant,
  place: string,
  faults: SignalFault[],
): void {
  if (given === undefined || open.length === 0) return
  const inForce = [...new Set(open.flatMap((one) => (field === 'phase' ? one.phases : one.windows)))]
  for (const code of typeof given === 'string' ? [given] : given) {
    if (inForce.includes(code)) continue
    const list = inForce.join(', ')
    faults.push(
      fault(
        `/${field}`,
        field === 'phase' ? 'INTAKE_PHASE_NOT_IN_FORCE' : 'INTAKE_WINDOW_NOT_IN_FORCE',
        `"${code}" no está en vigor en ${place} el ${formatInstant(at)}; en vigor: ${list || 'nada'}`,
        `"${code}" is not in force at ${place} on ${formatInstant(at)}; in force: ${list || 'nothing'}`,
        inForce,
      ),
    )
  }
}
