/** What may be given for the names and places of an export: they become names in what is written. */

/** What a text has to be. */
export interface InputForm {
  readonly pattern: RegExp;
  /** What it has to be, as the object of a sentence. */
  readonly words: string;
}

/** A label of RFC 1123, with which Kubernetes names namespaces. */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;

/** What registries call an image: a host with a port, names between slashes, a tag and a digest. */
const IMAGE =
  /^(?:(?:[A-Za-z0-9][A-Za-z0-9.-]*|\[[0-9A-Fa-f:]+\])(?::\d+)?\/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*(?::\w[\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[+._-][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,})?$/;

/** By what is given. */
export const INPUT_FORMS = {
  namespace: {
    pattern: LABEL,
    words:
      "lower-case letters, digits and hyphens, at most 63, with a letter or digit at both ends (a label of RFC 1123, as Kubernetes asks)",
  },
  network: {
    pattern: /^[A-Za-z0-9][\w.-]*$/,
    words: "letters, digits, dots, hyphens and underscores, with a letter or digit first, as Docker asks",
  },
  image: {
    pattern: IMAGE,
    words: "the name of an image, as jinaai/jina:3.34.0, in lower-case letters but for its tag",
  },
  port: {
    pattern: /^(?:[1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    words: "a port, from 1 to 65535",
  },
  folder: { pattern: /^\/\P{Cc}*$/u, words: "the whole path of a folder, as /home/me" },
} as const satisfies Readonly<Record<string, InputForm>>;

/** The path of a folder without the slashes at its end, to which names can be added. */
export function withoutSlashes(path: string): string {
  return path.replace(/(?<=.)\/+$/, "");
}
