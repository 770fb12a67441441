/** Opening the Flow of a link that someone has shared. `share-link.ts` reads it. */
import { cut, listed } from "../base/words.ts";
import { isSecretText } from "../model/engine/check-secrets.ts";
import { placesOf } from "../model/problem.ts";
import { newFileName } from "./file-row.ts";
import { FORM_FIELDS, requestOf } from "./kept-requests.ts";
import type { OpenFile } from "./open-file.ts";
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

/** What everyone could read who has a link; with its line in the file, where it stands there. */
interface Doubt {
  readonly line: number | null;
  readonly message: string;
}

/** Each secret in a file, with its line; or that a text which cannot be read may hold some. */
export function secretsIn({ text, problems, reading }: OpenFile): readonly Doubt[] {
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

/** A key and its value, as JSON, a program or a header has them. A look begins where a word does. */
const PAIR = /(?<![\w.-])([A-Za-z_][\w.-]*)["']?\s*[:=]\s*(?:"([^"\n]*)|'([^'\n]*)|([^\s,;{}[\]"']+))/g;

/** Secrets in what was typed into the Send panel, by what they are called or by how they look. */
export function secretsInForm(form: SendForm): readonly Doubt[] {
  const texts = FORM_FIELDS.map((field) => form[field]).filter((text) => text !== "");
  const names = texts.flatMap((text) =>
    [...text.matchAll(PAIR)].flatMap(([, name = "", ...values]) =>
      isSecretText(name, values.find((value) => value !== undefined) ?? "") ? [cut(name, 40)] : [],
    ),
  );
  const looksSo = () => texts.some((text) => text.split("\n").some((line) => isSecretText("", line)));
  if (names.length === 0 && !looksSo()) {
    return [];
  }
  const which = names.length > 0 ? ` (${listed([...new Set(names)], "and")})` : "";
  const message = `The request of the Send panel holds what looks like a secret${which}.`;
  return [{ line: null, message }];
}

function isUntouched(form: SendForm): boolean {
  return FORM_FIELDS.every((field) => form[field] === DEFAULT_FORM[field]);
}
