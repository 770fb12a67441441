/** Calls of curl and grpcurl as a form's texts. Pure; nothing is ever run. */
import { fromJson, type JsonValue, toBinary } from "@bufbuild/protobuf";
import {
  DataRequestProtoSchema as SchemaV1,
  SingleDocumentRequestProtoSchema as SingleV1,
} from "../../gen/v1/jina_pb.js";
import {
  DataRequestProtoSchema as SchemaV2,
  SingleDocumentRequestProtoSchema as SingleV2,
} from "../../gen/v2/jina_pb.js";
import { type Doc, type DocValue, Excerpt, isFields } from "../../model/run/document.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import { replyOf } from "../answer.ts";
import { indexAnswer } from "../answer-index.ts";
import { asData } from "../stream-reply.ts";
import type { ReadCode } from "./code-request.ts";
import { createReadPost, type ReadPost } from "./read-post.ts";
import { readJsonText, readJsonTexts, readQuery, readUrl } from "./read-url.ts";
import { readCommands, type ShellCommand, type ShellWord, withoutAssignments } from "./shell-words.ts";
import { typedDocument } from "./typed-document.ts";

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/** Commands that have another one behind them. */
const WRAPPERS = words(
  "time sudo exec command nohup env watch docker podman nerdctl kubectl xargs parallel timeout nice",
);
/** Commands that say nothing about a request. */
const SILENT = words(
  "echo printf cat cd set sleep exit return break continue true false wait local fi done esac }",
);
/** Words of a shell before a command. */
const LEADING = words("if elif then else while until do ! {");
/** Commands that call another one for each of what they are given. */
const REPEATING = words("xargs parallel watch");
const DATA = words("-d --data --data-raw --data-binary --data-ascii --json");
/** Options that say nothing about the request, or only what is said anyway. */
const PASSED = words(
  "-s -S -v -i -k -L -f -g -# --silent --show-error --compressed --verbose --include --insecure --fail --location " +
    "--globoff --progress-bar --fail-with-body --http1.1 -plaintext -insecure -X --request -o --output",
);
/** Options of curl that are one letter, whose value stands behind it, with or without a space. */
const LETTERS_WITH_VALUE = "AbcCdDeEFHKmoPQrtTuUwxXyYz";
/** Others whose value stands behind them: it is no address, and may be a secret. */
const WITH_VALUE = words(
  "--data --data-raw --data-binary --data-ascii --json --header --max-time --request --output --url " +
    "--user-agent --cookie --cookie-jar --referer --cert --form --config --quote --range " +
    "--upload-file --user --proxy-user --write-out --proxy --aws-sigv4 --cacert --capath --cert-type " +
    "--ciphers --connect-timeout --connect-to --data-urlencode --form-string --interface --key --key-type --limit-rate " +
    "--max-redirs --noproxy --oauth2-bearer --pass --proxy-header --proxy-pass --resolve --retry --retry-delay " +
    "--retry-max-time --unix-socket --url-query --dump-header",
);
const GRPC_WITH_VALUE = words(
  "-d -H -max-time -alts-target-service-account -authority -cacert -cert -connect-timeout -format -import-path " +
    "-keepalive-time -key -max-msg-sz -proto -proto-out-dir -protoset -protoset-out -reflect-header -rpc-header " +
    "-servername -user-agent",
);

/**
 * The commands of a text in which a shell would call curl or grpcurl; null for one that may as well be of another language.
 * Throws CodeFault for what has no end.
 */
export function curlCommands(source: string): readonly ShellCommand[] | null {
  if (!/\b(?:grp)?curl\b/.test(source)) {
    return null;
  }
  let commands: readonly ShellCommand[];
  try {
    commands = readCommands(source.replaceAll(/^[^\S\n]*(?:[\w.@~:/-]*[$%]|>) /gm, ""));
  } catch (cause) {
    // What has no end for a shell may not be meant for one.
    if (
      cause instanceof CodeFault &&
      !/^[^\S\n]*(?:[\w.@~:/-]*[$%>][^\S\n]+)?(?:grp)?curl(?:\.exe)?\s/m.test(source)
    ) {
      return null;
    }
    throw cause;
  }
  const isCalled = commands.some(({ words: all }) => {
    const { given } = commandIn(withoutAssignments(all), [], new Set());
    const at = callIn(given);
    const next = at === null ? undefined : given[at + 1]?.text;
    // In Python a name may be curl.
    return next !== undefined && !/^(?:(?:is|in|and|or|not|if|for)$|[=!<>])/.test(next);
  });
  return isCalled ? commands : null;
}

