// A back-test report as one HTML page that needs nothing else: styles and charts are inside, there is no script.
import type { Language } from '../text.ts'
import { calibrationChart, escapeText, leadChart, timelineChart } from './charts.ts'
import { scoreName } from './report-names.ts'
import type { BacktestReport } from './report-shape.ts'
import { recordLines, reportTables, type Table } from './report-tables.ts'
import { type ReportTexts, reportTexts } from './report-texts.ts'

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1.5rem;font-size:13px}th,td{border-bottom:1px solid #d0d7de;padding:.25rem .5rem;text-align:left;vertical-align:top}
td{overflow-wrap:anywhere}pre{background:#f6f8fa;padding:.75rem;white-space:pre-wrap}svg{width:100%;height:auto;font-size:11px}svg text{fill:#1b1f24}
.note{border-left:4px solid #8a6d00;padding:.25rem 1rem;background:#fff8e1}.signal{fill:#7a8794}.outcome{fill:#9b1c1c}.phase{fill:#c9d7e8}.grid{fill:#d0d7de}
.alert{fill:#d9a400}.alert.watch{fill:#c25e00}.alert.warning,.alert.critical{fill:#9b1c1c}.lead{fill:#1f5f99}.interval,.diagonal{stroke:#7a8794}.diagonal{stroke-dasharray:4 4}
.charts{display:flex;flex-wrap:wrap;gap:1rem}figure{margin:0;width:260px}figcaption{font-size:12px}
@media (prefers-color-scheme:dark){body,svg text{color:#e6edf3;fill:#e6edf3}body{background:#0d1117}pre,.note{background:#161b22}.phase{fill:#2d4866}}`

function cells(tag: 'th' | 'td', texts: readonly string[]): string {
  const scope = tag === 'th' ? ' scope="col"' : ''
  return texts.map((text) => `<${tag}${scope}>${escapeText(text)}</${tag}>`).join('')
}

function tableHtml({ title, lines, head, rows }: Table): string {
  return [
    `<h2>${escapeText(title)}</h2>`,
    lines.length === 0 ? '' : `<ul>${lines.map((one) => `<li>${escapeText(one)}</li>`).join('')}</ul>`,
    `<table><thead><tr>${cells('th', head)}</tr></thead>`,
    `<tbody>${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}</tbody></table>`,
  ].join('\n')
}

function calibrations(report: BacktestReport, texts: ReportTexts): string {
  const horizon = Math.max(...report.settings.horizonsDays)
  return report.scored
    .filter(
      (one) => one.horizonDays === horizon && one.outcomeSet === 'all' && one.forecast.calibration.length > 0,
    )
    .map((one) =>
      calibrationChart(
        one.forecast.calibration,
        `${scoreName(one.score, texts)}, ${texts.inDays(one.forecast.days)}`,
        texts,
      ),
    )
    .join('\n')
}

export function reportHtml(report: BacktestReport, language: Language): string {
  const texts = reportTexts[language]
  const { horizonsDays, cooldownDays } = report.settings
  const credits = escapeText(report.credits.join(' · '))
  return [
    `<!doctype html>\n<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">`,
    `<title>${escapeText(report.title)}</title><style>${style}</style></head><body><main>`,
    `<h1>${escapeText(report.title)}</h1>`,
    `<p class="note">${escapeText(`${texts.disclaimer} ${texts.floor}`)}</p>`,
    `<ul>${recordLines(report, texts)
      .map((one) => `<li>${escapeText(one)}</li>`)
      .join('')}</ul>`,
    `<p><strong>${escapeText(texts.credits)}:</strong> ${credits}</p>`,
    `<h2>${escapeText(texts.timeline)}</h2>${timelineChart(report, texts)}<p><small>${credits}</small></p>`,
    `<h2>${escapeText(texts.leads)}</h2>${leadChart(report, texts)}<p><small>${credits}</small></p>`,
    ...reportTables(report, texts).map(tableHtml),
    `<h2>${escapeText(texts.calibration)}</h2><div class="charts">${calibrations(report, texts)}</div><p><small>${credits}</small></p>`,
    `<h2>${escapeText(texts.settings)}</h2><p>${escapeText(texts.judgedHow(horizonsDays.join(', '), cooldownDays))}</p>`,
    `<h2>${escapeText(texts.command)}</h2><pre>${escapeText(report.command)}</pre>`,
    '</main></body></html>\n',
  ].join('\n')
}
