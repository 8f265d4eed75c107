// Named crash points for the fault suite: with FAIL_AT=name:n the process kills itself the n-th time it passes the point.
// Armed only by app/, which refuses FAIL_AT unless VIGIA_TEST=1.

let armed: { name: string; left: number } | undefined

/** `name:n`; n is 1 when missing. */
export function armFailpoint(specification: string): void {
  const [name = '', count = '1'] = specification.split(':')
  armed = { name, left: Number(count) }
}

export function failpoint(name: string): void {
  if (armed === undefined || armed.name !== name) return
  armed.left -= 1
  if (armed.left <= 0) process.kill(process.pid, 'SIGKILL')
}
