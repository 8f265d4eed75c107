// The product as a process of its own, for the load programs: as it is shipped, or with the route's storage left out.
import { createApp, openCore, serverDeps } from '#app/create-app.ts'
import { mayUseProcess } from '#domain/actor.ts'
import { deriveSignal } from '#domain/signal/derive-signal.ts'
import { buildServer } from '#http/build-server.ts'
import type { SignalGroups } from '#intake/post-signal-routes.ts'
import { refusal } from '#intake/read-signal.ts'
import { senderOf } from '#intake/sender.ts'
import { acceptedSignal } from '#intake/store-candidates.ts'
import type { Submission, Verdict } from '#intake/submission.ts'
import { AppError } from '#platform/errors.ts'
import { sha256, uuidv7 } from '#platform/ids.ts'
import { readNow } from '#registry/process-store.ts'
import type { RegistryView } from '#registry/registry-view-store.ts'
import { lookFromOutside } from '../../test/support/outside-walls.ts'
import { serverOptions } from '../server-process.ts'
import { configFor } from '../world.ts'

lookFromOutside()

/** What intake does with a signal short of the database: the same derivation, checks and answer. */
function judgeOne(view: RegistryView, { actor, items }: Submission): Verdict {
  const [item] = items
  // every request of the load is a good one; programs/posts.ts stops at the first that is refused
  if (item === undefined || !('bodyHash' in item)) return refused()
  const sender = senderOf(actor, item.body, view)
  const now = Temporal.Now.instant()
  const { derived, faults } = deriveSignal(item.body, sender, {
    pack: view.pack,
    places: view.places,
    processes: view.open.filter((process) => mayUseProcess(actor, process.id)),
    receivedAt: now.epochMilliseconds,
    hash: sha256,
  })
  if (derived === undefined) return { outcome: 'refused', error: refusal(faults) }
  const id = uuidv7()
  const row = {
    id,
    rev: 1,
    kind: 'signal' as const,
    sourceId: sender.id,
    externalId: item.body.external_id ?? id,
    body: item.body,
    derived,
    bodyHash: item.bodyHash,
    reason: null,
    actor: actor.tokenId,
    receivedAt: now.toString(),
  }
  return { outcome: 'created', signal: acceptedSignal(row, []) }
}

function refused(): Verdict {
  return { outcome: 'refused', error: new AppError('bug', 'INVARIANT_BROKEN', 'an item that cannot be read') }
}

function withoutStorage(view: RegistryView): SignalGroups {
  return {
    add(submission) {
      const verdicts = [judgeOne(view, submission)]
      return Promise.resolve({ verdicts, answer: { ...submission.answer(verdicts), isReplay: false } })
    },
    drain: () => Promise.resolve(),
  }
}

async function start(): Promise<string | undefined> {
  const { databaseUrl, redisUrl, role, isStored } = serverOptions()
  const config = configFor({ redisUrl }, databaseUrl, role)
  if (isStored) return (await (await createApp(config)).start()).url
  const core = await openCore(config)
  const { version } = await readNow(core.db)
  const view = await core.registry.at(core.db, version)
  const server = await buildServer(await serverDeps(core, withoutStorage(view)))
  return server.listen({ host: '127.0.0.1', port: 0 })
}

process.send?.({ url: await start() })
process.once('disconnect', () => process.exit(0)) // the program that started it is done, or dead
