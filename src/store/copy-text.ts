import type { Tools } from "./tools.ts";

/**
 * Puts a text on the clipboard, and tells of it; `what` says in the message what it is. False if the browser refuses:
 * then the text is shown, to be copied from there.
 */
export async function copyText({ ports, set, toast }: Tools, text: string, what: string): Promise<boolean> {
  try {
    await ports.platform.copy(text);
  } catch {
    set({ dialog: { kind: "copy", text, what }, toast: null });
    return false;
  }
  toast("info", `Copied ${what}.`);
  return true;
}
