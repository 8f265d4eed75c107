// What a person sees in the terminal after a start: where it listens, what this mode survives, and one line to try.
import * as path from 'node:path'
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
    const { target, ...sample } = core.installed.exercise.sample_signal
    const key = `$(node -p 'JSON.parse(fs.readFileSync(process.argv[1])).analyst' ${quoted(path.resolve(file))})`
    const signal = JSON.stringify({
      external_id: 'first-1',
      process: first.process,
      ...sample,
      ...(target === undefined ? {} : { target: { kind: target } }),
    })
    lines.push(
      `  Tokens: ${file}`,
      '',
      '  Una señal de prueba · a signal to try:',
      `  curl -X POST ${url}/v1/signals -H "Authorization: Bearer ${key}" -H 'Content-Type: application/json' -d ${quoted(signal)}`,
    )
  }
  return `${lines.join('\n')}\n\n`
}

/** One word for a shell, whatever is in it: names of places and folders have apostrophes and spaces. */
function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
