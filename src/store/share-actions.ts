/** Opening the Flow of a link that someone has shared. `share-link.ts` reads it. */
import { cut } from "../base/words.ts";
import { placesOf } from "../model/problem.ts";
import { FORM_FIELDS, requestOf } from "./kept-requests.ts";
import type { OpenFile } from "./open-file.ts";
import type { OpeningActions } from "./opening.ts";
import { readShareLink } from "./share-link.ts";
import { DEFAULT_FORM, type SendForm } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What is done with links. */
export interface ShareActions {
  /**
   * Opens the Flow of a link, what stands behind `flow=`, in a tab of its own. Its request is kept with it, and is put
   * into the Send panel where nothing was typed there; it is not sent, and the address stays as it is. False, which is
   * told, if the link cannot be read.
   */
  openShared(link: string): Promise<boolean>;
}

/** The name under which the request of a link is kept. */
const REQUEST_NAME = "From the link";

/** The actions. */
export function createShareActions(
  { get, set, toast, logLine }: Tools,
  { openText }: Pick<OpeningActions, "openText">,
): ShareActions {
  return {
    async openShared(link) {
      const shared = await readShareLink(link);
      if ("refused" in shared) {
        logLine("error", shared.refused);
        toast("warning", `${shared.refused} Nothing was changed.`);
        return false;
      }
      const { text, places, form } = shared;
      const fileName = shared.fileName.trim() || "flow.yml";
      const message = `Opened ${cut(fileName)} from the link.`;
      if (form === null) {
        await openText(fileName, text, { places }, message);
        return true;
      }
      const isFree = isUntouched(get().form);
      const request = requestOf(REQUEST_NAME, { address: get().address, form, headers: "" });
      await openText(
        fileName,
        text,
        { places, requests: [request] },
        isFree
          ? `${message} Its request is in the Send panel.`
          : `${message} Its request is among the kept requests, since there is one of yours in the Send panel.`,
      );
      if (isFree) {
        set({ form });
      }
      return true;
    },
  };
}

/**
 * What everyone could read who has a link to the file: each secret in it, with its line; or that a text which cannot be
 * read may hold some.
 */
export function secretsIn({ text, problems, reading }: OpenFile): readonly {
  readonly line: number | null;
  readonly message: string;
}[] {
  const secrets = problems.filter(({ code }) => code === "secret");
  if (secrets.length === 0 && !reading.document.isFlow) {
    return [{ line: null, message: "The text holds no Flow, so nobody has looked for secrets in it." }];
  }
  const places = placesOf(
    text,
    secrets.map(({ range }) => range?.from ?? 0),
  );
  return secrets.map(({ message }, at) => ({ line: places[at]?.line ?? null, message }));
}

function isUntouched(form: SendForm): boolean {
  return FORM_FIELDS.every((field) => form[field] === DEFAULT_FORM[field]);
}