/** What the commands ask; notes name what was not understood. */
export function readShell(commands: readonly ShellCommand[]): ReadCode {
  const post = createReadPost();
  let isFound = false;
  /** The lines of the loops that are open. */
  const loops: number[] = [];
  const functions = new Set<string>();
  for (const { words: all, input } of commands) {
    const { given, isHeader } = commandIn(withoutAssignments(all), loops, functions);
    const [first] = given;
    if (isHeader) {
      continue;
    }
    const at = callIn(given);
    const name = at === null ? "" : nameOf(given[at]!);
    if (at !== null && first) {
      isFound = true;
      const called = REPEATING.has(first.text) ? withoutPlaces(given, at) : given;
      const command = { words: called.slice(at + 1), input };
      const loop = loops.at(-1) ?? (REPEATING.has(first.text) ? first.line : undefined);
      if (loop !== undefined) {
        const what = loops.length > 0 ? "a loop" : first.text;
        post.note(loop, `${what} may send this many times, and here it is sent once.`);
      }
      post.part(first.line, () => readCall(post, first.line, command, name === "grpcurl"));
    } else if (first && !SILENT.has(first.text) && !functions.has(first.text)) {
      post.note(first.line, `the command ${first.text.slice(0, 40)} is not read.`);
    }
  }
  if (!isFound) {
    post.note(1, "no call of curl or grpcurl is found.");
  }
  return post.done();
}

