// Ends what a run has started, also when the run itself is killed: a shell that holds the list of processes and outlives us for a moment.
import { spawn } from 'node:child_process'

const script = `
pids=" "
while read -r sign pid; do
  if [ "$sign" = + ]; then pids="$pids$pid "; else pids=$(printf '%s' "$pids" | sed "s/ $pid / /"); fi
done
for pid in $pids; do kill -9 "$pid" 2>/dev/null; done`

export interface Guard {
  watch(pid: number): void
  forget(pid: number): void
  /** Kills what is still watched. */
  end(): void
}

export function createGuard(): Guard {
  const shell = spawn('sh', ['-c', script], { stdio: ['pipe', 'ignore', 'ignore'], detached: true })
  shell.stdin.on('error', () => undefined)
  shell.unref()
  return {
    watch: (pid) => void shell.stdin.write(`+ ${pid}\n`),
    forget: (pid) => void shell.stdin.write(`- ${pid}\n`),
    end: () => void shell.stdin.end(),
  }
}
