/**
 * Keeps the open documents in the browser's database, and in step with other tabs that have them open.
 *
 * What changes is written within PAUSE_MS, each document in one piece: a browser that is killed loses what was done in
 * that time and while it was written. Whoever writes says which revision was known. If that is not the newest one, or a
 * newer one is heard of, the document is read again: what was not changed here is taken over; what was changed in both
 * tabs before either had heard of the other stays here as a copy with a name of its own, and both tabs say so. Requests
 * that were kept in both go together, one by one.
 */
import { randomHex } from "../base/random.ts";
import { diffChange } from "../model/text-change.ts";
import { wordsOf } from "./faults.ts";
import { allFiles, freshFileName, withBefore, withReplaced } from "./file-row.ts";
import { forgetFiles } from "./forget-files.ts";
import { OLD_FILES_KEY, OLD_WORK_KEY, partsOf } from "./kept.ts";
import type { ReadDocument } from "./kept-document.ts";
import { mergeRequests } from "./kept-requests.ts";
import { type KeptTab, readTab, TAB_KEY, TABS, tabKey } from "./kept-tab.ts";
import { type FileRecord, isUnsaved, type OpenFile, openedFile } from "./open-file.ts";
import {
  documentWrite,
  isSameBody,
  type KnownDocument,
  knownDocument,
  sidesAfter,
  sidesOf,
  UNKNOWN,
  type Writer,
  wholeDocument,
  withKnownSides,
} from "./pack-document.ts";
import { keepUnwritten, type Restored, readDocument, readUnwritten, restoreDocument } from "./restore.ts";
import { withText } from "./settle.ts";
import type { Tools } from "./tools.ts";

/** Keeps documents for as long as the page is there. */
export interface Keeper {
  /** Begins, with the documents that were open beside the one that is shown. Never rejects. */
  start(): Promise<void>;
  /** Writes all that has changed. Never rejects. */
  write(): Promise<void>;
  /**
   * The page may be gone at once: what is not written yet is kept for a reload of this tab, and written. False if changes
   * that were not saved would be lost.
   */
  leave(): boolean;
  /** Keeps a file that is no longer open until it is written. */
  letGo(file: OpenFile): void;
  /** Gives up a file that was let go of, written or not. Never rejects. */
  giveUp(id: string): Promise<void>;
  /** A document that is kept; null if there is none. */
  open(id: string): Promise<OpenFile | null>;
  /** Whether another tab answers that it has a document open. */
  isOpenElsewhere(id: string): Promise<boolean>;
}

/** Changes are gathered for this long before they are written. */
const PAUSE_MS = 200;
/** What is too old goes when the page has been there for so long, and nothing waits for it. */
const FORGET_AFTER_MS = 5000;
/** Other tabs answer within this time. */
const ANSWER_MS = 300;
/** What was refused is tried again after this time. */
const RETRY_MS = 5000;
/** Closed documents that a tab remembers, and tabs that are remembered. */
const MAX_CLOSED = 50;
const MAX_TABS = 20;

/** What tabs tell each other. */
type Message =
  | { readonly kind: "written"; readonly id: string }
  /** Whether another tab has it open, and that it has. */
  | { readonly kind: "asked" | "held"; readonly id: string }
  | { readonly kind: "conflict"; readonly id: string; readonly fileName: string; readonly copy: string };