/** What stands behind the words of loops, conditions and functions; `isHeader`: nothing does. */
function commandIn(
  words: readonly ShellWord[],
  loops: number[],
  functions: Set<string>,
): { readonly given: readonly ShellWord[]; readonly isHeader: boolean } {
  let given = words;
  for (let next = given[0]; next; next = given[0]) {
    const { text, line } = next;
    if (/^(?:while|until|for)$/.test(text)) {
      loops.push(line);
    } else if (text === "done") {
      loops.pop();
    }
    if (text === "for" || text === "case") {
      return { given, isHeader: true };
    }
    const isNamed = text === "function";
    const isFunction = isNamed || /^[\w-]+\(\)\{?$/.test(text) || given[1]?.text === "{";
    if (isFunction) {
      functions.add((isNamed ? (given[1]?.text ?? "") : text).replace(/\(.*$/, ""));
    } else if (!LEADING.has(text)) {
      break;
    }
    given = given.slice(isNamed ? 2 : 1);
  }
  return { given, isHeader: false };
}

/** Where such a command puts what it is given, nothing is known. */
function withoutPlaces(given: readonly ShellWord[], at: number): readonly ShellWord[] {
  const places = given.slice(0, at).findLastIndex(({ text }) => text.startsWith("-I"));
  const sign = places < 0 ? "{}" : ((given[places]?.text.slice(2) || given[places + 1]?.text) ?? "{}");
  const isKnown = places < 0 && given[0]?.text !== "parallel";
  return isKnown
    ? given
    : given.map((word) => (word.text.includes(sign) ? { ...word, unknown: word.unknown ?? sign } : word));
}

/** Which word calls curl or grpcurl; null for another command. */
function callIn(given: readonly ShellWord[]): number | null {
  const [first] = given;
  const at = WRAPPERS.has(first?.text ?? "") ? given.findIndex(isCall) : 0;
  return given[at] && isCall(given[at]) ? at : null;
}

function isCall(word: ShellWord): boolean {
  return /^(?:grp)?curl$/.test(nameOf(word));
}

/** A program without where it is, an image without its version. */
function nameOf({ text }: ShellWord): string {
  return text.replace(/^.*[\\/]/, "").replace(/(?:\.exe|:[\w.-]+)$/, "");
}

interface Option {
  readonly name: string;
  readonly value: ShellWord | null;
  readonly line: number;
}

/** The options of a call, and what stands beside them. */
function optionsOf(given: readonly ShellWord[], isGrpc: boolean): { options: Option[]; others: ShellWord[] } {
  const options: Option[] = [];
  const others: ShellWord[] = [];
  for (let at = 0; at < given.length; at++) {
    const word = given[at]!;
    const { text, line } = word;
    if (!/^-./.test(text)) {
      others.push(word);
    } else if (isGrpc || text.startsWith("--")) {
      const [, written = "", value] = /^([^=]*)(?:=([\s\S]*))?$/.exec(text) ?? [];
      const name = isGrpc ? written.replace(/^--/, "-") : written;
      const takes = (isGrpc ? GRPC_WITH_VALUE : WITH_VALUE).has(name);
      options.push({
        name,
        value: value !== undefined ? { ...word, text: value } : takes ? (given[++at] ?? null) : null,
        line,
      });
    } else {
      for (let letter = 1; letter < text.length; letter++) {
        const name = `-${text[letter]}`;
        const takes = LETTERS_WITH_VALUE.includes(text[letter]!);
        const rest = text.slice(letter + 1);
        const value = takes ? (rest === "" ? (given[++at] ?? null) : { ...word, text: rest }) : null;
        options.push({ name, value, line });
        if (takes) {
          break;
        }
      }
    }
  }
  return { options, others };
}

function readCall(
  post: ReadPost,
  line: number,
  { words: given, input }: ShellCommand,
  isGrpc: boolean,
): void {
  const data: Data[] = [];
  let isStream = false;
  let isQuery = false;
  let method = "";
  let isPlain = false;
  const { options, others } = optionsOf(given, isGrpc);
  const hasData = options.some(({ name }) => DATA.has(name) || name === URL_ENCODE);
  for (const { name, value, line: at } of options) {
    if (DATA.has(name) || (name === URL_ENCODE && !isGrpc)) {
      if (value) {
        data.push({ name, value });
      }
    } else if (!isGrpc && /^(?:-G|--get)$/.test(name)) {
      isQuery = true;
    } else if (!isGrpc && /^(?:-K|--config)$/.test(name)) {
      post.note(at, `what is in the file ${value?.text.slice(0, 40) ?? ""} is not known here.`);
    } else if (!isGrpc && FORM.test(name)) {
      post.note(at, `what ${name} sends is a form or a file, which no gateway of Jina takes.`);
    } else if (!isGrpc && /^(?:-X|--request)$/.test(name)) {
      method = value?.text ?? "";
    } else if (/^(?:-m|--?max-time)$/.test(name)) {
      post.part(at, () => post.timeout(at, value ? known(value) : ""));
    } else if (name === "-H" || name === "--header") {
      const header = value?.text ?? "";
      isStream ||= /^accept:\s*text\/event-stream/i.test(header);
      readHeader(post, at, header);
    } else if (name === "--url" && value) {
      others.unshift(value);
    } else if (/^(?:-N|--no-buffer)$/.test(name)) {
      isStream ||= !hasData;
    } else if (!PASSED.has(name)) {
      post.note(at, `the option ${name} is not understood.`);
    }
    isPlain ||= name === "-plaintext";
  }
  const [target, called] = others;
  if (!target) {
    throw new CodeFault(line, "no address is named");
  }
  if (!isGrpc) {
    const isRead = !hasData && /^(?:GET|)$/i.test(method) && target.text.includes("?");
    readHttp(post, target, { data, input, isQuery, isStream: isStream || isQuery || isRead });
    return;
  }
  post.part(target.line, () => post.address(`${isPlain ? "grpc" : "grpcs"}://${known(target)}`));
  const isStreamed = /JinaSingleDocumentRequestRPC[/.]stream_doc$/.test(called?.text ?? "");
  if (isStreamed) {
    post.stream();
  } else if (
    called &&
    !/(?:JinaSingleDataRequestRPC[/.]process_single_data|JinaRPC[/.]Call)$/.test(called.text)
  ) {
    post.note(called.line, `the method ${called.text} takes no request of documents.`);
    return;
  }
  const body = bodyOf(data.at(-1)?.value ?? null, input);
  for (const message of body ? readJsonTexts(known(body), body.line) : ["{}"]) {
    readMessage(post, body?.line ?? line, JSON.parse(message), isStreamed);
  }
}

const URL_ENCODE = "--data-urlencode";
const FORM = /^(?:-F|--form|--form-string|-T|--upload-file)$/;

/** What one option gives to the body, or to the query. */
interface Data {
  readonly name: string;
  readonly value: ShellWord;
}

/** What curl sends. */
interface Sent {
  readonly data: readonly Data[];
  /** What it is given to read. */
  readonly input: ShellWord | null;
  /** Whether the data is a query, and no body. */
  readonly isQuery: boolean;
  /** Whether answers are streams. */
  readonly isStream: boolean;
}

/** What several options make together, as curl joins them; null of none. Throws CodeFault for what is not known. */
function joinedOf(data: readonly Data[], input: ShellWord | null): ShellWord | null {
  const [first] = data;
  if (!first) {
    return null;
  }
  let whole = "";
  data.forEach(({ name, value }, at) => {
    const isRaw = name === "--data-raw";
    const text =
      name === URL_ENCODE ? encodedOf(value) : known(isRaw ? value : (bodyOf(value, input) ?? value));
    whole += `${at > 0 && name !== "--json" ? "&" : ""}${text}`;
  });
  const { value } = first;
  const from = value.text.startsWith("@") && first.name !== "--data-raw" ? (input ?? value) : value;
  return { text: whole, line: from.line, unknown: null };
}

/** Of `name=content` the content is encoded. */
function encodedOf(value: ShellWord): string {
  const text = known(value);
  const [, name = "", sign, content = ""] = /^([^=@]*)([=@])([\s\S]*)$/.exec(text) ?? [];
  if (sign === "@") {
    throw new CodeFault(value.line, `what is in the file ${content.slice(0, 40)} is not known here`);
  }
  return sign === undefined
    ? encodeURIComponent(text)
    : `${name}${name === "" ? "" : "="}${encodeURIComponent(content)}`;
}

/** What is asked by curl: an address with a path, and a body of JSON, or a query alone. */
function readHttp(post: ReadPost, target: ShellWord, { data: given, input, isQuery, isStream }: Sent): void {
  const { text, line } = target;
  let url = /^\w+:\/\//.test(text) ? text : `http://${text}`;
  const path = /^\w+:\/\/[^/?#]*([^?#]*)/.exec(url)?.[1] ?? "";
  post.part(line, () => {
    known(target);
    readUrl(post, line, url);
  });
  const joined = joinedOf(given, input);
  const data = isQuery ? null : joined;
  if (isQuery && joined) {
    url = `${url.split("#")[0]}${url.includes("?") ? "&" : "?"}${joined.text}`;
  }
  const body = data ? readJsonText(data.text, data.line) : {};
  if (!isFields(body)) {
    throw new CodeFault(data?.line ?? line, "the data is no object of JSON");
  }
  if (isStream) {
    post.stream();
    post.endpoint(line, path);
    post.documents(data?.line ?? line, { ...readQuery(post, line, url), ...body } as DocValue);
  } else {
    post.body(data?.line ?? line, body, path);
  }
}

/** What is sent: a text, or what the command is given; null for nothing. Throws CodeFault for what is in a file. */
function bodyOf(data: ShellWord | null, input: ShellWord | null): ShellWord | null {
  if (!data?.text.startsWith("@")) {
    return data;
  }
  if (!/^@-?$/.test(data.text)) {
    throw new CodeFault(data.line, `what is in the file ${data.text.slice(1)} is not known here`);
  }
  if (!input) {
    throw new CodeFault(data.line, "what the command is given to read is not known here");
  }
  return input;
}

/** The word, of which nothing is left to the shell. */
function known({ text, line, unknown }: ShellWord): string {
  if (unknown !== null) {
    throw new CodeFault(line, `${unknown} is not known here`);
  }
  return text;
}

/** What is not a name and a value may be a value alone, and is not repeated. */
function readHeader(post: ReadPost, line: number, text: string): void {
  const [, name] = /^([^:]+):/.exec(text) ?? [];
  if (name === undefined) {
    post.note(line, "a header is a name, a colon and a value.");
  } else {
    post.header(line, name.trim());
  }
}

/** A DataRequestProto, or one with a single document, in protobuf's JSON, of whichever docarray it fits. */
function readMessage(post: ReadPost, line: number, json: JsonValue, isSingle: boolean): void {
  const encode = (generation: "v1" | "v2"): Uint8Array => {
    if (isSingle) {
      return asData(
        generation === "v1"
          ? toBinary(SingleV1, fromJson(SingleV1, json))
          : toBinary(SingleV2, fromJson(SingleV2, json)),
      );
    }
    return generation === "v1"
      ? toBinary(SchemaV1, fromJson(SchemaV1, json))
      : toBinary(SchemaV2, fromJson(SchemaV2, json));
  };
  const read = (["v1", "v2"] as const).flatMap((generation) => {
    try {
      const bytes = encode(generation);
      return [{ reply: replyOf({ bytes, index: indexAnswer(bytes) }, generation), generation }];
    } catch {
      return [];
    }
  });
  const [found] = read;
  if (!found) {
    throw new CodeFault(
      line,
      `the data is no ${isSingle ? "SingleDocumentRequestProto" : "DataRequestProto"} of a Jina gateway`,
    );
  }
  const { reply, generation } = found;
  const lost = new Set<string>();
  const documents = () =>
    Array.from({ length: reply.documents.length }, (_, index): Doc => {
      const document = reply.documents.at(index);
      if (!document || document instanceof Excerpt) {
        throw new CodeFault(line, `document ${index + 1} cannot be read`);
      }
      return typedDocument(document, generation, line, (sentence) => lost.add(sentence));
    });
  post.part(line, () => post.documents(line, documents()), "documents");
  for (const sentence of lost) {
    post.note(line, sentence);
  }
  post.part(line, () => post.parameters(line, reply.parameters), "parameters");
  post.endpoint(line, reply.endpoint === "" ? "/" : reply.endpoint);
  post.targetExecutor(line, reply.targetExecutor);
}
