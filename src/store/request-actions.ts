/** Filling the Send panel; naming, removing, exporting and importing the requests that are kept with the open file. */
import { counted, cutPlace } from "../base/words.ts";
import { decodeUtf8 } from "../formats/yaml/decode.ts";
import { freshName } from "../model/edit/edit.ts";
import { type AddressParts, isSimulator, NO_PARTS } from "../model/run/address.ts";
import { type KeptRequest, requestOf } from "./kept-requests.ts";
import {
  MAX_LENGTH,
  MAX_NAME,
  printRequests,
  readRequestFile,
  refuseAmount,
  refuseName,
} from "./request-file.ts";
import type { SendForm } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What is done to kept requests. Those that give a text give why it could not be done, and null if it was. */
export interface RequestActions {
  /** Fills several fields of the Send panel at once; what was there before can be brought back. */
  fillForm(change: Partial<SendForm>, address?: string, headers?: string): void;
  /** Brings back what stood in the Send panel before that. */
  restoreForm(): void;
  /** Says one thing of the address beside its text. The simulator, which has none of these, goes out of that. */
  setAddressPart(part: keyof AddressParts, text: string): void;
  /** Keeps what the Send panel holds under a name; a request that has that name is replaced. */
  keepRequest(name: string): string | null;
  renameRequest(name: string, to: string): string | null;
  removeRequest(name: string): void;
  /** Brings back the one that was removed last, into the file that it was in. */
  restoreRequest(): void;
  /** Gives all of them to the person as a file. */
  exportRequests(): void;
  /** Adds those of such a file; one whose name is taken by another gets a new name. */
  importRequests(file: Pick<File, "name" | "size" | "arrayBuffer">): Promise<string | null>;
}

/** Digits that a number takes which tells a request from others of its name. */
const NUMBER_DIGITS = 4;

/** A name like this one that no request has, and no longer than one may be. */
function freshRequestName(taken: ReadonlyMap<string, KeptRequest>, name: string): string {
  const end = cutPlace(name, MAX_NAME - NUMBER_DIGITS);
  return freshName(taken, name.length > end ? name.slice(0, end).trimEnd() : name);
}

/** The actions. */
export function createRequestActions(tools: Tools): RequestActions {
  const { get, set, setFile, toast, say, ports } = tools;
  /** Gives why there cannot be these. */
  const change = (requests: readonly KeptRequest[]) => {
    const refused = refuseAmount(requests);
    if (refused === null) {
      setFile({ requests });
    }
    return refused;
  };
  const add = (added: readonly KeptRequest[]) => {
    const { requests } = get().file;
    const byName = new Map(requests.map((request) => [request.name, request]));
    for (const request of added) {
      const taken = byName.get(request.name);
      if (!taken || JSON.stringify(taken) !== JSON.stringify(request)) {
        const name = taken ? freshRequestName(byName, request.name) : request.name;
        byName.set(name, { ...request, name });
      }
    }
    const refused = change([...byName.values()]);
    return { refused, count: byName.size - requests.length };
  };
  return {
    fillForm(change, address, headers = get().headers) {
      const { form, address: before, headers: sentAlong } = get();
      const replacedForm = { form, address: before, headers: sentAlong };
      // What was said of the address before is not to be taken for part of another one.
      const own = address === undefined ? {} : NO_PARTS;
      set({
        form: { ...form, ...own, ...change },
        address: address ?? before,
        headers,
        replacedForm,
        // Why nothing was sent was about what stood there before.
        unsent: null,
      });
    },
    restoreForm() {
      const { replacedForm } = get();
      if (replacedForm) {
        set({ ...replacedForm, replacedForm: null });
      }
    },
    setAddressPart(part, text) {
      const { form, address } = get();
      // Who names a host or a port means a gateway.
      const isLeft = text !== "" && isSimulator(address);
      set({ form: { ...form, [part]: text }, ...(isLeft && { address: "" }) });
    },
    keepRequest(wanted) {
      const name = wanted.trim();
      const { file, ...state } = get();
      const request = requestOf(name, state);
      const isTaken = file.requests.some((one) => one.name === name);
      const refused =
        refuseName(name) ??
        change(
          isTaken
            ? file.requests.map((one) => (one.name === name ? request : one))
            : [...file.requests, request],
        );
      if (refused === null) {
        say(`${isTaken ? "Replaced" : "Kept"} request ${name}.`);
      }
      return refused;
    },

    renameRequest(name, wanted) {
      const to = wanted.trim();
      const { requests } = get().file;
      if (to !== name && requests.some((request) => request.name === to)) {
        return `There is a request ${to} already.`;
      }
      const refused =
        refuseName(to) ??
        change(requests.map((request) => (request.name === name ? { ...request, name: to } : request)));
      if (refused === null) {
        say(`Renamed request ${name} to ${to}.`);
      }
      return refused;
    },

    removeRequest(name) {
      const { id, requests } = get().file;
      const request = requests.find((one) => one.name === name);
      if (request) {
        setFile({ requests: requests.filter((one) => one !== request) });
        set({ removedRequest: { fileId: id, request } });
        toast("info", `Removed request ${name}.`, { offer: "restore-request" });
      }
    },

    restoreRequest() {
      const { removedRequest, file } = get();
      if (removedRequest?.fileId !== file.id) {
        return;
      }
      const { refused } = add([removedRequest.request]);
      if (refused === null) {
        set({ removedRequest: null });
        say(`Brought back request ${removedRequest.request.name}.`);
      } else {
        toast("warning", refused);
      }
    },

    exportRequests() {
      const { fileName, requests } = get().file;
      const name = `${fileName.replace(/\.ya?ml$/i, "")}.requests.json`;
      ports.platform.download(name, new Blob([printRequests(requests)], { type: "application/json" }));
      toast("info", `Downloaded ${name}.`);
    },

    async importRequests(given) {
      const { name } = given;
      const { id } = get().file;
      // UTF-8 takes four bytes for a character at most.
      const bytes = given.size > 4 * MAX_LENGTH ? { refused: "The file is too long." } : await bytesOf(given);
      const decoded = "refused" in bytes ? bytes : decodeUtf8(bytes);
      const read = "refused" in decoded ? decoded : readRequestFile(decoded.text);
      if ("refused" in read) {
        return `${name}: ${read.refused}`;
      }
      if (get().file.id !== id) {
        return `${name}: another file was opened meanwhile.`;
      }
      const { refused, count } = add(read);
      if (refused === null) {
        say(`Imported ${counted(count, "request")} from ${name}.`);
      }
      return refused;
    },
  };
}

/** One that was changed or removed since it was chosen cannot be read. */
function bytesOf(file: Pick<File, "arrayBuffer">): Promise<Uint8Array | { readonly refused: string }> {
  return file.arrayBuffer().then(
    (buffer) => new Uint8Array(buffer),
    (cause) => ({
      refused: `It could not be read. The browser says: ${cause instanceof Error ? cause.message : String(cause)}`,
    }),
  );
}
