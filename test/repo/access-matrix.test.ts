// docs/access-matrix.md says what the server answers: every route asked with a token of every role. Written anew with `vitest -u`.
import { beforeAll, expect, test } from 'vitest'
import { roles, scopesOfRole } from '#domain/actor.ts'
import { sharedApp, type TestApp } from '../support/app.ts'
import { routesOf } from '../support/route-list.ts'

const introduction = `# Who may do what

Generated from the running server by \`test/repo/access-matrix.test.ts\`: every route asked with a token of every role. Do not edit.

A scope opens the route. What is seen behind it depends on the token: its territory, its marking ceiling, the processes it is bound to, its
office (inbox), and the consent of sources (UN liaison, Ombudsman). What lies outside answers 404, as if it were not there. A token may carry
fewer scopes than its role. Rules administrators see no signals; system administrators no content at all. ○: the scope is there, and a token
is refused all the same, because the act needs a person who is signed in (docs/security/sign-in.md). Behind all
this the database refuses rows as well (docs/security/walls.md).
`

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
let app: TestApp
beforeAll(async () => {
  app = await sharedApp()
})

test('docs/access-matrix.md is what the server answers', async () => {
  const lines: string[] = []
  for (const { method, url } of routesOf(app.server)) {
    if (!/^\/(v1|health|readyz|metrics|openapi)/.test(url)) continue // the console's files
    lines.push(`| \`${method} ${url}\` | ${(await answersTo(method, url)).join(' | ')} |`)
  }
  const header = `| Route | Scope | ${roles.join(' | ')} |\n|---|---|${roles.map(() => ':-:').join('|')}|`
  const scopes = roles.map((role) => `| ${role} | ${scopesOfRole[role].join(', ')} |`).join('\n')
  const text = `${introduction}\n## Routes\n\n${header}\n${lines.toSorted().join('\n')}\n\n## Scopes of the roles\n\n| Role | Scopes at most |\n|---|---|\n${scopes}\n`
  await expect(text).toMatchFileSnapshot('../../docs/access-matrix.md')
})

/** The scope, then a mark per role; for a public route all marks. */
async function answersTo(name: string, url: string): Promise<string[]> {
  const method = methods.find((one) => one === name)
  if (method === undefined) throw new Error(`a route with the method ${name}: add it to the list above`)
  const asked = url
    .replace(':identifier', '018f6d2e-0000-7000-8000-00000000aaaa')
    .replace(':id', '018f6d2e-0000-7000-8000-00000000aaaa')
    .replace(':name', 'polarisation_index')
    .replace(':n', '1')
    .replace('/:c:', '/inbox:')
    .replace('/:passkey:', '/AAAA:')
    .replace('/:audience:', '/un-liaison:')
    .replace('/:office:', '/nobody:')
    .replace('/:verification:', '/018f6d2e-0000-7000-8000-00000000aaaa:')
  const ask = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    // A stream that is open does not end: whether it would open, its head says.
    const isStream =
      url === '/v1/stream' && (await app.server.inject({ method: 'HEAD', url, headers })).statusCode === 200
    if (isStream) return { isUnknown: false, missing: undefined, isForPeople: false }
    const given = method === 'GET' ? {} : { payload: {} }
    const { statusCode, body } = await app.server.inject({ method, url: asked, headers, ...given })
    const missing = statusCode === 403 ? /needs the scope ([\w:]+)/.exec(body)?.[1] : undefined
    const isForPeople = statusCode === 403 && body.includes('AUTH_PERSON_NEEDED')
    return { isUnknown: statusCode === 401 && body.includes('AUTH_TOKEN_MISSING'), missing, isForPeople }
  }
  if (!(await ask('no token')).isUnknown) return ['none: public', ...roles.map(() => '●')]
  const answers = await Promise.all(roles.map((role) => ask(app.tokens[role])))
  const scope = answers.find(({ missing }) => missing !== undefined)?.missing
  const isForAll = answers.some((one) => one.isForPeople)
  const isOpen = (await app.server.inject({ method, url: asked })).statusCode !== 401
  const also = isOpen ? '; without a token the public part' : ''
  return [
    scope === undefined ? (isForAll ? 'anybody signed in' : 'any token') : `\`${scope}\`${also}`,
    ...answers.map(({ missing, isForPeople }) => (missing !== undefined ? '' : isForPeople ? '○' : '●')),
  ]
}
