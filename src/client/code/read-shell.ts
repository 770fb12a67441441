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
import { type Doc, Excerpt, isFields } from "../../model/run/document.ts";
import { CodeFault } from "../../script/script-tokens.ts";
import { replyOf } from "../answer.ts";
import { indexAnswer } from "../answer-index.ts";
import { asData } from "../stream-reply.ts";
import type { ReadCode } from "./code-request.ts";
import { createReadPost, type ReadPost } from "./read-post.ts";
import { readJsonText, readQuery, readUrl } from "./read-url.ts";
import { readCommands } from "./shell-words.ts";

type Word = ReturnType<typeof readCommands>[number][number];

const DATA = new Set(["-d", "--data", "--data-raw", "--data-binary", "--data-ascii", "--json"]);
/** Options that say nothing about the request, or only what is said anyway. */
const PASSED = new Set([
  ...["-s", "-S", "-sS", "-v", "-i", "-k", "-L", "-f", "-N", "--silent", "--show-error", "--compressed"],
  ...[
    "--verbose",
    "--include",
    "--insecure",
    "--fail",
    "--no-buffer",
    "--location",
    "-plaintext",
    "-insecure",
  ],
]);
const PASSED_WITH_VALUE = new Set(["-X", "--request", "-o", "--output"]);
/** Others whose value stands behind them: it is no address, and may be a secret. */
const WITH_VALUE = new Set(
  (
    "-A --user-agent -b --cookie -c --cookie-jar -C -e --referer -E --cert -F --form -K --config -Q -r --range -T " +
    "--upload-file -u --user -U --proxy-user -w --write-out -x --proxy --aws-sigv4 --cacert --capath --cert-type " +
    "--ciphers --connect-timeout --connect-to --data-urlencode --form-string --interface --key --key-type --limit-rate " +
    "--max-redirs --noproxy --oauth2-bearer --pass --proxy-header --proxy-pass --resolve --retry --retry-delay " +
    "--retry-max-time --unix-socket --url-query " +
    "-alts-target-service-account -authority -cacert -cert -connect-timeout -format -import-path -keepalive-time -key " +
    "-max-msg-sz -proto -proto-out-dir -protoset -protoset-out -reflect-header -rpc-header -servername -user-agent"
  ).split(" "),
);
/** A header that stands behind its option without a space. */
const HEADER = /^(?:-H=?|--header=)(.+)$/s;

/** What the commands ask; notes name what was not understood. */
export function readShell(source: string): ReadCode {
  const post = createReadPost();
  let isFound = false;
  for (const [first, ...words] of readCommands(source.replaceAll(/^[^\S\n]*\$ /gm, ""))) {
    const name = first?.text.replace(/^.*\//, "");
    if (first && (name === "curl" || name === "grpcurl")) {
      isFound = true;
      post.part(first.line, () => readCall(post, first.line, words, name === "grpcurl"));
    } else if (first) {
      post.note(first.line, `the command ${first.text.slice(0, 40)} is not read.`);
    }
  }
  if (!isFound) {
    post.note(1, "no call of curl or grpcurl is found.");
  }
  return post.done();
}

function readCall(post: ReadPost, line: number, words: readonly Word[], isGrpc: boolean): void {
  let data: Word | null = null;
  let isStream = false;
  const others: Word[] = [];
  const flags = new Set<string>();
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (DATA.has(word.text)) {
      data = words[++at] ?? null;
    } else if (/^(?:--?max-time|-m)$/.test(word.text)) {
      const value = words[++at];
      post.part(word.line, () => post.timeout(word.line, value?.text ?? ""));
    } else if (PASSED_WITH_VALUE.has(word.text)) {
      at++;
    } else if (/^--?(?:H|header)$/.test(word.text) || HEADER.test(word.text)) {
      const header = HEADER.exec(word.text)?.[1] ?? words[++at]?.text ?? "";
      isStream ||= /^accept:\s*text\/event-stream/i.test(header);
      readHeader(post, word.line, header);
    } else if (!word.text.startsWith("-")) {
      others.push(word);
    } else if (PASSED.has(word.text)) {
      flags.add(word.text);
    } else {
      at += WITH_VALUE.has(word.text) ? 1 : 0;
      post.note(word.line, `the option ${optionOf(word.text)} is not understood.`);
    }
  }
  const [target, method] = others;
  if (!target) {
    throw new CodeFault(line, "no address is named");
  }
  if (data?.text.startsWith("@")) {
    throw new CodeFault(data.line, `what is in the file ${data.text.slice(1)} is not known here`);
  }
  const body = data ? readJsonText(data.text, data.line) : {};
  if (!isFields(body)) {
    throw new CodeFault(line, "the data is no object of JSON");
  }
  if (!isGrpc) {
    const url = /^\w+:\/\//.test(target.text) ? target.text : `http://${target.text}`;
    const path = readUrl(post, target.line, url);
    if (isStream) {
      post.stream();
      post.endpoint(target.line, path);
      post.documents(data?.line ?? line, { ...readQuery(url), ...body });
    } else {
      post.body(data?.line ?? line, body, path);
    }
    return;
  }
  post.address(`${flags.has("-plaintext") ? "grpc" : "grpcs"}://${target.text}`);
  const isStreamed = /JinaSingleDocumentRequestRPC[/.]stream_doc$/.test(method?.text ?? "");
  if (isStreamed) {
    post.stream();
  } else if (
    method &&
    !/(?:JinaSingleDataRequestRPC[/.]process_single_data|JinaRPC[/.]Call)$/.test(method.text)
  ) {
    post.note(method.line, `the method ${method.text} takes no request of documents.`);
    return;
  }
  readMessage(post, data?.line ?? line, JSON.parse(data?.text ?? "{}"), isStreamed);
}

/** What is not a name and a value may be a value alone, and is not repeated. */
function readHeader(post: ReadPost, line: number, text: string): void {
  const [, name] = /^([^:]+):/.exec(text) ?? [];
  if (name === undefined) {
    post.note(line, "a header is a name, a colon and a value.");
  } else if (!/^(?:content-type|accept)$/i.test(name)) {
    post.header(line, name.trim());
  }
}

/** An option without the value that may stand in the same word. */
function optionOf(word: string): string {
  const name = word.split("=")[0]!;
  return WITH_VALUE.has(name) || /^--|^-[A-Za-z]{1,4}$|^-[a-z]+(?:-[a-z]+)+$/.test(name)
    ? name
    : name.slice(0, 2);
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
      return [replyOf({ bytes, index: indexAnswer(bytes) }, generation)];
    } catch {
      return [];
    }
  });
  const reply = read[0];
  if (!reply) {
    throw new CodeFault(
      line,
      `the data is no ${isSingle ? "SingleDocumentRequestProto" : "DataRequestProto"} of a Jina gateway`,
    );
  }
  const documents = Array.from({ length: reply.documents.length }, (_, index): Doc => {
    const document = reply.documents.at(index);
    if (!document || document instanceof Excerpt) {
      throw new CodeFault(line, `document ${index + 1} cannot be read`);
    }
    return document;
  });
  post.documents(line, documents);
  post.parameters(line, reply.parameters);
  post.endpoint(line, reply.endpoint === "" ? "/" : reply.endpoint);
  post.targetExecutor(line, reply.targetExecutor);
}
