/** Addresses of Jina's Hub as the engine takes them apart: `jinahub+docker://Name:secret/tag`, `jinaai+docker://user/Name:tag`. */

interface HubAddress {
  /** With `+docker` for an image. */
  readonly scheme: string;
  readonly name: string;
  /** Null where none is written. */
  readonly tag: string | null;
}

const LEGACY = new Set(["jinahub", "jinahub+docker", "jinahub+sandbox"]);
const CURRENT = new Set(["jinaai", "jinaai+docker", "jinaai+sandbox"]);

/** The parts of an address, or what the engine says of a text that is none. */
export function parseHubAddress(text: string): HubAddress | { readonly fault: string } {
  const url = splitUrl(text);
  if ("fault" in url) {
    return url;
  }
  const invalid = { fault: `${text} is not a valid Hub URI.` };
  const { scheme, host, path } = url;
  if (text.startsWith("jinahub")) {
    const [name = ""] = host.split(":");
    return LEGACY.has(scheme) && name !== ""
      ? { scheme, name, tag: path === "" ? null : stripped(path) }
      : invalid;
  }
  const [name = "", tag = null, ...more] = stripped(path).split(":").map(stripped);
  return CURRENT.has(scheme) && host !== "" && name !== "" && more.length === 0
    ? { scheme, name: `${host}/${name}`, tag }
    : invalid;
}

function stripped(path: string): string {
  return path.replace(/^\/+|\/+$/g, "");
}

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly path: string;
}

/** Python's urlparse(), as far as it is asked. */
function splitUrl(text: string): Url | { readonly fault: string } {
  // It passes over blanks and controls at the beginning, and over tabs and line breaks.
  const url = text.replace(/^[\0-\x20]+/, "").replace(/[\t\r\n]/g, "");
  const match = /^([a-z][a-z0-9+.-]*):(.*)$/is.exec(url);
  const [scheme, rest] = match ? [match[1]!.toLowerCase(), match[2]!] : ["", url];
  const host = /^\/\/([^/?#]*)/.exec(rest)?.[1];
  if (host !== undefined && host.includes("[") !== host.includes("]")) {
    return { fault: "Invalid IPv6 URL" };
  }
  const path = (host === undefined ? rest : rest.slice(host.length + 2)).replace(/[?#].*$/s, "");
  return { scheme, host: host ?? "", path };
}
