// `vigia doctor`: what is unsafe about this installation, and what to do about it.
import { parseArgs } from 'node:util'
import { examine } from '../doctor/examine.ts'
import type { Finding } from '../doctor/finding.ts'
import type { Command } from './command.ts'

export const doctorCommand: Command = {
  name: 'doctor',
  usage: 'vigia doctor [--json] [--lang es|en]',
  does: 'finds unsafe settings of this installation; ends with 1 where somebody can be harmed or a warning lost',
  async run({ config, env, args, print }) {
    const { values } = parseArgs({
      args: [...args],
      options: { json: { type: 'boolean', default: false }, lang: { type: 'string', default: 'es' } },
    })
    const findings = await examine(config, env)
    if (values.json) print(JSON.stringify(findings, null, 2))
    else for (const line of report(findings, values.lang === 'en' ? 'en' : 'es')) print(line)
    return findings.some(({ severity }) => severity === 'danger') ? 1 : 0
  },
}

const words = {
  es: { danger: 'PELIGRO', warning: 'AVISO', read: 'leído', remedy: 'qué hacer', none: 'Nada que objetar.' },
  en: {
    danger: 'DANGER',
    warning: 'WARNING',
    read: 'read',
    remedy: 'what to do',
    none: 'Nothing to object to.',
  },
} as const

function report(findings: readonly Finding[], language: 'es' | 'en'): string[] {
  const say = words[language]
  if (findings.length === 0) return [say.none]
  const lines = findings.flatMap(({ code, severity, text, read, remedy }) => [
    `${say[severity]}  ${text[language]}  [${code}]`,
    `    ${say.read}: ${read}`,
    `    ${say.remedy}: ${remedy[language]}`,
  ])
  const dangers = findings.filter(({ severity }) => severity === 'danger').length
  const sum =
    language === 'es'
      ? `${dangers} de peligro, ${findings.length - dangers} de aviso`
      : `${dangers} dangers, ${findings.length - dangers} warnings`
  return [...lines, '', sum]
}
