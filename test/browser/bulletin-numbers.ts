// A bulletin on the screen, held against what the API gives: every total, every place, every alert.
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { StoredBulletin } from './bulletins-rig.ts'

export async function numbersAreThoseOf(page: Page, { numbers, hash }: StoredBulletin): Promise<void> {
  const { totals } = numbers
  const summary = page.getByRole('region', { name: 'En pocas palabras' })
  const valueOf = (term: string) =>
    summary.locator('.fact', { hasText: term }).getByRole('definition').innerText()
  expect(await valueOf('Alertas que se dispararon')).toBe(String(totals.fired))
  expect(await valueOf('Alertas abiertas al cierre')).toBe(openTold(totals.open, totals.unanswered))
  expect(await valueOf('Señales recibidas')).toBe(String(totals.signals))
  expect(totals.signals).toBeGreaterThanOrEqual(3)
  const rows = page.getByRole('region', { name: 'Territorios en números' }).first().getByRole('row')
  // The heads, and a row for each place.
  expect(await rows.count()).toBe(numbers.places.length + 1)
  for (const [index, place] of numbers.places.entries()) {
    const cells = await rows
      .nth(index + 1)
      .getByRole('cell')
      .allInnerTexts()
    const isHeard = place.coverage !== 'unheard'
    const isUnknown = place.level === null && ['unheard', 'silent'].includes(place.coverage)
    if (place.level === null) {
      expect(cells[0]?.split('\n')[0], place.place).toBe(isUnknown ? 'Sin datos' : 'Sin alerta')
    }
    expect([place.place, cells[1], cells[2], cells[3]?.split('\n')[0], cells[4]]).toEqual([
      place.place,
      String(place.open_alerts),
      String(place.unanswered),
      isHeard ? String(place.signals) : 'Sin datos',
      isHeard ? String(place.sources) : 'Sin datos',
    ])
  }
  expect(numbers.alerts.length).toBeGreaterThan(0)
  const alerts = page.getByRole('region', { name: 'Alertas', exact: true }).first()
  for (const { id, title } of numbers.alerts) {
    const link = alerts.locator(`a[href="/alerts/${id}"]`)
    expect(await link.innerText()).toBe(title.es)
  }
  await page.getByRole('region', { name: 'Cómo comprobarlo' }).getByText(hash).waitFor()
}

function openTold(open: number, unanswered: number): string {
  if (open === 0) return '0'
  if (unanswered === 0) return `${open}, con acuse`
  return unanswered === open ? `${open}, sin acuse` : `${open}, ${unanswered} de ellas sin acuse`
}
