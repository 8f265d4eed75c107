// markdown
import type { Language } from '../text.ts'
import type { BacktestReport } from './report-shape.ts'

export function reportMarkdown(report: BacktestReport, language: Language): string {
  return `${report.title} ${language}\n`
}
