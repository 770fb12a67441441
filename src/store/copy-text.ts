import type { Tools } from "./tools.ts";

/** Puts a text on the clipboard, and tells of it; `what` says in the message what it is. False if the browser refuses. */
export async function copyText({ ports, toast }: Tools, text: string, what: string): Promise<boolean> {
  try {
    await ports.platform.copy(text);
  } catch {
    toast("warning", `The browser did not let this page copy ${what}.`);
    return false;
  }
  toast("info", `Copied ${what}.`);
  return true;
}
