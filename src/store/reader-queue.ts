/**
 * A reader that has another thread read. That thread does one text at a time, and cannot be spoken to meanwhile: texts
 * wait here for their turn, and a thread whose text nobody wants any more is ended.
 */
import { type PackedDocument, reviveDocument } from "../formats/pack/document.ts";
import type { ReadAnswer, ReadQuestion } from "../formats/pack/read-flow.worker.ts";
import type { BuiltNode } from "../model/engine/built-flow.ts";
import { cacheLayout } from "./derived.ts";
import type { Reader } from "./ports.ts";
import { readHere } from "./reader.ts";

/** A thread that takes texts one at a time. */
interface ReadingThread {
  postMessage(question: ReadQuestion): void;
  terminate(): void;
}

/** Starts a thread, which calls `answer` for each text, and `fail` if it could not be started or its code threw. */
type SpawnThread = (answer: (answered: ReadAnswer) => void, fail: (reason: Error) => void) => ReadingThread;

interface Job {
  readonly question: ReadQuestion;
  readonly resolve: (answered: ReadAnswer) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * `spawn` is called when the first text comes, and again after a thread was ended. `pause` lets the page do other things
 * between the steps in which a reading of a long text comes in.
 */
export function createQueuedReader(
  spawn: SpawnThread,
  pause: () => Promise<void> = () => Promise.resolve(),
): Reader {
  let thread: ReadingThread | null = null;
  let current: Job | null = null;
  let waiting: Job[] = [];

  const start = () => {
    // What an ended thread still says is about a text that nobody waits for.
    const isOwn = () => own === thread;
    const own = spawn(
      (answered) => isOwn() && answer(answered),
      (reason) => isOwn() && fail(reason),
    );
    return own;
  };
  const next = () => {
    current = waiting.shift() ?? null;
    if (current) {
      try {
        thread ??= start();
        thread.postMessage(current.question);
      } catch (error) {
        fail(error);
      }
    }
  };
  const answer = (answered: ReadAnswer) => {
    const job = current;
    next();
    job?.resolve(answered);
  };
  const endThread = () => {
    thread?.terminate();
    thread = null;
  };
  const fail = (reason: unknown) => {
    const job = current;
    endThread();
    next();
    job?.reject(reason);
  };

  const answered = (question: ReadQuestion, signal: AbortSignal): Promise<ReadAnswer> =>
    new Promise((resolve, reject) => {
      const job: Job = { question, resolve, reject };
      const drop = () => {
        if (job === current) {
          endThread();
          next();
        } else {
          waiting = waiting.filter((other) => other !== job);
        }
        reject(signal.reason);
      };
      signal.throwIfAborted();
      signal.addEventListener("abort", drop, { once: true });
      waiting.push(job);
      if (current === null) {
        next();
      }
    });

  return {
    async read({ text, given, form: { direction, wraps }, document: known, staying }, signal) {
      const form = { direction, wraps };
      const isRead = known !== undefined;
      const question = { text, given, form: staying ? null : form, isRead };
      const { packed, layout } = await answered(question, signal);
      await pause();
      const revive = (sent: PackedDocument) =>
        reviveDocument({ text, surroundings: { given } }, sent, () => readHere(text, given).document);
      const document = known ?? (packed && revive(packed));
      if (!document) {
        throw new Error("the thread that reads has sent no document");
      }
      const { picture } = document;
      const isStaying = ({ name }: BuiltNode) => staying?.picture.byName.has(name);
      const made =
        layout ??
        (picture.nodes.some(isStaying)
          ? null
          : (await answered({ text, given, form, isRead: true }, signal)).layout);
      if (made) {
        cacheLayout(picture, made);
      }
      await pause();
      return document;
    },
  };
}
