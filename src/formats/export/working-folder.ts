import { normalizePath } from "../../model/python.ts";

/**
 * A path as the engine has it that works in a folder (os.path.join, normalised). One that is in order already is not
 * copied: many executors may share a long one.
 */
export function inFolder(path: string, folder: string): string {
  if (path.startsWith("/")) {
    return path;
  }
  const normal = normalizePath(path);
  return normal.startsWith(".") ? normalizePath(`${folder}/${normal}`) : `${folder}/${normal}`;
}
