import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  chromiumCandidates,
  contentsOf,
  findChromium,
  findPython,
  type Host,
  isFresh,
  lastWords,
  Missing,
  pythonCandidates,
  stampOf,
} from "./setup.mjs";

/** What the machine of a test does when `command args...` is run; anything else does not exist. */
type Programs = Record<string, string>;

function machine(programs: Programs, more: Partial<Host> = {}): Host & { readonly ran: string[] } {
  const ran: string[] = [];
  return {
    ran,
    env: {},
    platform: "linux",
    isRoot: false,
    pyenvVersions: [],
    list: () => [],
    run: (command, args) => {
      const line = [command, ...args].join(" ");
      ran.push(line);
      const known = Object.keys(programs).find((start) => line.startsWith(start));
      return known === undefined ? { ok: false, output: "" } : { ok: true, output: programs[known]! };
    },
    ...more,
  };
}

const fits = (path: string): string => `fits True ${path}\n`;

describe("stamps", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "setup-test-"));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  test("differ when text moves from one part to the next", () => {
    expect(stampOf(["ab", "c"])).toMatch(/^[0-9a-f]{64}$/);
    expect(stampOf(["ab", "c"])).not.toBe(stampOf(["a", "bc"]));
    expect(stampOf(["ab", "c"])).toBe(stampOf(["ab", "c"]));
  });

  test("see a file's content and name, but no unit tests and nothing that is absent", () => {
    mkdirSync(join(folder, "src", "deep"), { recursive: true });
    writeFileSync(join(folder, "src", "deep", "b.ts"), "two");
    writeFileSync(join(folder, "src", "a.ts"), "one");
    writeFileSync(join(folder, "src", "a.test.ts"), "never built");
    writeFileSync(join(folder, "page.html"), "<p>");
    expect(contentsOf(folder, ["src", "page.html", "absent"])).toEqual([
      "page.html",
      "<p>",
      join("src", "a.ts"),
      "one",
      join("src", "deep", "b.ts"),
      "two",
    ]);
  });

  test("are fresh only if the file holds the very same", () => {
    const file = join(folder, "stamp");
    expect(isFresh(file, "x")).toBe(false);
    writeFileSync(file, "x");
    expect(isFresh(file, "x")).toBe(true);
    expect(isFresh(file, "y")).toBe(false);
  });
});

describe("Chromium", () => {
  const SHELL = "/usr/lib/chromium/chromium-headless-shell";

  test("CHROMIUM_PATH stands alone", () => {
    expect(chromiumCandidates({ CHROMIUM_PATH: "/my/chrome" }, "linux")).toEqual(["/my/chrome"]);
    expect(chromiumCandidates({}, "linux").slice(0, 2)).toEqual([SHELL, "/usr/bin/chromium"]);
    expect(chromiumCandidates({}, "darwin").every((path) => path.startsWith("/Applications/"))).toBe(true);
  });

  test("the first that starts is taken, and nothing is installed", () => {
    const host = machine({ "/usr/bin/google-chrome --version": "Google Chrome 150" }, { isRoot: true });
    expect(findChromium(host)).toBe("/usr/bin/google-chrome");
    expect(host.ran.filter((line) => line.includes("install"))).toEqual([]);
  });

  test("a CHROMIUM_PATH that does not start is a mistake to be told, not to be worked around", () => {
    const host = machine(
      { "/usr/bin/chromium --version": "Chromium 150" },
      { env: { CHROMIUM_PATH: "/gone" } },
    );
    expect(() => findChromium(host)).toThrow("CHROMIUM_PATH names /gone, which does not start");
  });

  test("Playwright's own is found in the folder that it tells", () => {
    const shell = "/pw/shell-1/linux64/chrome-headless-shell";
    const folders: Record<string, string[]> = {
      "/pw/shell-1": ["/pw/shell-1/DONE", "/pw/shell-1/linux64"],
      "/pw/shell-1/linux64": ["/pw/shell-1/linux64/LICENSE", shell],
    };
    const host = machine(
      {
        "playwright install --dry-run": "Shell\n  Install location:    /pw/shell-1\n",
        [`${shell} --version`]: "150",
      },
      { list: (folder) => folders[folder] ?? [] },
    );
    expect(findChromium(host)).toBe(shell);
  });

  test.each([
    ["none", ["chromium-headless-shell", "fonts-liberation"]],
    ["/usr/bin/chromium", ["chromium-headless-shell"]],
  ])("root installs the distribution's small one beside %s", (present, packages) => {
    let isInstalled = false;
    const host = machine({}, { isRoot: true });
    const run: Host["run"] = (command, args) => {
      host.run(command, args);
      isInstalled ||= command === "apt-get" && args.includes("chromium-headless-shell");
      return {
        ok: command === "apt-get" || command === present || (command === SHELL && isInstalled),
        output: "",
      };
    };
    expect(findChromium({ ...host, run })).toBe(SHELL);
    expect(host.ran.filter((line) => line.startsWith("apt-get"))).toEqual([
      "apt-get -o DPkg::Lock::Timeout=300 update",
      `apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends ${packages.join(" ")}`,
    ]);
  });

  test("where the small one cannot be installed, the whole browser serves", () => {
    const host = machine({ "/usr/bin/chromium --version": "Chromium 150" }, { isRoot: true });
    expect(findChromium(host)).toBe("/usr/bin/chromium");
  });

  test("others try Playwright's installer, and a sentence says what is missing and how to get it", () => {
    const host = machine({});
    expect(() => findChromium(host)).toThrow(Missing);
    expect(() => findChromium(host)).toThrow(
      /A Chromium is missing: .*apt-get install chromium-headless-shell.*CHROMIUM_PATH/,
    );
    expect(host.ran).toContain("playwright install chromium-headless-shell");
    expect(host.ran.filter((line) => line.startsWith("apt-get"))).toEqual([]);
  });
});

