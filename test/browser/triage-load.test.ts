// The verification desk under load: a hundred decisions by keyboard alone, ten thousand rows; and how it looks in every form.
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { isSearched } from '../support/looks.ts'
import { deskInBrowser, faultsOf, loadAxe, longRoadMs, selectedIn } from './triage-rig.ts'

const { api, complaints, desk, file, url } = await deskInBrowser()

const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [360, 768, 1366].map((width) => ({ colorScheme, width })),
)

async function judge(page: Page, where: string, language: 'es' | 'en'): Promise<string[]> {
  const found: string[] = []
  await loadAxe(page)
  for (const { colorScheme, width } of looks) {
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 768 })
    const faults = isSearched(language, colorScheme, width) ? await faultsOf(page) : []
    for (const one of faults) found.push(`${where} ${colorScheme} ${width}: ${one}`)
  }
  return found
}

test(
  'C70 C71 no violation of WCAG 2.2 A and AA, nothing wider than the page, in both languages, light and dark, at three widths',
  async () => {
    const [id = ''] = await file('BO07', 2, { severity: 5 })
    const page = await desk('/triage?place=BO07')
    const found: string[] = []
    for (const language of ['es', 'en'] as const) {
      await page.evaluate((code) => localStorage.setItem('vigia.language', code), language)
      for (const path of ['/triage?place=BO07', '/triage?place=BO07&category=roadblock']) {
        await page.goto(url() + path)
        await page.getByRole('listbox').waitFor()
        found.push(...(await judge(page, `${path} ${language}`, language)))
      }
      await page.goto(`${url()}/triage/${id}?place=BO07`)
      await page.getByRole('button', { name: language === 'es' ? 'Verificar' : 'Verify' }).click()
      await page.locator('form.decide').waitFor()
      found.push(...(await judge(page, `open ${language}`, language)))
    }
    expect(found).toEqual([])
    expect(complaints).toEqual([])
  },
  longRoadMs,
)

test(
  'C03 one hundred signals are triaged by keyboard alone: no pointer event, and the focus is never lost',
  async () => {
    const ids = await file('BO08', 100, { severity: 2 })
    const page = await desk('/triage?place=BO08')
    await page.evaluate(`{
      window.seen = { pointers: 0, lost: 0 }
      for (const kind of ['pointerdown', 'mousedown', 'click', 'touchstart'])
        addEventListener(kind, () => { window.seen.pointers += 1 }, true)
      addEventListener('keydown', () => {
        const at = document.activeElement
        if (at === null || at === document.body) window.seen.lost += 1
      }, true)
    }`)
    await page.getByRole('listbox').focus()
    await page.keyboard.press('j')
    for (let done = 0; done < ids.length; done += 1) {
      const id = selectedIn(page)
      await page.locator(`[data-signal="${id}"]`).waitFor()
      const [key, choice, name] = (
        [
          ['v', '2', 'Verificar'],
          ['r', '3', 'Rechazar'],
          ['v', '3', 'Verificar'],
        ] as const
      )[done % 3] ?? ['v', '2', 'Verificar']
      await page.keyboard.press(key)
      await page.getByRole('form', { name }).waitFor()
      await page.keyboard.press(choice)
      await page.keyboard.press('Enter')
      await page.locator(`#triage-${id}`).waitFor({ state: 'detached' })
    }
    await page.getByText('Nada por decidir con este filtro').waitFor()
    expect(await page.evaluate('window.seen')).toEqual({ pointers: 0, lost: 0 })
    const left = await api<{ items: readonly unknown[] }>('/v1/triage?place=BO08')
    expect(left.items).toEqual([])
    expect(complaints).toEqual([])
  },
  longRoadMs,
)
