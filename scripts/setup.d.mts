/** What setup.mjs offers to tests, to the Playwright configuration and to test.mjs. */

/** A machine as the search for programs sees it; tests give one of their own. */
export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  /** Whether apt-get may be tried. */
  readonly isRoot: boolean;
  /** Folders of the versions that pyenv has installed. */
  readonly pyenvVersions: readonly string[];
  readonly run: (
    command: string,
    args: readonly string[],
    options?: { env?: Record<string, string>; timeoutMs?: number },
  ) => { ok: boolean; output: string };
  /** The full paths in a folder; none if there is no such folder. */
  readonly list: (folder: string) => string[];
}

export type SetupKey = "packages" | "pages" | "chromium" | "docarray-v1" | "docarray-v2";

export interface Setup {
  /** Path of a Chromium that starts. */
  readonly chromium: string | null;
  /** A sentence for each thing that could not be had. */
  readonly missing: { readonly [key in SetupKey]?: string };
}

export class Missing extends Error {
  constructor(sentence: string, output?: string);
  readonly output: string;
}

export function stampOf(parts: readonly string[]): string;
export function contentsOf(root: string, paths: readonly string[]): string[];
export function isFresh(file: string, stamp: string): boolean;
export function chromiumCandidates(env: Host["env"], platform: string): string[];
export function pythonCandidates(env: Host["env"], pyenvVersions: readonly string[]): string[];
export function findChromium(host: Host): string;
export function findPython(host: Host): string;
export function lastWords(output: string): string;
export function environmentPython(generation: "v1" | "v2"): string;
export function readSetup(): Setup;
