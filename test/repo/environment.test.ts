// What operators read about settings is what the code reads.
import { readFileSync } from 'node:fs'
import * as path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { environment, readConfig } from '#config/config.ts'

const root = path.join(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')
const known = Object.keys(environment.shape)

/** NAME=value lines, also those that are commented out because they have no default. */
function example(): { name: string; value: string; isSet: boolean; hasComment: boolean }[] {
  const lines = read('.env.example').split('\n')
  return lines.flatMap((line, index) => {
    const found = /^(# )?([A-Z][A-Z_]+)=(.*)$/.exec(line)
    if (found === null) return []
    const [, off, name = '', value = ''] = found
    return [
      { name, value, isSet: off === undefined, hasComment: lines[index - 1]?.startsWith('# ') === true },
    ]
  })
}

test('.env.example has every name that is read, each with a comment, and no other', () => {
  expect(
    example()
      .map((one) => one.name)
      .toSorted(),
  ).toEqual(known.toSorted())
  expect(example().filter((one) => !one.hasComment)).toEqual([])
})

test('the values in it are the defaults', () => {
  const given = Object.fromEntries(example().flatMap((one) => (one.isSet ? [[one.name, one.value]] : [])))
  expect(readConfig(given, read)).toEqual(readConfig({}, read))
  const defaults = environment.parse({})
  const withDefault = Object.entries(defaults).flatMap(([name, value]) => (value === undefined ? [] : [name]))
  expect(Object.keys(given).toSorted()).toEqual(withDefault.toSorted())
})

test('docker-compose.yml is well formed, and names settings that exist', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { environment?: Record<string, unknown>; image?: string; healthcheck?: object }>
    secrets: Record<string, object>
  }
  const ours = Object.entries(compose.services).filter(([, service]) => service.image === 'vigia')
  expect(ours.map(([name]) => name)).toEqual(expect.arrayContaining(['migrate', 'api', 'worker']))
  for (const [name, service] of ours) {
    for (const setting of Object.keys(service.environment ?? {}))
      expect(known, name).toContain(setting.replace(/_FILE$/, ''))
    if (name !== 'migrate') expect(service.healthcheck, name).toBeDefined()
  }
  const substituted = [...read('docker-compose.yml').matchAll(/\$\{([A-Z_]+)/g)].map(([, name]) => name)
  expect(known).toEqual(expect.arrayContaining([...new Set(substituted)]))
})

test('README speaks of no setting that does not exist', () => {
  const named = [...read('README.md').matchAll(/\bVIGIA_[A-Z_]+\b/g)].map(([name]) =>
    name.replace(/_FILE$/, ''),
  )
  expect(known).toEqual(expect.arrayContaining([...new Set(named)]))
})
