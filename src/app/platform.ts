/** The browser's files and clipboard, behind the store's port. */
import { systemClock } from "../base/clock.ts";
import type { DiskFile, OpenedFile, Platform } from "../store/ports.ts";

/** Below this width one place of the page shows at a time. */
export const NARROW = "(max-width: 760px)";
/** How long a download's address stays valid: browsers read it some time after the click. */
const REVOKE_AFTER_MS = 60_000;

/** What browsers have that let pages write files; TypeScript's own list has no dialogs of them. */
interface FileDialogs {
  readonly document: Document;
  showOpenFilePicker?(options: object): Promise<FileSystemFileHandle[]>;
  showSaveFilePicker?(options: object): Promise<FileSystemFileHandle>;
}

/** The same for a file that was kept: leave to use it may have to be asked for again. */
interface Permitted {
  readonly kind: "file";
  requestPermission?(options: { mode: "readwrite" }): Promise<PermissionState>;
}

const dialogs: FileDialogs = globalThis;
const YAML_FILES = { description: "YAML", accept: { "application/yaml": [".yml", ".yaml"] } };

/** The port as the browser has it. */
export const browserPlatform: Platform = {
  download(fileName, content) {
    const blob = typeof content === "string" ? new Blob([content], { type: "application/yaml" }) : content;
    const url = URL.createObjectURL(blob);
    const link = document.createElement("a");
    link.href = url;
    link.download = fileName;
    link.click();
    systemClock.after(REVOKE_AFTER_MS, () => URL.revokeObjectURL(url));
  },
  async pickFile() {
    if (!dialogs.showOpenFilePicker) {
      return pickByInput();
    }
    const handles = await unlessDismissed(dialogs.showOpenFilePicker({ types: [YAML_FILES] }));
    const [handle] = handles ?? [];
    return handle ? openedFile(await handle.getFile(), handle) : null;
  },
  get pickPlace() {
    const pick = dialogs.showSaveFilePicker?.bind(globalThis);
    return pick && ((suggestedName: string) => unlessDismissed(pick({ suggestedName, types: [YAML_FILES] })));
  },
  async readDisk(file) {
    const handle = await permitted(file);
    return new Uint8Array(await (await handle.getFile()).arrayBuffer());
  },
  async writeDisk(file, text) {
    const handle = await permitted(file);
    // Written beside the file, which it takes the place of when it is closed.
    const stream = await handle.createWritable();
    await stream.write(text);
    await stream.close();
  },
  copy: (text) => navigator.clipboard.writeText(text),
  readClipboard: () => navigator.clipboard.readText(),
  roomyDirection: () => (matchMedia(NARROW).matches ? "down" : "right"),
};

async function permitted(file: DiskFile): Promise<FileSystemFileHandle> {
  if (!(file instanceof FileSystemFileHandle)) {
    throw new TypeError("no file of this browser");
  }
  const asked: Permitted = file;
  const state = (await asked.requestPermission?.({ mode: "readwrite" })) ?? "granted";
  if (state !== "granted") {
    throw new DOMException("the file may not be written", "NotAllowedError");
  }
  return file;
}

/** Null for a dialog that is dismissed. */
async function unlessDismissed<Chosen>(choosing: Promise<Chosen>): Promise<Chosen | null> {
  try {
    return await choosing;
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === "AbortError") {
      return null;
    }
    throw cause;
  }
}

function pickByInput(): Promise<OpenedFile | null> {
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
}

/** A file of the browser as the store takes it. */
export function openedFile(file: File, disk?: DiskFile): OpenedFile {
  return {
    name: file.name,
    size: file.size,
    ...(disk ? { disk } : {}),
    bytes: async () => new Uint8Array(await file.arrayBuffer()),
  };
}

/** A file that was dropped. It has to be asked for at once: the browser forgets it when the event is over. */
export async function droppedFile(item: DataTransferItem): Promise<OpenedFile | null> {
  const file = item.getAsFile();
  const asked: { readonly kind: string; getAsFileSystemHandle?(): Promise<FileSystemHandle | null> } = item;
  // What cannot be written can still be read.
  const handle = await asked.getAsFileSystemHandle?.().catch(() => null);
  return file && openedFile(file, handle instanceof FileSystemFileHandle ? handle : undefined);
}
