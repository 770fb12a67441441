/** Opening the Flow of a link that someone has shared. `share-link.ts` reads it. */
import { cut } from "../base/words.ts";
import { allFiles, newFileName } from "./file-row.ts";
import { FORM_FIELDS, type KeptRequest, requestOf } from "./kept-requests.ts";
import type { OpenFile } from "./open-file.ts";
import type { OpeningActions } from "./opening.ts";
import { isSameBody } from "./pack-document.ts";
import { plainName } from "./read-file.ts";
import { readShareLink, type SharedFlow } from "./share-link.ts";
import { DEFAULT_FORM, type SendForm } from "./state.ts";
import type { Tools } from "./tools.ts";

/** What is done with links. */
export interface ShareActions {
  /**
   * Opens the Flow of a link, what stands behind `flow=`, in a tab of its own. Its request is kept with it, and is put
   * into the Send panel where nothing was typed there; it is not sent, and the address stays as it is. A link that cannot
   * be read is told in a dialog, which has the link too. Where a file is open that holds the same Flow at the same places,
   * and the request of the link if it has one, that one is shown instead. False, which is told, if another file is opened
   * meanwhile: then the link is still to be opened.
   */
  openShared(link: string): Promise<boolean>;
}

/** The name under which the request of a link is kept. */
const REQUEST_NAME = "From the link";

/** The actions. */
export function createShareActions(
  { get, set, logLine, toast, ports }: Tools,
  { openText, showFile }: Pick<OpeningActions, "openText" | "showFile">,
): ShareActions {
  return {
    async openShared(link) {
      const shared = await readShareLink(link, ports.clock);
      if ("refused" in shared) {
        logLine("error", shared.refused);
        set({ dialog: { kind: "broken-link", link, why: shared.refused } });
        return true;
      }
      const { text, places, form } = shared;
      const requests =
        form === null ? [] : [requestOf(REQUEST_NAME, { address: get().address, form, headers: "" })];
      const isFree = () => isSameForm(get().form, DEFAULT_FORM);
      const open = allFiles(get()).find((file) => isUnchanged(file, shared, requests));
      const fileName = open?.fileName ?? newFileName(get(), plainName(shared.fileName).trim() || undefined);
      const message = (): string => {
        const done = open
          ? `${cut(fileName)} from the link is open already.`
          : `Opened ${cut(fileName)} from the link.`;
        return form === null || (open && isSameForm(get().form, form))
          ? done
          : isFree()
            ? `${done} Its request is in the Send panel.`
            : `${done} Its request is among the kept requests, since there is one of yours in the Send panel.`;
      };
      if (open) {
        showFile(open.id);
        toast("info", message());
      }
      const isOpened = open ? true : await openText(fileName, text, { places, requests }, message);
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

/** Whether the file is what the link would be opened as. */
function isUnchanged(
  file: OpenFile,
  { text, places }: SharedFlow,
  requests: readonly KeptRequest[],
): boolean {
  const own = file.requests.find(({ name }) => name === REQUEST_NAME);
  const [given] = requests;
  return (
    isSameBody(file, { text, places, fileName: file.fileName }) &&
    (own && given ? isSameForm(own.form, given.form) : own === given)
  );
}

function isSameForm(one: SendForm, other: SendForm): boolean {
  return FORM_FIELDS.every((field) => one[field] === other[field]);
}
