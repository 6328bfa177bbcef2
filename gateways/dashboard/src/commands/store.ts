// Where entries are kept: in this browser, shared by its tabs, until they are answered.
import type { Entry, StoredEntry } from "./entry";

export interface EntryStore {
  /** Gives the entry its place after all others. */
  add: (entry: Entry) => Promise<StoredEntry>;
  /** Does nothing when it has been removed meanwhile. */
  replace: (entry: StoredEntry) => Promise<void>;
  remove: (key: string) => Promise<void>;
  all: (account: string) => Promise<StoredEntry[]>;
}

const table = "entries";

export class IndexedDbStore implements EntryStore {
  readonly #database: Promise<IDBDatabase>;

  constructor(name = "millrace-commands") {
    this.#database = new Promise((resolve, reject) => {
      const opening = indexedDB.open(name, 1);
      opening.onupgradeneeded = () => {
        const store = opening.result.createObjectStore(table, { keyPath: "at", autoIncrement: true });
        store.createIndex("key", "key", { unique: true });
        store.createIndex("account", "account");
      };
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error);
    });
  }

  async add(entry: Entry) {
    const at = await this.#in("readwrite", (store) => store.add(entry));
    return { ...entry, at: at as number };
  }

  async replace(entry: StoredEntry) {
    await this.#in("readwrite", (store) => {
      const asked = store.getKey(entry.at);
      asked.onsuccess = () => asked.result !== undefined && store.put(entry);
      return asked;
    });
  }

  async remove(key: string) {
    const at = await this.#in("readonly", (store) => store.index("key").getKey(key));
    if (at !== undefined) await this.#in("readwrite", (store) => store.delete(at));
  }

  all(account: string): Promise<StoredEntry[]> {
    return this.#in("readonly", (store) => store.index("account").getAll(account));
  }

  async #in<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const transaction = (await this.#database).transaction(table, mode);
    const request = ask(transaction.objectStore(table));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      transaction.onabort = () => reject(transaction.error);
    });
  }
}

/** For a browser that gives no room, and for tests: lives as long as the tab. */
export class MemoryStore implements EntryStore {
  readonly #entries = new Map<string, StoredEntry>();
  #at = 0;

  async add(entry: Entry) {
    const stored = { ...structuredClone(entry), at: ++this.#at };
    this.#entries.set(entry.key, stored);
    return stored;
  }

  async replace(entry: StoredEntry) {
    if (this.#entries.has(entry.key)) this.#entries.set(entry.key, structuredClone(entry));
  }

  async remove(key: string) {
    this.#entries.delete(key);
  }

  async all(account: string) {
    return [...this.#entries.values()].filter((entry) => entry.account === account).sort((a, b) => a.at - b.at);
  }
}
