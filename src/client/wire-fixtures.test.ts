/** Both codecs against messages that Jina itself has written; see fixtures/wire/README.md. */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fromBinary } from "@bufbuild/protobuf";
import { describe, expect, test } from "vitest";
import * as v1 from "../gen/v1/jina_pb.js";
import * as v2 from "../gen/v2/jina_pb.js";
import { Tensor } from "../model/run/document.ts";
import { readWhole, type WholeReply } from "./test-answer.ts";
import { encodeMessage } from "./wire-message.ts";

const FIXTURES = resolve(import.meta.dirname, "../../fixtures/wire");

/** What the two generations have in different files, under one name each. */
const GENERATIONS = {
  v1: {
    read: (bytes: Uint8Array) => readWhole(bytes, "v1"),
    write: (reply: WholeReply) => encodeMessage(reply, "v1"),
    readInfo: (bytes: Uint8Array) => fromBinary(v1.JinaInfoProtoSchema, bytes),
  },
  v2: {
    read: (bytes: Uint8Array) => readWhole(bytes, "v2"),
    write: (reply: WholeReply) => encodeMessage(reply, "v2"),
    readInfo: (bytes: Uint8Array) => fromBinary(v2.JinaInfoProtoSchema, bytes),
  },
};

/** The fixtures' JSON with bytes and tensors as the model has them. */
function fixtureJson(path: string): unknown {
  return JSON.parse(readFileSync(`${path}.json`, "utf8"), (_, value) => {
    if (typeof value?.$bytes === "string") {
      return new Uint8Array(Buffer.from(value.$bytes, "hex"));
    }
    if (value?.$tensor) {
      const { shape, dtype, hex } = value.$tensor;
      return new Tensor(shape, dtype, new Uint8Array(Buffer.from(hex, "hex")));
    }
    return value;
  });
}

/** Every tensor and every byte array in a value. */
function binariesOf(value: unknown): Uint8Array[] {
  if (value instanceof Tensor) {
    return [value.buffer];
  }
  if (value instanceof Uint8Array) {
    return [value];
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(binariesOf) : [];
}

describe.each(["v1", "v2"] as const)("%s", (generation) => {
  const { read, write, readInfo } = GENERATIONS[generation];
  const folder = join(FIXTURES, generation);
  const names = readdirSync(folder)
    .filter((file) => file.endsWith(".bin") && !file.startsWith("status."))
    .map((file) => file.replace(/\.bin$/, ""));
  const bytesOf = (name: string) => new Uint8Array(readFileSync(join(folder, `${name}.bin`)));

  test("there is something to read", () => {
    expect(names.length).toBeGreaterThanOrEqual(7);
  });

  test.each(names)("reads %s", (name) => {
    expect(read(bytesOf(name))).toEqual(fixtureJson(join(folder, name)));
  });

  test.each(names)("tensors and blobs of %s are views, not copies", (name) => {
    const bytes = bytesOf(name);
    for (const binary of binariesOf(read(bytes).documents)) {
      expect(binary.buffer).toBe(bytes.buffer);
    }
  });

  const requests = names.filter((name) => name.endsWith(".request"));

  // What a nested object is, document or dict, only the schema knows; it is written as a dict.
  test.each(requests.filter((name) => name !== "typed_all.request"))(
    "writes %s byte by byte as Jina did",
    (name) => {
      expect(write(read(bytesOf(name)))).toEqual(bytesOf(name));
    },
  );

  test.each(requests)("reads back what it writes for %s", (name) => {
    const request = read(bytesOf(name));
    expect(read(write(request))).toEqual(request);
  });

  test("reads what a gateway says about itself", () => {
    expect(readInfo(bytesOf("status.response"))).toMatchObject(
      fixtureJson(join(folder, "status.response")) as object,
    );
  });
});
