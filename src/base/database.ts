/**
 * The port to what the browser keeps on its disk: values by key, in one table. A key is a list of texts and numbers;
 * keys that begin alike stand together. What is written together is kept all or not at all, also if the browser is
 * killed meanwhile, and is on the disk once `write` resolves.
 */
export interface Database {
  /** All that is kept under keys that begin so, as it is at one moment, in the order of keys. It may be anything. */
  read(...prefixes: readonly Key[]): Promise<Entry[]>;
  /** False, with nothing changed, if what `unless` asks for is so. Rejects if the browser does not keep it. */
  write(change: DatabaseWrite): Promise<boolean>;
}

/** A key, as `["part", id, "text"]`. */
export type Key = readonly (string | number)[];

/** A key and what is kept under it. */
export interface Entry {
  readonly key: Key;
  readonly value: unknown;
}

/** What is to be written, in one piece. Values are of kinds that the browser can copy. */
export interface DatabaseWrite {
  /** Nothing is written if this holds of what is kept under the key: `undefined` for nothing. */
  readonly unless?: { readonly key: Key; readonly holds: (value: unknown) => boolean };
  readonly put?: readonly Entry[];
  /** All under keys that begin so goes, before anything is put. */
  readonly remove?: readonly Key[];
}

const TABLE = "kept";
const VERSION = 1;

/**
 * The browser's own database of this name. Opening begins at once, and anew with what is asked for after it has failed,
 * or after the browser has closed it; what is asked for meanwhile is rejected with the reason. `replaced`: a newer version
 * of the page wants it, and nothing is kept here any more.
 */
export function createBrowserDatabase(name: string, replaced: () => void): Database {
  let opened: Promise<IDBDatabase> | null = null;
  const forget = () => {
    opened = null;
  };
  const open = () => {
    if (opened === null) {
      opened = openDatabase(name, replaced, forget);
      opened.catch(forget);
    }
    return opened;
  };
  // Whoever asks for something is told.
  open().catch(() => {});
  return {
    async read(...prefixes) {
      const table = (await open()).transaction(TABLE).objectStore(TABLE);
      const lists = prefixes.map(async (prefix): Promise<Entry[]> => {
        const range = rangeOf(prefix);
        const [keys, values] = await Promise.all([
          answered(table.getAllKeys(range)),
          answered(table.getAll(range)),
        ]);
        return keys.map((key, at) => ({ key: key as (string | number)[], value: values[at] }));
      });
      return (await Promise.all(lists)).flat();
    },
    async write({ unless, put = [], remove = [] }) {
      const transaction = (await open()).transaction(TABLE, "readwrite", { durability: "strict" });
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new DOMException("it was given up"));
      });
      // Seen to below, also where a request fails first.
      done.catch(() => {});
      const table = transaction.objectStore(TABLE);
      if (unless?.holds(await answered(table.get([...unless.key])))) {
        return false;
      }
      try {
        for (const prefix of remove) {
          table.delete(rangeOf(prefix));
        }
        for (const { key, value } of put) {
          table.put(value, [...key]);
        }
      } catch (cause) {
        // Else what was asked for before would be done.
        transaction.abort();
        throw cause;
      }
      // Before a page that is left can be gone.
      transaction.commit();
      await done;
      return true;
    },
  };
}

function openDatabase(name: string, replaced: () => void, closed: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(name, VERSION);
    opening.onupgradeneeded = () => opening.result.createObjectStore(TABLE);
    opening.onerror = () => reject(opening.error);
    opening.onblocked = () =>
      reject(new DOMException("another tab has an older version of this page open: close it", "Blocked"));
    opening.onsuccess = () => {
      const database = opening.result;
      database.onversionchange = ({ newVersion }) => {
        database.close();
        if (newVersion === null) {
          // It is deleted, and made anew by what is asked for next.
          closed();
        } else {
          replaced();
        }
      };
      database.onclose = closed;
      resolve(database);
    };
  });
}

/** Lists sort behind texts and numbers, so that an empty one stands behind all that may follow. */
function rangeOf(prefix: Key): IDBKeyRange {
  return IDBKeyRange.bound([...prefix], [...prefix, []]);
}

function answered<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