/** The keeper of a page; it does nothing before it is started. */
export function createKeeper(tools: Tools): Keeper {
  const { ports, work, get, set, toast } = tools;
  const { database, channel, clock, tabStorage } = ports;
  const writer: Writer = { tabId: work.tabId, numbers: new WeakMap() };
  const known = new Map<string, KnownDocument>();
  const knownOf = (id: string) => known.get(id) ?? UNKNOWN;
  const nowMs = () => Math.round(clock.epochMs());
  /** Closed, and not yet written. */
  let gone: readonly OpenFile[] = [];
  let keptTab = "";
  let isBusy = false;
  let isStarted = false;
  let isUnwrittenKept = true;
  const filesHere = () => [...allFiles(get()), ...gone];
  const find = (id: string) => filesHere().find((file) => file.id === id);

  let queue: Promise<void> = Promise.resolve();
  /** Does one thing after the other: what is known must not change while it is relied on. */
  const inTurn = (act: () => Promise<void>): Promise<void> => {
    queue = queue.then(async () => {
      isBusy = true;
      await act().catch(refused);
      isBusy = false;
    });
    return queue;
  };

  const kept = () => {
    if (get().unkept !== null) {
      set({ unkept: null });
      toast("info", "The browser keeps your work again.");
    }
  };
  const refused = (cause: unknown) => {
    if (!(cause instanceof DOMException)) {
      tools.fault("keeping your work", cause);
    }
    const isFirst = get().unkept === null && cause instanceof DOMException;
    const isFull = cause instanceof DOMException && cause.name === "QuotaExceededError";
    const reason = isFull ? "its storage is full" : wordsOf(cause);
    set({ unkept: reason });
    if (isFirst) {
      const message = `The browser does not keep your work: ${reason}. What you do from now on is lost when this page is closed: download the file to be safe.`;
      tools.logLine("warning", message);
      toast("warning", message, { offer: "download" });
    }
    clock.after(RETRY_MS, () => void schedule());
  };

  const tabNow = (): Omit<KeptTab, "usedMs"> => {
    const { file, tabs, closed } = get();
    const open = allFiles(get()).map(({ id }) => id);
    return { version: 1, open, shown: file.id, closed: closed.slice(-MAX_CLOSED), tabs };
  };

  const writeAll = async () => {
    let refusal: { readonly cause: unknown } | null = null;
    for (const { id } of filesHere()) {
      try {
        await writeOne(id);
      } catch (cause) {
        // One that is too large does not hold up those behind it.
        refusal ??= { cause };
      }
    }
    const tab = tabNow();
    const text = JSON.stringify(tab);
    if (text !== keptTab) {
      await database.write({ put: [{ key: tabKey(work.tabId), value: { ...tab, usedMs: nowMs() } }] });
      keptTab = text;
    }
    if (isUnwrittenKept && unwritten().length === 0) {
      isUnwrittenKept = false;
      keepUnwritten(tabStorage, null);
    }
    if (refusal) {
      throw refusal.cause;
    }
    kept();
    await moveIn();
  };

  let hasMovedIn = false;
  /** Once all stands in the database, it is what a reload goes on with. */
  const moveIn = async () => {
    if (hasMovedIn) {
      return;
    }
    hasMovedIn = true;
    tabStorage.set(TAB_KEY, work.tabId);
    for (const area of [tabStorage, ports.storage]) {
      area.remove(OLD_WORK_KEY);
      area.remove(OLD_FILES_KEY);
    }
    await forgetTabs();
  };

  const unwritten = () =>
    filesHere().filter((file) => documentWrite(file, knownOf(file.id), writer, nowMs()) !== null);

  const writeOne = async (id: string) => {
    const file = find(id);
    const prepared = file && documentWrite(file, knownOf(id), writer, nowMs());
    if (!prepared) {
      gone = gone.filter((one) => one !== file);
      if (file) {
        // The next time that is seen without looking.
        known.set(id, { ...knownOf(id), body: file });
      }
      return;
    }
    // The tab that is used last is the one to go on with after a crash.
    const tab = { key: tabKey(work.tabId), value: { ...tabNow(), usedMs: nowMs() } };
    const { unless, put, remove } = prepared.write;
    if (await database.write({ unless, remove, put: [...put, tab] })) {
      known.set(id, prepared.known);
      gone = gone.filter((one) => one !== file);
      if (prepared.isShared) {
        post({ kind: "written", id });
      }
    } else {
      await readAgain(id);
    }
  };

  /** Reads a document that another tab has written. */
  const readAgain = async (id: string) => {
    const theirs = await readDocument(database, id);
    const mine = find(id);
    if (!mine) {
      return;
    }
    if (theirs === null) {
      // It was removed for good elsewhere, and is still worked on here.
      known.delete(id);
      toast("warning", `${mine.fileName} was removed in another tab. It is open here, so it is kept again.`, {
        isRefusal: false,
      });
      void schedule();
    } else if (theirs === "damaged") {
      replace(id, { ...mine, id: randomHex(ports.random) });
    } else {
      meet(mine, theirs);
    }
  };

  const meet = (found: OpenFile, theirs: ReadDocument) => {
    const { id } = found;
    const { revision, body } = knownOf(id);
    const { requests } = theirs.file;
    const isNewer = theirs.revision !== revision;
    const mine = {
      ...found,
      ...sidesAfter(body, found, theirs.file),
      ...(isNewer && { requests: mergeRequests(body?.requests ?? [], found.requests, requests) }),
    };
    const written = { ...sidesOf(theirs.file), requests };
    const isChangedHere = body === null || !isSameBody(mine, body);
    if (!isNewer || !isChangedHere || isSameBody(mine, theirs.file)) {
      const next = isNewer ? takenOver(mine, theirs.file) : mine;
      const asWritten = { ...next, ...written };
      known.set(
        id,
        isNewer ? knownDocument(asWritten, theirs, writer) : withKnownSides(knownOf(id), asWritten),
      );
      replace(id, next);
    } else if (body && isSameBody(theirs.file, body)) {
      // Nothing but its history, its requests and what stands beside the text has changed there.
      known.set(id, { revision: theirs.revision, body: { ...body, ...written }, sources: null });
      replace(id, mine);
    } else {
      part(found, theirs);
    }
    void schedule();
  };

  /** Keeps what was done here as a document of its own. */
  const part = (mine: OpenFile, theirs: ReadDocument) => {
    const { id, fileName } = mine;
    const copy: OpenFile = {
      ...mine,
      id: randomHex(ports.random),
      fileName: freshFileName(get(), fileName, "conflict"),
      // The file on the disk stays that of the other one.
      disk: null,
    };
    known.set(id, knownDocument(theirs.file, theirs, writer));
    replace(id, copy);
    if (!gone.includes(copy)) {
      set(withBefore(get(), copy.id, openedFile(theirs.file, mine.variables)));
    }
    const message = `${fileName} was changed in another tab at the same time. Yours is kept as ${copy.fileName}`;
    tools.logLine("warning", `${message}.`);
    toast("warning", `${message}, and shown here; ${fileName} is the one of the other tab.`, {
      offer: "back",
    });
    post({ kind: "conflict", id, fileName, copy: copy.fileName });
  };

  const replace = (id: string, file: OpenFile) => {
    if (gone.some((one) => one.id === id)) {
      gone = gone.map((one) => (one.id === id ? file : one));
    } else {
      set(withReplaced(get(), id, file));
    }
  };

  const post = (message: Message) => channel.post(message);
  const heard = new Set<string>();
  /** Who waits for the answer that a document is open elsewhere, each with a time of its own. */
  const asking = new Set<{ readonly id: string; answered(): void }>();
  const hear = (message: unknown) => {
    const { kind, id, fileName, copy } = partsOf<Message & { kind: "conflict" }>(message);
    if (typeof id !== "string") {
      return;
    }
    if (kind === ("held" satisfies Message["kind"])) {
      for (const one of asking) {
        if (one.id === id) {
          one.answered();
        }
      }
    }
    if (!find(id)) {
      return;
    }
    if (kind === ("asked" satisfies Message["kind"])) {
      post({ kind: "held", id });
    } else if (kind === ("written" satisfies Message["kind"])) {
      if (!heard.has(id)) {
        heard.add(id);
        void inTurn(async () => {
          heard.delete(id);
          await readAgain(id);
        });
      }
    } else if (typeof fileName === "string" && typeof copy === "string") {
      const text = `${fileName} was changed in another tab at the same time. What was done there is kept as ${copy}.`;
      tools.logLine("warning", text);
      toast("warning", text, { isRefusal: false });
    }
  };

  let isScheduled = false;
  const schedule = () => {
    if (!isScheduled && isStarted) {
      isScheduled = true;
      clock.after(PAUSE_MS, () => {
        isScheduled = false;
        void inTurn(writeAll);
      });
    }
  };

  const learn = (read: Restored) => {
    const { file, revision, isWritten } = read;
    const isKnown = knownDocument(file, read, writer);
    known.set(file.id, isWritten ? isKnown : { revision, body: null, sources: null });
  };

  /** The other documents of this tab take their places around the one that is shown. */
  const openOthers = async () => {
    const shown = work.shown?.file.id ?? get().file.id;
    const { documents } = readUnwritten(tabStorage);
    const ids = new Set([...(work.tab?.open ?? []), ...documents.map(({ file }) => file.id)]);
    const asked = await Promise.allSettled(
      [...ids].map(async (id) => (id === shown ? shown : await restoreDocument(ports, id))),
    );
    // One that the browser does not give must not keep the others away.
    const read = asked.map((one) => (one.status === "fulfilled" ? one.value : null));
    const lost = [...ids].filter((_, at) => asked[at]?.status === "rejected");
    const refusal = asked.find((one) => one.status === "rejected");
    if (refusal) {
      set({ closed: [...get().closed, ...lost] });
      tools.refusedWork(refusal.reason);
    }
    if (read.includes("damaged") && !work.isDamaged) {
      tools.damaged();
    }
    const at = Math.max(read.indexOf(shown), 0);
    const open = (list: typeof read) =>
      list.flatMap((one) => {
        if (one === null || typeof one === "string") {
          return [];
        }
        learn(one);
        return openedFile(one.file, get().file.variables, null);
      });
    const { filesBefore, filesAfter } = get();
    const old = work.old
      .filter(({ id }) => id !== shown)
      .map((file) => openedFile(file, get().file.variables, null));
    const [before, after] = [open(read.slice(0, at)), open(read.slice(at))];
    if (before.length + after.length + old.length > 0) {
      set({ filesBefore: [...before, ...filesBefore], filesAfter: [...filesAfter, ...after, ...old] });
    }
  };

  const forgetTabs = async () => {
    const tabs = await database.read([TABS]);
    const usedMs = (value: unknown) => readTab(value)?.usedMs ?? 0;
    const oldest = tabs.sort((a, b) => usedMs(b.value) - usedMs(a.value)).slice(MAX_TABS);
    if (oldest.length > 0) {
      await database.write({ remove: oldest.map(({ key }) => key) });
    }
  };

  const start = async () => {
    if (work.shown) {
      learn(work.shown);
    }
    channel.listen(hear);
    await inTurn(openOthers);
    isStarted = true;
    tools.subscribe(schedule);
    await inTurn(writeAll);
    clock.after(FORGET_AFTER_MS, () => {
      const open = filesHere().map(({ id }) => id);
      void inTurn(() => forgetFiles(database, open));
    });
  };

  return {
    start,
    write: () => inTurn(writeAll),
    leave() {
      if (!isStarted) {
        return true;
      }
      const files = unwritten();
      let isKept = true;
      if (files.length > 0 || JSON.stringify(tabNow()) !== keptTab) {
        isUnwrittenKept = true;
        isKept = keepUnwritten(tabStorage, {
          tab: { ...tabNow(), usedMs: nowMs() },
          documents: files.map((file) => wholeDocument(file, knownOf(file.id), writer, nowMs())),
        });
        if (!isBusy) {
          void inTurn(writeAll);
        }
      }
      return (isKept && get().unkept === null) || !files.some(isUnsaved);
    },
    letGo(file) {
      gone = [...gone, file];
      void schedule();
    },
    giveUp: (id) =>
      inTurn(async () => {
        gone = gone.filter((file) => file.id !== id);
        known.delete(id);
      }),
    isOpenElsewhere: (id) =>
      new Promise((resolve) => {
        const question = { id, answered: () => resolve(true) };
        asking.add(question);
        clock.after(ANSWER_MS, () => {
          asking.delete(question);
          resolve(false);
        });
        post({ kind: "asked", id });
      }),
    async open(id) {
      const held = gone.find((file) => file.id === id);
      if (held) {
        gone = gone.filter((file) => file !== held);
        return held;
      }
      const read = await restoreDocument(ports, id);
      if (read === null || read === "damaged") {
        return null;
      }
      learn(read);
      return openedFile(read.file, get().file.variables);
    },
  };
}

/** The file with what another tab has made of it; what is selected and shown here stays. */
function takenOver(mine: OpenFile, theirs: FileRecord): OpenFile {
  const { text, places, fileName, undo, redo } = theirs;
  const changes = diffChange(mine.text, text);
  const next = changes.length === 0 ? { ...mine, places } : withText(mine, text, changes, undefined, places);
  return { ...next, fileName, undo, redo };
}
