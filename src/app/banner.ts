// What a person sees in the terminal after a start: where it listens, what this mode survives, and one line to try.
import type { Core } from './create-app.ts'
import { type FirstRun, firstRunFile } from './first-run.ts'

export function banner(core: Core, url: string, first: FirstRun | undefined): string {
  const lines = ['', `  Vigía · ${url}`]
  if (core.durability === 'process') {
    lines.push(
      '  Modo embebido: para probar, capacitar y simulacros. Sobrevive al fin del proceso, no a un corte de luz.',
      '  Embedded mode: for trying, training and drills. It survives the end of the process, not a power cut.',
    )
  }
  const file = firstRunFile(core)
  if (first !== undefined && file !== undefined) {
    const key = `$(node -p "JSON.parse(fs.readFileSync('${file}')).analyst")`
    const signal = JSON.stringify({
      external_id: 'first-1',
      process: first.process,
      category: 'threat',
      target: { kind: 'candidate' },
      severity: 3,
      place: 'La Paz',
    })
    lines.push(
      `  Tokens: ${file}`,
      '',
      '  Una señal de prueba · a signal to try:',
      `  curl -X POST ${url}/v1/signals -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' -d '${signal}'`,
    )
  }
  return `${lines.join('\n')}\n\n`
}
