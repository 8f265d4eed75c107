// The monitoring files name metrics that the product has, and every golden signal stands in both.
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { createMetrics } from '#platform/metrics.ts'

const folder = path.join(import.meta.dirname, '../../docs/monitoring')
const rulesText = readFileSync(path.join(folder, 'prometheus-rules.yml'), 'utf8')
const dashboardText = readFileSync(path.join(folder, 'grafana-dashboard.json'), 'utf8')

interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly gridPos: { readonly x: number; readonly w: number }
  readonly targets?: readonly { readonly expr: string; readonly refId: string }[]
}
interface PromRule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: { readonly summary: string }
}
const rules = (parse(rulesText) as { groups: { rules: PromRule[] }[] }).groups.flatMap((group) => group.rules)
const dashboard = JSON.parse(dashboardText) as {
  uid: string
  panels: Panel[]
  templating: { list: { name: string }[] }
}
const expressions = [
  ...rules.map(({ expr }) => expr),
  ...dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
]
const golden = [
  'vigia_signals_total',
  'vigia_http_request_seconds',
  'vigia_oldest_waiting_seconds',
  'vigia_lane_waiting_entries',
  'vigia_open_deliveries',
  'vigia_oldest_unacknowledged_seconds',
  'vigia_delivery_lease_expiries',
  'vigia_canary_age_seconds',
  'vigia_watchdog_age_seconds',
  'vigia_database_pool_wait_seconds',
  'vigia_process_nodejs_eventloop_lag_p99_seconds',
]

test('every metric, with every label that is asked of it, is one of the product', async () => {
  const known = new Map(
    (await createMetrics().registry.getMetricsAsJSON()).map((one) => [one.name, one.type as unknown]),
  )
  const named = expressions.flatMap((text) => [...text.matchAll(/vigia_[a-z0-9_]+/g)].map(([name]) => name))
  expect(named.length).toBeGreaterThan(30)
  const base = (name: string) =>
    [name, name.replace(/_(bucket|count|sum)$/, '')].find((one) => known.has(one)) ?? `unknown: ${name}`
  expect(named.map(base).filter((name) => name.startsWith('unknown'))).toEqual([])
})

test.each(golden)('%s is drawn and watched over', (name) => {
  const isNamed = (text: string) => text.includes(name)
  expect(dashboard.panels.some(({ targets = [] }) => targets.some(({ expr }) => isNamed(expr)))).toBe(true)
  expect(rules.some(({ expr }) => isNamed(expr))).toBe(true)
})

test('rules say how urgent they are and what they found, each under its own name', () => {
  expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length)
  for (const one of rules) {
    expect(one.labels.severity, one.alert).toMatch(/^(page|warn)$/)
    expect(one.annotations.summary, one.alert).not.toBe('')
    expect(one.expr.split('(').length, one.expr).toBe(one.expr.split(')').length)
  }
})

test('the dashboard can be imported: ids of its own, a data source to choose, panels inside the grid', () => {
  const ids = dashboard.panels.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  expect(dashboard.templating.list.map(({ name }) => name)).toContain('datasource')
  for (const { gridPos, title, targets = [] } of dashboard.panels) {
    expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24)
    expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length)
  }
})
