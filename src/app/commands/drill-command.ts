// `vigia drill`: plays a scenario in an exercise of its own and writes the after-action report as JSON, Markdown and HTML.
import { mkdir, writeFile } from 'node:fs/promises'
import * as path from 'node:path'
import { parseArgs } from 'node:util'
import { drillHtml, drillMarkdown } from '#domain/drill/print-report.ts'
import { readDrill } from '#registry/read-drill.ts'
import { drain } from '../create-app.ts'
import { runDrill } from '../run-drill.ts'
import { type Command, UsageError } from './command.ts'
import { withCore } from './with-core.ts'

export const drillCommand: Command = {
  name: 'drill',
  usage:
    'vigia drill SCENARIO.drill.yaml [--pace fast|real] [--process ID] [--language es|en] [--out FOLDER]',
  does: 'plays a drill in an exercise of its own and writes its after-action report',
  async run(context) {
    const { values, positionals } = parseArgs({
      args: [...context.args],
      allowPositionals: true,
      options: {
        pace: { type: 'string', default: 'fast' },
        process: { type: 'string' },
        language: { type: 'string' },
        out: { type: 'string' },
      },
    })
    const [file, ...others] = positionals
    if (file === undefined || others.length > 0) throw new UsageError('give one scenario')
    const pace = values.pace
    if (pace !== 'fast' && pace !== 'real') throw new UsageError('--pace: fast or real')
    const language = values.language ?? 'es'
    if (language !== 'es' && language !== 'en') throw new UsageError('--language: es or en')
    return withCore(context.config, async (core) => {
      const scenario = await readDrill(file, core.installed.pack)
      const onProgress = (done: number, total: number) => context.progress(`${done}/${total}`)
      const settle = () => drain(core)
      const report = await runDrill(core, { scenario, pace, process: values.process, settle, onProgress })
      context.progress('')
      const folder = values.out ?? report.process
      await mkdir(folder, { recursive: true })
      await writeFile(path.join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`)
      await writeFile(path.join(folder, 'report.md'), drillMarkdown(report, language))
      await writeFile(path.join(folder, 'report.html'), drillHtml(report, language))
      context.print(drillMarkdown(report, language))
      context.print(`${folder}/report.json  report.md  report.html`)
      return report.signals.refused.length === 0 ? 0 : 1
    })
  },
}
