import { LoadError } from "./load-error.ts";

/**
 * The one way to start a worker. The page's policy asks for trusted types, so that no text becomes a script's address
 * by itself: the policy `jfd-worker`, the only one that the server's header names, lets through addresses of this
 * origin and nothing else.
 */
const POLICY = "jfd-worker";

/** What the browsers' interface gives us of trusted types; TypeScript's own list of it has none. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL(url: string): string },
  ): { createScriptURL(url: string): string };
}

/** A policy of one name can be made once in a page. */
let policy: { createScriptURL(url: string): string } | null = null;

/**
 * A module worker, from an address that the bundler gave (`import url from "….worker.ts?worker&url"`). One that cannot
 * be fetched says so by its `error` event.
 *
 * @throws {TypeError} if the address is of another origin.
 */
export function spawnWorker(url: string): Worker {
  policy ??= createPolicy((globalThis as { trustedTypes?: TrustedTypes }).trustedTypes);
  return new Worker(policy.createScriptURL(url), { type: "module" });
}

/** Gives each answer of a worker to `answer`, and to `fail` why there will be none. `what`: what the worker does, as the subject of a sentence. */
export function listenToWorker<Answer>(
  worker: Worker,
  what: string,
  answer: (answered: Answer) => void,
  fail: (reason: Error) => void,
): void {
  worker.onmessage = ({ data }) => answer(data);
  worker.onmessageerror = () => fail(new Error("what the worker answered did not arrive"));
  worker.onerror = (event) => {
    // It is dealt with, so it need not come to the page.
    event.preventDefault();
    // A script that could not be fetched has nothing to say.
    fail(event.message ? new Error(event.message) : new LoadError(what, event));
  };
}

function createPolicy(trustedTypes: TrustedTypes | undefined): {
  createScriptURL(url: string): string;
} {
  const rules = { createScriptURL: ownScript };
  return trustedTypes ? trustedTypes.createPolicy(POLICY, rules) : rules;
}

function ownScript(url: string): string {
  const { href, origin } = new URL(url, location.href);
  if (origin !== location.origin) {
    throw new TypeError(`a worker's script has to come from this page's server, not from ${origin}`);
  }
  return href;
}
