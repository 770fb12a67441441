import { deflateRawSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createHandClock } from "../base/test-clock.ts";
import { laidOutPlaces } from "../model/drawing/arrange.ts";
import { pagesOf } from "../model/drawing/pages.ts";
import { printShareLink, readShareLink as readLink, type SharedFlow } from "./share-link.ts";
import { DEFAULT_FORM } from "./state.ts";

const FLOW: SharedFlow = {
  fileName: "flow.yml",
  text: "jtype: Flow\nversion: '1'\nexecutors:\n  - name: a # é 😀\n",
  places: {
    ...laidOutPlaces("down"),
    placed: [["a", 40.5, -7]],
    pinned: new Set(["a"]),
    kept: [["b", 0, 0]],
  },
  form: { ...DEFAULT_FORM, documents: "hello", endpoint: "/search" },
};

/** In a time that stands still there is no break. */
const readShareLink = (link: string) => readLink(link, createHandClock());

async function linkOf(flow: SharedFlow): Promise<string> {
  const printed = await printShareLink(flow);
  return "link" in printed ? printed.link : printed.refused;
}

/** A link of any JSON, or of a text that is none. */
function linkOfJson(json: unknown): string {
  const text = typeof json === "string" ? json : JSON.stringify(json);
  return `1.${deflateRawSync(text).toString("base64url")}`;
}

async function refusalOf(link: string): Promise<string> {
  const read = await readShareLink(link);
  return "refused" in read ? read.refused : "it was read";
}

const COORDINATE = fc.integer({ min: -1_000_000, max: 1_000_000 });

const PARTS = { fileName: "f.yml", text: "", places: { direction: "right", placed: [], kept: null } };

