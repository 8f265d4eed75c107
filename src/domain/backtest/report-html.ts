// html
import type { Language } from '../text.ts'
import type { BacktestReport } from './report-shape.ts'

export function reportHtml(report: BacktestReport, language: Language): string {
  return `${report.title} ${language}\n`
}
