/** The browser's files and clipboard, behind the store's port. */
import { systemClock } from "../base/clock.ts";
import type { OpenedFile, Platform } from "../store/ports.ts";

/** Below this width one place of the page shows at a time. */
export const NARROW = "(max-width: 760px)";
/** How long a download's address stays valid: browsers read it some time after the click. */
const REVOKE_AFTER_MS = 60_000;

/** The port as the browser has it. */
export const browserPlatform: Platform = {
  download(fileName, text) {
    const url = URL.createObjectURL(new Blob([text], { type: "application/yaml" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = fileName;
    link.click();
    systemClock.after(REVOKE_AFTER_MS, () => URL.revokeObjectURL(url));
  },
  pickFile() {
    return new Promise((resolve) => {
      const input = document.createElement("input");
      input.type = "file";
      input.accept = ".yml,.yaml,.json,application/yaml";
      const finish = (file: File | undefined) => {
        input.remove();
        resolve(file ? openedFile(file) : null);
      };
      input.addEventListener("change", () => finish(input.files?.[0]));
      input.addEventListener("cancel", () => finish(undefined));
      // In the page while the dialog is open: an element that nothing holds may be gone before the dialog answers.
      input.hidden = true;
      document.body.append(input);
      input.click();
    });
  },
  copy: (text) => navigator.clipboard.writeText(text),
  readClipboard: () => navigator.clipboard.readText(),
  roomyDirection: () => (matchMedia(NARROW).matches ? "down" : "right"),
};

/** A file of the browser as the store takes it. */
export function openedFile(file: File): OpenedFile {
  return {
    name: file.name,
    size: file.size,
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
  };
}