describe("a link", () => {
  test("holds what was put into it, and nothing that an address would change", async () => {
    const link = await linkOf(FLOW);
    expect(link).toMatch(/^1\.[\w-]+$/);
    expect(await readShareLink(link)).toEqual(FLOW);
    expect(await readShareLink(await linkOf({ ...FLOW, form: null }))).toEqual({ ...FLOW, form: null });
    expect(await linkOf(FLOW)).toBe(link);
  });

  test("a long one is read in pieces, between which the page goes on", async () => {
    const flow = { ...FLOW, text: `# "[{\\ ${"long ".repeat(400_000)}` };
    let ms = 0;
    let breaks = 0;
    const clock = {
      ...createHandClock(),
      // Each step takes longer than work may last.
      nowMs: () => (ms += 30),
      async sleep() {
        breaks += 1;
      },
    };
    expect(await readLink(await linkOf(flow), clock)).toEqual(flow);
    // As many as it has stretches of 64 kB, and a few.
    expect(breaks).toBeGreaterThan(30);
  });

  test("holds any text and any place", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary" }),
        fc.dictionary(fc.string(), fc.record({ x: COORDINATE, y: COORDINATE })),
        fc.string(),
        async (text, points, documents) => {
          const flow: SharedFlow = {
            fileName: "f.yml",
            text,
            places: { ...laidOutPlaces("right"), placed: pagesOf(new Map(Object.entries(points))) },
            form: { ...DEFAULT_FORM, documents },
          };
          expect(await readShareLink(await linkOf(flow))).toEqual(flow);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("holds no part of an address, and none is taken out of it", async () => {
    const parts = { host: "elsewhere", port: "5", protocol: "http", tls: "on" };
    const form = { ...DEFAULT_FORM, documents: "hello" };
    const link = await linkOf({ ...FLOW, form: { ...form, ...parts } });
    expect(link).toBe(await linkOf({ ...FLOW, form }));
    const strange = linkOfJson({ ...PARTS, request: { documents: "hello", ...parts } });
    expect(await readShareLink(strange)).toMatchObject({ form });
  });

  test("has a long name of a file cut, so that it can be read", async () => {
    const read = await readShareLink(await linkOf({ ...FLOW, fileName: `${"é".repeat(5000)}.yml` }));
    const fileName = "refused" in read ? read.refused : read.fileName;
    expect(fileName).toMatch(/^é+…é+\.yml$/);
    expect(fileName).toHaveLength(200);
    const short = { ...FLOW, fileName: "x".repeat(200) };
    expect(await readShareLink(await linkOf(short))).toEqual(short);
  });

  test("says of a Flow that is too large that it is", async () => {
    expect(await linkOf({ ...FLOW, text: "a".repeat(11_000_000) })).toMatch(
      /^This Flow has 10\.5 MB; .* 10 MB\. Send the file instead\.$/,
    );
    let random = 1;
    const text = Array.from({ length: 1_000_000 }, () => {
      random = (random * 48271) % 2147483647;
      return String.fromCharCode(33 + (random % 90));
    }).join("");
    expect(await linkOf({ ...FLOW, text })).toMatch(
      /^The link would have 1,\d{3},\d{3} characters; .* 1,000,000\. Send the file instead\.$/,
    );
  });
});

describe("a link from elsewhere", () => {
  test("cut off at any length is refused", async () => {
    const link = await linkOf(FLOW);
    for (let length = 0; length < link.length; length++) {
      expect(await refusalOf(link.slice(0, length)), String(length)).toMatch(
        /^The link holds no Flow that can be opened: it /,
      );
    }
  });

  test("with a sign more, less or another is refused or a whole Flow", async () => {
    const link = await linkOf(FLOW);
    for (let at = 2; at < link.length; at++) {
      for (const changed of [
        `${link.slice(0, at)}A${link.slice(at + 1)}`,
        `${link.slice(0, at)}${link.slice(at + 1)}`,
        `${link.slice(0, at)}_${link.slice(at)}`,
      ]) {
        const read = await readShareLink(changed);
        expect("refused" in read || typeof read.text === "string").toBe(true);
      }
    }
  });

  test.each([
    ["", /number of its version/],
    ["flow", /number of its version/],
    ["1", /signs that no link has/],
    ["1.", /signs that no link has/],
    ["1.a b", /signs that no link has/],
    ["1.%41AAA", /signs that no link has/],
    ["1.AAAA.AAAA", /number of its version/],
    ["-1.AAAA", /number of its version/],
    ["2.AAAA", /version 2, and this page reads version 1: it was made by a newer version/],
    ["0.AAAA", /version 0, and this page reads version 1: it was made by another version/],
    [`1.${"A".repeat(1_000_001)}`, /1,000,003 characters, and may have 1,000,000/],
    [linkOfJson("{"), /cannot be read/],
    [linkOfJson("[]"), /holds no Flow\./],
    [linkOfJson("null"), /holds no Flow\./],
    [linkOfJson('"text"'), /holds no Flow\./],
    [linkOfJson({}), /fileName is no text/],
    [linkOfJson({ ...PARTS, fileName: "x".repeat(201) }), /fileName is no text of up to 200/],
    [linkOfJson({ ...PARTS, text: 7 }), /text is no text/],
    [linkOfJson({ ...PARTS, places: null }), /places are none/],
    [linkOfJson({ ...PARTS, places: { direction: "up" } }), /places are none/],
    [linkOfJson({ ...PARTS, request: [] }), /request is no object/],
    [linkOfJson({ ...PARTS, request: { documents: 1 } }), /request has "documents", which is no text/],
    [linkOfJson({ ...PARTS, request: { address: "grpc://evil:1" } }), /request has "address"/],
    [linkOfJson({ ...PARTS, request: { headers: "a: b" } }), /request has "headers"/],
    [linkOfJson({ ...PARTS, address: "grpc://evil:1" }), /holds "address", which is none of/],
    [linkOfJson(`{"__proto__": {"text": ""}, ${JSON.stringify(PARTS).slice(1)}`), /holds "__proto__"/],
    [linkOfJson('{"constructor": 1}'), /holds "constructor"/],
    [linkOfJson({ ...PARTS, request: JSON.parse('{"__proto__": "x"}') }), /request has "__proto__"/],
    [linkOfJson({ ...PARTS, text: [[[[[[]]]]]] }), /more than 5 deep/],
    [linkOfJson("[".repeat(1_000_000)), /more than 5 deep/],
    [`1.${Buffer.from(deflateRawSync(Buffer.from([34, 0xff, 34]))).toString("base64url")}`, /cannot be read/],
    [
      `1.${Buffer.concat([deflateRawSync(JSON.stringify(PARTS)), Buffer.from("more")]).toString("base64url")}`,
      /cut off, or was changed/,
    ],
  ])("link %# is refused in a sentence", async (link, why) => {
    expect(await refusalOf(link)).toMatch(why);
  });

  test("that would fill the memory is refused before it does", async () => {
    const bomb = `1.${deflateRawSync(Buffer.alloc(100_000_000)).toString("base64url")}`;
    expect(bomb.length).toBeLessThan(1_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await refusalOf(bomb)).toMatch(/unpacks to more than 10 MB/);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(80_000_000);
  });

  test("has places that are none left out", async () => {
    const places = {
      direction: "right",
      placed: ["a", 1, 2, "b", "x", 3, "c", 1e300, 0],
      kept: "no",
      pinned: [1],
    };
    const read = await readShareLink(linkOfJson({ ...PARTS, places }));
    expect("refused" in read ? read : read.places).toEqual({
      ...laidOutPlaces("right"),
      placed: [["a", 1, 2]],
    });
  });
});
