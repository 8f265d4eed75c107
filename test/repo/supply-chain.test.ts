// What may come into an installation: integrity for every package, one install script, a small number of direct dependencies, each explained.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

interface Locked {
  readonly version?: string
  readonly integrity?: string
  readonly resolved?: string
  readonly hasInstallScript?: boolean
  readonly dev?: boolean
}

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'))
const { packages } = json('package-lock.json') as { packages: Record<string, Locked> }
const installed = Object.entries(packages).filter(([place]) => place !== '')
const direct = Object.keys((json('package.json') as { dependencies: Record<string, string> }).dependencies)

test('ADV7-changed-package: every package of the lockfile has a SHA-512, and none names a place of its own to come from', () => {
  const broken = installed.filter(
    ([, { integrity, resolved }]) =>
      !/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity ?? '') ||
      (resolved !== undefined && !resolved.startsWith('https://registry.npmjs.org/')),
  )
  expect(broken.map(([place]) => place)).toEqual([])
})

test('ADV7-install-script: one package may run a script when it is installed: the run-time itself', () => {
  const allowed = Object.entries(
    (json('package.json') as { allowScripts: Record<string, boolean> }).allowScripts,
  )
  expect(allowed.filter(([, isAllowed]) => isAllowed).map(([name]) => name)).toEqual(['node'])
  const scripted = installed.filter(([, one]) => one.hasInstallScript === true && one.dev !== true)
  const known = new Set(allowed.map(([name]) => name))
  const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)
  expect(scripted.map(([place]) => nameOf(place)).filter((name) => !known.has(name))).toEqual([])
})

test('ADV7-many-packages: at most 40 direct dependencies at run time, each with its line in docs/dependencies.md', () => {
  expect(direct.length).toBeLessThanOrEqual(40)
  const explained = readFileSync('docs/dependencies.md', 'utf8')
  expect(direct.filter((name) => !explained.includes(`| ${name} `))).toEqual([])
})

test('the bill of materials (npm run sbom) is CycloneDX and lists every direct dependency', () => {
  const printed = execFileSync('npm', ['run', '--silent', 'sbom'], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const sbom = JSON.parse(printed) as {
    bomFormat: string
    components: { group?: string; name: string; version: string }[]
  }
  expect(sbom.bomFormat).toBe('CycloneDX')
  const listed = new Set(sbom.components.map(({ group, name }) => (group ? `${group}/${name}` : name)))
  expect(direct.filter((name) => !listed.has(name))).toEqual([])
})
