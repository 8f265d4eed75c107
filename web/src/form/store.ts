// What this device keeps: reports that wait, the draft in work, the key of this device. Texts are sealed with a key that no script can read.
export type QueueState = 'queued' | 'received' | 'refused'

export interface FieldFault {
  readonly pointer: string
  readonly message: string
}

/** One report; `sealed` goes as soon as the server has it. */
export interface QueueRow {
  /** Order of filing. */
  readonly n: number
  /** Made once per report: its id at the server, and its Idempotency-Key. */
  readonly id: string
  readonly state: QueueState
  readonly filedAt: number
  /** Shown in the list without opening the text: codes only. */
  readonly category: string
  readonly place: string
  readonly sealed?: Sealed
  readonly receivedAt?: string
  readonly faults?: readonly FieldFault[]
  readonly problem?: string
}

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>
  readonly data: ArrayBuffer
}

const databaseName = 'vigia-form'
const algorithm = { name: 'AES-GCM', length: 256 }

export interface Store {
  seal(value: unknown): Promise<Sealed>
  open<Value>(sealed: Sealed): Promise<Value>
  /** Resolves when it is written to the disk. */
  add(row: Omit<QueueRow, 'n'>): Promise<void>
  put(row: QueueRow): Promise<void>
  remove(n: number): Promise<void>
  rows(): Promise<QueueRow[]>
  /** The first report that waits. */
  first(): Promise<QueueRow | undefined>
  keep(key: string, value: unknown): Promise<void>
  /** Outlives the browser at once and a power cut a little later: for what is written with every key. */
  keepSoon(key: string, value: unknown): Promise<void>
  kept<Value>(key: string): Promise<Value | undefined>
  forget(key: string): Promise<void>
  /** Signing out: the key goes first, so that nothing that is left can be read. */
  wipe(): Promise<void>
}

export async function openStore(): Promise<Store> {
  const db = await openDatabase()
  const key = await deviceKey(db)
  const inQueue = (mode: IDBTransactionMode) => objects(db, 'queue', mode)
  const inKept = (mode: IDBTransactionMode) => objects(db, 'kept', mode)
  return {
    async seal(value) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const text = new TextEncoder().encode(JSON.stringify(value))
      return { iv, data: await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, text) }
    },
    async open<Value>({ iv, data }: Sealed) {
      const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, data)
      return JSON.parse(new TextDecoder().decode(text)) as Value
    },
    add: (row) => inQueue('readwrite')((queue) => queue.add(row)).then(() => undefined),
    put: (row) => inQueue('readwrite')((queue) => queue.put(row)).then(() => undefined),
    remove: (n) => inQueue('readwrite')((queue) => queue.delete(n)).then(() => undefined),
    rows: () => inQueue('readonly')((queue) => queue.getAll()),
    async first() {
      const row: unknown = await inQueue('readonly')((queue) => queue.index('state').get('queued'))
      return row as QueueRow | undefined
    },
    keep: (name, value) => inKept('readwrite')((kept) => kept.put(value, name)).then(() => undefined),
    keepSoon: (name, value) =>
      objects(db, 'kept', 'readwrite', 'relaxed')((kept) => kept.put(value, name)).then(() => undefined),
    kept: (name) => inKept('readonly')((kept) => kept.get(name)),
    forget: (name) => inKept('readwrite')((kept) => kept.delete(name)).then(() => undefined),
    async wipe() {
      await inKept('readwrite')((kept) => kept.clear())
      await inQueue('readwrite')((queue) => queue.clear())
    },
  }
}

function openDatabase(): Promise<IDBDatabase> {
  const asked = indexedDB.open(databaseName, 1)
  asked.addEventListener('upgradeneeded', () => {
    const queue = asked.result.createObjectStore('queue', { keyPath: 'n', autoIncrement: true })
    // Rows of one state lie in the order of their key, so the first of them is the oldest.
    queue.createIndex('state', 'state')
    asked.result.createObjectStore('kept')
  })
  return answerOf(asked)
}

/** Made on the device, never leaves it, and cannot be read by any script: only used. */
async function deviceKey(db: IDBDatabase): Promise<CryptoKey> {
  const found = await objects(db, 'kept', 'readonly')((kept): IDBRequest<unknown> => kept.get('device-key'))
  if (found instanceof CryptoKey) return found
  const made = await crypto.subtle.generateKey(algorithm, false, ['encrypt', 'decrypt'])
  await objects(db, 'kept', 'readwrite')((kept) => kept.put(made, 'device-key'))
  return made
}

function objects(
  db: IDBDatabase,
  store: 'queue' | 'kept',
  mode: IDBTransactionMode,
  durability: IDBTransactionDurability = 'strict',
) {
  return async <Answer>(act: (objects: IDBObjectStore) => IDBRequest<Answer>): Promise<Answer> => {
    const transaction = db.transaction(store, mode, { durability })
    const done = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve())
      for (const end of ['error', 'abort'])
        transaction.addEventListener(end, () =>
          reject(transaction.error ?? new Error('the device did not store it')),
        )
    })
    const request = act(transaction.objectStore(store))
    await done
    return request.result
  }
}

function answerOf<Answer>(request: IDBRequest<Answer>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error ?? new Error('the device did not answer')))
  })
}
