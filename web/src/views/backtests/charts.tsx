// Lead times and calibration as drawings with their numbers beside them; shapes and lines differ, not only colours.
import { Table } from '../../design/table.tsx'
import { useTexts } from '../../texts/catalogue.ts'
import { useNumbers } from './numbers.ts'
import { Predictor, useScoreName } from './predictor.tsx'
import { backtestsTexts } from './texts.ts'
import { type CalibrationBin, type Report, widest } from './types.ts'

interface Props {
  readonly report: Report
}

const wide = 400

/** One line a level of a rule: each alarm that an event followed as a dot, the span as a line, the median as a bar. */
export function Leads({ report }: Props) {
  const texts = useTexts(backtestsTexts)
  const numbers = useNumbers()
  const horizon = Math.max(...report.settings.horizonsDays)
  const rows = widest(report).filter(({ leadDays }) => leadDays.length > 0)
  if (rows.length === 0) return <p>{texts.noLeads}</p>
  return (
    <Table
      caption={texts.leadMedian}
      heads={[texts.predictor, texts.leadMedian, texts.leadChart(numbers.count(horizon))]}
      rows={rows.map(({ predictor, leadDays }) => ({
        key: predictor,
        cells: [
          <Predictor key="name" report={report} name={predictor} />,
          numbers.leads(leadDays),
          <LeadDots key="chart" days={leadDays} horizon={horizon} />,
        ],
      }))}
    />
  )
}

function LeadDots({ days, horizon }: { readonly days: readonly number[]; readonly horizon: number }) {
  const texts = useTexts(backtestsTexts)
  const x = (day: number) => 8 + (day / horizon) * (wide - 16)
  return (
    <svg
      className="backtest-leads"
      viewBox={`0 0 ${wide} 20`}
      role="img"
      aria-label={texts.leadSays(days.join(', '))}
    >
      <line className="backtest-axis" x1={x(0)} x2={x(horizon)} y1="10" y2="10" />
      <line className="backtest-interval" x1={x(days[0] ?? 0)} x2={x(days.at(-1) ?? 0)} y1="10" y2="10" />
      {days.map((day, index) => (
        // Two alarms may have led by the same number of days.
        // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes
        <circle key={`${day} ${index}`} cx={x(day)} cy="10" r="5" />
      ))}
    </svg>
  )
}

/** What was said against what happened, for each score that has forecasts. */
export function Calibrations({ report }: Props) {
  const texts = useTexts(backtestsTexts)
  const scoreName = useScoreName()
  const numbers = useNumbers()
  const horizon = Math.max(...report.settings.horizonsDays)
  const scores = report.scored.filter(
    (one) => one.horizonDays === horizon && one.outcomeSet === 'all' && one.forecast.calibration.length > 0,
  )
  if (scores.length === 0) return <p>{texts.noCalibration}</p>
  return (
    <div className="backtest-calibrations">
      {scores.map(({ score, forecast }) => (
        <div key={score}>
          <h3>{scoreName(score)}</h3>
          <CalibrationChart bins={forecast.calibration} name={scoreName(score)} />
          <Table
            caption={`${texts.calibration}: ${scoreName(score)}`}
            heads={[texts.said, texts.happened]}
            isSmall
            rows={forecast.calibration.map((bin) => ({
              key: String(bin.said),
              cells: [numbers.count(bin.said), numbers.share(bin.happened)],
            }))}
          />
        </div>
      ))}
    </div>
  )
}

function CalibrationChart({
  bins,
  name,
}: {
  readonly bins: readonly CalibrationBin[]
  readonly name: string
}) {
  const texts = useTexts(backtestsTexts)
  const size = 200
  const most = Math.max(0.1, ...bins.map(({ said, happened }) => Math.max(said, happened.high)))
  const at = (value: number) => 12 + (value / most) * (size - 24)
  const up = (value: number) => size - at(value)
  return (
    <svg
      className="backtest-calibration"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={texts.calibrationSays(name)}
    >
      <path className="backtest-axis" d={`M${at(0)} ${up(most)}V${up(0)}H${at(most)}`} />
      <line className="backtest-diagonal" x1={at(0)} y1={up(0)} x2={at(most)} y2={up(most)} />
      {bins.map(({ said, happened }) => (
        <g key={said}>
          <line
            className="backtest-interval"
            x1={at(said)}
            x2={at(said)}
            y1={up(happened.low)}
            y2={up(happened.high)}
          />
          <circle cx={at(said)} cy={up(happened.value ?? 0)} r="4" />
        </g>
      ))}
    </svg>
  )
}
