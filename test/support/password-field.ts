// What every field for a password of the console has to be.
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

/** A field for a password: nobody reads it over a shoulder, and what a password manager or the clipboard holds can be put in. */
export async function expectPasswordField(page: Page, field: Locator): Promise<void> {
  expect(await field.getAttribute('type')).toBe('password')
  const copied = 'palabras que guarda un gestor de contraseñas'
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(copied)})`)
  await field.fill('')
  await field.press('ControlOrMeta+V')
  expect(await field.inputValue()).toBe(copied)
  expect(await field.getAttribute('autocomplete')).toMatch(/^(current|new)-password$/)
  await field.fill('')
}
