// A back-test report as Markdown.
import type { Language } from '../text.ts'
import type { BacktestReport } from './report-shape.ts'
import { recordLines, reportTables, type Table } from './report-tables.ts'
import { reportTexts } from './report-texts.ts'

const cell = (text: string) => text.replaceAll('|', '\\|')

const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`

function tableText({ title, lines, head, rows }: Table): string {
  return [
    `## ${title}`,
    '',
    ...lines.map((one) => `- ${one}`),
    ...(lines.length > 0 ? [''] : []),
    line(head),
    line(head.map(() => '---')),
    ...rows.map(line),
    '',
  ].join('\n')
}

export function reportMarkdown(report: BacktestReport, language: Language): string {
  const texts = reportTexts[language]
  const { horizonsDays, cooldownDays } = report.settings
  return [
    `# ${report.title}`,
    '',
    `> ${texts.disclaimer} ${texts.floor}`,
    '',
    ...recordLines(report, texts).map((one) => `- ${one}`),
    '',
    `**${texts.credits}:** ${report.credits.join(' · ')}`,
    '',
    `**${texts.settings}.** ${texts.judgedHow(horizonsDays.join(', '), cooldownDays)}`,
    '',
    `**${texts.command}**`,
    '',
    '```sh',
    report.command,
    '```',
    '',
    ...reportTables(report, texts).map(tableText),
  ].join('\n')
}
