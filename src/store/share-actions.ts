/** Opening the Flow of a link that someone has shared. `share-link.ts` reads it. */
import { cut } from "../base/words.ts";
import { newFileName } from "./file-row.ts";
import { FORM_FIELDS, requestOf } from "./kept-requests.ts";
import type { OpeningActions } from "./opening.ts";
import { plainName } from "./read-file.ts";
import { readShareLink } from "./share-link.ts";
import { DEFAULT_FORM, type SendForm } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What is done with links. */
export interface ShareActions {
  /**
   * Opens the Flow of a link, what stands behind `flow=`, in a tab of its own. Its request is kept with it, and is put
   * into the Send panel where nothing was typed there; it is not sent, and the address stays as it is. A link that cannot
   * be read is told in a dialog, which has the link too. False, which is told, if another file is opened meanwhile: then
   * the link is still to be opened.
   */
  openShared(link: string): Promise<boolean>;
}

/** The name under which the request of a link is kept. */
const REQUEST_NAME = "From the link";

/** The actions. */
export function createShareActions(
  { get, set, logLine }: Tools,
  { openText }: Pick<OpeningActions, "openText">,
): ShareActions {
  return {
    async openShared(link) {
      const shared = await readShareLink(link);
      if ("refused" in shared) {
        logLine("error", shared.refused);
        set({ dialog: { kind: "broken-link", link, why: shared.refused } });
        return true;
      }
      const { text, places, form } = shared;
      const fileName = newFileName(get(), plainName(shared.fileName).trim() || undefined);
      const message = `Opened ${cut(fileName)} from the link.`;
      const isFree = () => isUntouched(get().form);
      const requests =
        form === null ? [] : [requestOf(REQUEST_NAME, { address: get().address, form, headers: "" })];
      const isOpened = await openText(fileName, text, { places, requests }, () =>
        form === null
          ? message
          : isFree()
            ? `${message} Its request is in the Send panel.`
            : `${message} Its request is among the kept requests, since there is one of yours in the Send panel.`,
      );
      if (!isOpened) {
        const why = "since another file was opened meanwhile: reload the page to open it.";
        logLine("warning", `${cut(fileName)} from the link was not opened, ${why}`);
      } else if (form !== null && isFree()) {
        set({ form });
      }
      return isOpened;
    },
  };
}

function isUntouched(form: SendForm): boolean {
  return FORM_FIELDS.every((field) => form[field] === DEFAULT_FORM[field]);
}
