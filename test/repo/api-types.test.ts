// web/src/api-schema.ts is what the server's own OpenAPI document says. Written anew by `npm run api-types`.
import { expect, test } from 'vitest'
import { apiTypes } from '../support/api-types.ts'
import { sharedApp } from '../support/app.ts'
import type { OpenApiDocument } from '../support/openapi.ts'

test('the console’s types are those of the routes: after a change of a route, npm run api-types', async () => {
  const app = await sharedApp()
  const document = (await app.server.inject('/openapi.json')).json<OpenApiDocument>()
  await expect(await apiTypes(document)).toMatchFileSnapshot('../../web/src/api-schema.ts')
})
