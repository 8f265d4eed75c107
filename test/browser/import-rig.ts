// What the tests of the import have in hand: dates that can and cannot be read in two ways, files, and where things stand on the page.
import { readFile } from 'node:fs/promises'
import type { Page } from 'playwright-core'

/** The last day before today of which that is true, as people of the country write it. */
function dayWhere(isWanted: (day: number) => boolean): string {
  let date = Temporal.Now.plainDateISO('America/La_Paz').subtract({ days: 1 })
  while (!isWanted(date.day)) date = date.subtract({ days: 1 })
  const two = (value: number) => String(value).padStart(2, '0')
  return `${two(date.day)}/${two(date.month)}/${date.year}`
}
export const certain = dayWhere((day) => day > 12)
export const uncertain = dayWhere((day) => day <= 12)

export const head = 'Qué pasó;Cuándo;Dónde;Gravedad;Relato;De dónde viene'
export const file = (name: string, text: string, encoding: 'utf8' | 'latin1' = 'utf8') => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from(text, encoding),
})

export const choose = (page: Page, chosen: ReturnType<typeof file>) =>
  page.getByLabel(/^(Elegir archivo|Choose a file)$/).setInputFiles(chosen)
/** As if these cells had been copied in a spreadsheet. */
export async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate(`{
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', ${JSON.stringify(text)})
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true }))
  }`)
}
export const region = (page: Page, name: string) => page.getByRole('region', { name })

export async function check(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Revisar sin guardar' }).click()
}

/** What the look at every look waits for. */
export const words = {
  es: {
    check: 'Revisar sin guardar',
    refused: '1 fila necesita corrección',
    reason: /código desconocido|no hay|lugar/i,
  },
  en: { check: 'Check without storing', refused: '1 row needs correction', reason: /unknown|no place/i },
} as const

/** Presses Tab until the button has the focus, as somebody without a mouse does. */
export async function tabTo(page: Page, name: string): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab')
    const focused = page.locator(':focus')
    if ((await focused.count()) === 1 && (await focused.innerText()).trim() === name) return
  }
  throw new Error(`"${name}" cannot be reached by Tab`)
}

/** The text of the file that a button hands out. */
export async function savedBy(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ])
  return readFile(await download.path(), 'utf8')
}

export const slow = { timeout: 60_000 }
export const minutes = 600_000
