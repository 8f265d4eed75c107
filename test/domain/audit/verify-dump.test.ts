// The verifier: whole dumps pass, and every change is seen (10,000 of them: bench/programs/audit-mutations.ts).
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import * as path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { notesIn, verifyDump } from '#audit/verify-audit.ts'
import { createRandom } from '../../../bench/random.ts'
import {
  aDump,
  bytesOf,
  type Dump,
  makeDump,
  mutate,
  mutationKinds,
  newSigner,
} from '../../support/audit-mutations.ts'

const dump = aDump(61, 7)
const verify = (bytes: Buffer, { publicKey, witness }: Dump = dump) =>
  verifyDump([bytes], [{ name: 'a mail', text: witness }], [publicKey])

describe('a whole dump', () => {
  test('passes, in one piece or in many', async () => {
    const bytes = bytesOf(dump.lines)
    const pieces = Array.from({ length: Math.ceil(bytes.length / 97) }, (_, index) =>
      bytes.subarray(index * 97, index * 97 + 97),
    )
    for (const given of [[bytes], pieces]) {
      const verdict = await verifyDump(given, [{ name: 'a mail', text: dump.witness }], [dump.publicKey])
      expect(verdict).toMatchObject({
        faults: [],
        warnings: [],
        events: 61,
        checkpoints: 9,
        last: { size: 61 },
      })
    }
  })

  test.each([1, 2, 3, 4, 5, 8, 63, 64, 65])('of %d events with a checkpoint after each', async (events) => {
    const one = aDump(events, 1)
    expect((await verify(bytesOf(one.lines), one)).faults).toEqual([])
  })

  test('without events passes too', async () => {
    const signer = newSigner()
    const empty = [...makeDump([], 1, signer)]
    expect((await verifyDump([bytesOf(empty)], [], [signer.publicKey])).faults).toEqual([])
  })

  test('says what it could not see without a key and without a checkpoint', async () => {
    const { faults, warnings } = await verifyDump([bytesOf(dump.lines)], [], [])
    expect([faults, warnings]).toEqual([
      [],
      [expect.stringContaining('--key'), expect.stringContaining('--checkpoint')],
    ])
  })

  test('passes with an older checkpoint, and not with one of another log or size', async () => {
    const notes = notesIn(dump.lines.filter((line) => line.includes('checkpoint')).join('\n'))
    const texts = notes.map(({ body, name, signature }) => `${body}\n— ${name} ${signature}\n`)
    const given = (text: string) => verifyDump([bytesOf(dump.lines)], [{ name: 'w', text }], [dump.publicKey])
    for (const text of texts) expect((await given(text)).faults).toEqual([])
    expect((await given(aDump(61, 7).witness)).faults).not.toEqual([])
    expect((await given('nothing of the kind')).faults).toEqual(['w: holds no checkpoint'])
  })
})

test('checkpoints are found as they travel', () => {
  const { witness } = dump
  const [wanted] = notesIn(witness)
  expect(wanted).toMatchObject({ size: 61 })
  const quoted = witness
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\r\n')
  const printable = Buffer.from(`Seal:\n\n${witness}`)
    .toString('latin1')
    .replaceAll(
      /[=\u0080-\u00FF]/g,
      (sign) => `=${sign.codePointAt(0)?.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .replaceAll(/(.{70})(?=.)/g, '$1=\r\n')
  const webhook = JSON.stringify({ type: 't', data: { audit_checkpoint: witness, view: 'thin' } })
  const feed = `<entry><summary>x</summary><vigia:checkpoint>${witness.trim()}</vigia:checkpoint></entry>`
  for (const text of [
    `Text.\n\n-- \nSello:\n\n${witness}`,
    quoted,
    printable,
    webhook,
    webhook.replaceAll('—', '\\u2014'),
    feed,
  ]) {
    expect(notesIn(text), text).toEqual([wanted])
  }
})

describe('every change is seen', () => {
  test.each(mutationKinds)('%s', async (kind) => {
    const random = createRandom(16)
    const before = bytesOf(dump.lines)
    for (let round = 0; round < 40; round += 1) {
      const after = mutate(dump, kind, random)
      expect(after.equals(before)).toBe(false)
      expect((await verify(after)).faults, `${kind}, round ${round}`).not.toEqual([])
    }
  })

  test('ADV4-changed-record: each bit of a small dump', async () => {
    const small = aDump(2, 2)
    const bytes = bytesOf(small.lines)
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const at = Math.floor(bit / 8)
      const changed = Buffer.from(bytes)
      changed.writeUInt8(changed.readUInt8(at) ^ (1 << (bit % 8)), at)
      expect((await verify(changed, small)).faults, `bit ${bit}`).not.toEqual([])
    }
  })
})

describe('the file alone', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'vigia-verify-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const put = (name: string, content: string | Buffer) => {
    writeFileSync(path.join(folder, name), content)
    return name
  }
  copyFileSync(
    path.join(import.meta.dirname, '../../../src/audit/verify-audit.ts'),
    path.join(folder, 'verify-audit.ts'),
  )
  const run = (...args: string[]) => {
    try {
      const given = ['verify-audit.ts', ...args]
      return {
        code: 0,
        text: execFileSync(process.execPath, given, { cwd: folder, env: {}, encoding: 'utf8' }),
      }
    } catch (error) {
      const { status, stdout } = error as { status: number; stdout: string }
      return { code: status, text: stdout }
    }
  }

  test('runs on another machine with Node and nothing else', () => {
    const good = put('good.ndjson', bytesOf(dump.lines))
    const bad = put('bad.ndjson', mutate(dump, 'alter', createRandom(1)))
    const mail = put('mail.txt', dump.witness)
    const whole = run(good, '--checkpoint', mail, '--key', dump.publicKey)
    expect(whole).toEqual({
      code: 0,
      text: expect.stringMatching(/^whole: 61 events, 9 checkpoints in the dump, 1 given/),
    })
    const broken = run(bad, '--checkpoint', mail, '--key', dump.publicKey)
    expect(broken).toEqual({
      code: 1,
      text: expect.stringMatching(/^FAULT: .*\n(.*\n)*NOT WHOLE: 61 events/),
    })
    expect(run().code).toBe(2)
  })
})