describe("Python", () => {
  test("JINA_PYTHON stands alone; else pyenv's 3.10 and 3.11 come after the PATH", () => {
    const versions = ["/pyenv/3.9.1", "/pyenv/3.10.13", "/pyenv/3.11.7", "/pyenv/3.12.1", "/pyenv/3.11-dev"];
    expect(pythonCandidates({ JINA_PYTHON: "/my/python" }, versions)).toEqual(["/my/python"]);
    expect(pythonCandidates({}, versions)).toEqual([
      "python3.10",
      "python3.11",
      "python3",
      join("/pyenv/3.10.13", "bin", "python"),
      join("/pyenv/3.11.7", "bin", "python"),
    ]);
  });

  test("the interpreter itself is taken, not the name it was found by", () => {
    const host = machine({ "python3 -c": fits("/usr/bin/python3.11") });
    expect(findPython(host)).toBe("/usr/bin/python3.11");
  });

  test("another version, or one without venv, does not count", () => {
    const host = machine({ "python3 -c": "fits False /usr/bin/python3.12\n", "python3.11 -c": "" });
    expect(() => findPython(host)).toThrow(/A Python 3\.10 or 3\.11 .* is missing: .*JINA_PYTHON/);
  });

  test("a JINA_PYTHON that does not fit is a mistake to be told", () => {
    const host = machine(
      { "python3.11 -c": fits("/usr/bin/python3.11") },
      { env: { JINA_PYTHON: "/old" }, isRoot: true },
    );
    expect(() => findPython(host)).toThrow("JINA_PYTHON names /old, which is not a Python 3.10 or 3.11");
    expect(host.ran.filter((line) => line.startsWith("apt-get"))).toEqual([]);
  });

  test("root installs the distribution's", () => {
    const programs: Programs = { "apt-get": "" };
    const host = machine(programs, { isRoot: true });
    const run: Host["run"] = (command, args) => {
      if (args.includes("python3-venv")) {
        programs["python3 -c"] = fits("/usr/bin/python3.11");
      }
      return host.run(command, args);
    };
    expect(findPython({ ...host, run })).toBe("/usr/bin/python3.11");
  });

  test("Windows gets a sentence of its own", () => {
    expect(() => findPython(machine({}, { platform: "win32" }))).toThrow("Jina does not install on Windows");
  });
});

test("the last words of a program are its last line that says something", () => {
  expect(lastWords("a\n  ERROR: no such version \n\n")).toBe("ERROR: no such version");
  expect(lastWords(" \n")).toBe("it said nothing");
});
