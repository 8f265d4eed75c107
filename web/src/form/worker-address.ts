// The one script that a script of ours loads. Where the page's policy asks for trusted types, its address must come from here; anything else
// that becomes code or markup is refused by the browser.
interface Policy {
  createScriptURL(address: string): unknown
}
interface PolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): Policy
}

const workerFile = '/form-worker.js'

/** For navigator.serviceWorker.register. The name stands in the header that the server sends (http/edges.ts). */
export function workerAddress(): string {
  const { trustedTypes } = globalThis as unknown as { trustedTypes?: PolicyFactory }
  if (trustedTypes === undefined) return workerFile
  const policy = trustedTypes.createPolicy('vigia-form', {
    createScriptURL(address) {
      if (address !== workerFile) throw new TypeError(`${address} is no script of the form`)
      return address
    },
  })
  // An object that the browser takes in place of the text.
  return policy.createScriptURL(workerFile) as string
}
