// No way in without a second factor: the routes that can open a session are those that docs/security/sign-in.md lists, and no code but theirs
// can open one.
import { globSync, readFileSync } from 'node:fs'
import * as path from 'node:path'
import { fastify } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { expect, test } from 'vitest'
import { type AccessDeps, accessRoutes } from '#access/routes.ts'
import { doors } from '../support/people-routes.ts'

const root = path.join(import.meta.dirname, '../..')

async function routesThatOpen(): Promise<string[]> {
  const found: string[] = []
  const server = fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  server.addHook('onRoute', ({ method, url, config }) => {
    if (config?.opensSession === true) found.push(`${String(method)} ${url}`)
  })
  await server.register(accessRoutes({} as AccessDeps))
  await server.ready()
  return found
}

const usesOf = (word: string) =>
  globSync('src/**/*.ts', { cwd: root }).filter((file) =>
    new RegExp(`\\b${word}\\(`).test(readFileSync(path.join(root, file), 'utf8')),
  )

test('the ways in that are documented are the routes that open sessions', async () => {
  const text = readFileSync(path.join(root, 'docs/security/sign-in.md'), 'utf8')
  const listed = [...text.matchAll(/^\| `(POST [^`]+)` \|/gm)].map(([, route]) => String(route))
  expect(listed.toSorted()).toEqual((await routesThatOpen()).toSorted())
  expect(doors).toEqual(expect.arrayContaining(listed))
})

test('a session begins in one place, which only the three ways in call', () => {
  expect(usesOf('insertSession').toSorted()).toEqual([
    'src/access/open-session.ts',
    'src/access/session-store.ts',
  ])
  expect(usesOf('openSession').toSorted()).toEqual([
    'src/access/oidc-sign-in.ts',
    'src/access/open-session.ts',
    'src/access/sign-in.ts',
  ])
  for (const way of ['signInByPasskey', 'signInByPassword'])
    expect(usesOf(way).toSorted()).toEqual(['src/access/sign-in-routes.ts', 'src/access/sign-in.ts'])
  for (const way of ['signInByProvider', 'finishSignIn'])
    expect(usesOf(way).toSorted()).toEqual(['src/access/oidc-routes.ts', 'src/access/oidc-sign-in.ts'])
})
