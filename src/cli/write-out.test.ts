import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeFolder, writeOut } from "./write-out.ts";

let folder = "";
const at = (...parts: string[]) => join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "write-out-"));
  writeFileSync(at("precious"), "mine");
});

afterEach(() => {
  expect(readFileSync(at("precious"), "utf8")).toBe("mine");
  rmSync(folder, { recursive: true });
});

describe("a file", () => {
  test("is written where nothing stands, and elsewhere if it is asked for", async () => {
    expect(await writeOut(at("new"), "one, and more", false)).toBeNull();
    expect(await writeOut(at("new"), "two", false)).toMatch(
      /new is there already: name another place, or --/,
    );
    expect(readFileSync(at("new"), "utf8")).toBe("one, and more");
    expect(await writeOut(at("new"), "two", true)).toBeNull();
    expect(readFileSync(at("new"), "utf8")).toBe("two");
  });

  test.each([true, false])(
    "is not written through a link, to what is there or not (overwrites: %s)",
    async (overwrites) => {
      for (const target of ["precious", "nowhere"]) {
        const link = at(`link to ${target}`);
        symlinkSync(at(target), link);
        expect(await writeOut(link, "theirs", overwrites)).toMatch(
          overwrites ? /is a link, and nothing is written through one/ : /is there already/,
        );
        expect(readlinkSync(link)).toBe(at(target));
      }
      expect(readdirSync(folder)).not.toContain("nowhere");
    },
  );

  test("that cannot be written is told with the system's reason, on one line", async () => {
    expect(await writeOut(at("no\nfolder", "x"), "x", true)).toMatch(
      /^[^\n]*no\\u000afolder.* cannot be written: ENOENT[^\n]*$/,
    );
  });
});

describe("a folder", () => {
  const FILES = [
    { path: "a/a.yml", text: "a" },
    { path: "b/b.yml", text: "b" },
  ];

  test.each(["b", "b/b.yml", ""])("is not written at all where %j of it is a link", async (path) => {
    mkdirSync(at("outside"));
    mkdirSync(at(path === "" ? "." : "out/b"), { recursive: true });
    if (path !== "b/b.yml") {
      rmSync(at("out", path), { recursive: true, force: true });
    }
    symlinkSync(path === "b/b.yml" ? at("precious") : at("outside"), at("out", path));
    writeFileSync(at("outside", "other"), "");
    expect(await writeFolder(at("out"), FILES, true)).toEqual({
      refused: `${at("out", path)} is a link, and nothing is written through one: take it away, or name what it leads to.`,
    });
    expect(readdirSync(at("outside"))).toEqual(["other"]);
    expect(readdirSync(at("out"))).not.toContain("a");
  });

  test("that is overwritten keeps what has other names, links too", async () => {
    mkdirSync(at("out", "c"), { recursive: true });
    writeFileSync(at("out", "c", "c.yml"), "c");
    symlinkSync(at("precious"), at("out", "elsewhere"));
    expect(await writeFolder(at("out"), FILES, true)).toEqual({ left: [at("out", "c", "c.yml")] });
    expect(readFileSync(at("out", "a", "a.yml"), "utf8")).toBe("a");
    expect(readlinkSync(at("out", "elsewhere"))).toBe(at("precious"));
  });
});
