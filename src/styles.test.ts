/**
 * Styles stand on the ladder too: a class has its rules in a stylesheet of the room that uses it, or of `ui`, which is
 * where a class belongs that two rooms use. Classes are read in the text of `className` and of selectors.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseSync, Visitor } from "oxc-parser";
import { describe, expect, test } from "vitest";

const SRC = resolve(import.meta.dirname);

/** The classes of React Flow, whose elements the canvas dresses. */
const isForeign = (name: string) => name.startsWith("react-flow");

interface Sheet {
  readonly file: string;
  readonly classes: readonly string[];
  /** Whether it brings in another one. */
  readonly hasImport: boolean;
}

function readSheet(file: string, text: string): Sheet {
  const rules = text.replaceAll(/\/\*.*?\*\//gs, "");
  const selectors = [...rules.matchAll(/([^{};]+)\{/g)].map((match) => match[1]!.trim());
  const classes = selectors
    .filter((selector) => !selector.startsWith("@"))
    // A compound of a foreign element has foreign classes for its states.
    .flatMap((selector) => selector.split(/[\s,>~+]+/))
    .filter((compound) => !/\.react-flow/.test(compound))
    .flatMap((compound) => [...compound.matchAll(/\.([a-zA-Z][\w-]*)/g)].map((match) => match[1]!));
  return { file, classes: [...new Set(classes)], hasImport: /@import\b/.test(rules) };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Used {
  readonly file: string;
  /** Whole names, and beginnings of names that are put together, which end in `*`. */
  readonly classes: readonly string[];
}

/** The classes in all that is given to `className`: its texts and the texts of its templates, but for what is compared. */
function readUses(file: string, text: string): Used {
  const { program } = parseSync(file, text);
  const given: Span[] = [];
  const compared: Span[] = [];
  const texts: { words: string; at: number }[] = [];
  new Visitor({
    JSXAttribute({ name, start, end }) {
      if (name.name === "className") {
        given.push({ start, end });
      }
    },
    Property({ key, start, end }) {
      if (key.type === "Identifier" && key.name === "className") {
        given.push({ start, end });
      }
    },
    AssignmentExpression({ left, right: { start, end } }) {
      if (/\.className$/.test(text.slice(left.start, left.end))) {
        given.push({ start, end });
      }
    },
    BinaryExpression: ({ start, end }) => {
      compared.push({ start, end });
    },
    Literal({ value, start }) {
      if (typeof value === "string") {
        texts.push({ words: value, at: start });
      }
    },
    TemplateElement({ value, tail, start }) {
      const words = value.cooked ?? "";
      texts.push({ words: !tail && /[\w-]$/.test(words) ? `${words}*` : words, at: start });
    },
  }).visit(program);
  const isIn = (spans: readonly Span[], at: number) =>
    spans.some(({ start, end }) => start <= at && at < end);
  const classes = texts
    .filter(({ at }) => isIn(given, at) && !isIn(compared, at))
    .flatMap(({ words }) => words.split(/\s+/).filter(Boolean));
  return { file, classes: [...new Set(classes)] };
}

const roomOf = (file: string) => file.split("/")[0]!;

function fits(use: string, name: string): boolean {
  return use.endsWith("*") ? name.startsWith(use.slice(0, -1)) : use === name;
}

/** Classes that are used where no stylesheet of the room or of `ui` has them. */
function undefinedUses(sheets: readonly Sheet[], uses: readonly Used[]): string[] {
  return uses.flatMap(({ file, classes }) => {
    const inReach = sheets.filter((sheet) => ["ui", roomOf(file)].includes(roomOf(sheet.file)));
    return classes
      .filter((use) => !inReach.some((sheet) => sheet.classes.some((name) => fits(use, name))))
      .map((use) => `${file} uses ${use}`);
  });
}

/** Classes of a stylesheet that nobody uses: of `ui` anybody may, of another room only the room itself. */
function unusedClasses(sheets: readonly Sheet[], uses: readonly Used[]): string[] {
  const ofUi = new Set(sheets.filter(({ file }) => roomOf(file) === "ui").flatMap(({ classes }) => classes));
  return sheets.flatMap(({ file, classes }) => {
    const room = roomOf(file);
    const inReach = uses.filter((use) => room === "ui" || roomOf(use.file) === room);
    return classes
      .filter((name) => !isForeign(name) && !(room !== "ui" && ofUi.has(name)))
      .filter((name) => !inReach.some((use) => use.classes.some((one) => fits(one, name))))
      .map((name) => `${file} has ${name}`);
  });
}

/** Names of the theme that something else sets too: in it they would be no colours any more. */
function namesTakenTwice(
  theme: string,
  others: readonly (readonly [file: string, text: string])[],
): string[] {
  const names = new Set([...theme.matchAll(/(--[\w-]+)\s*:/g)].map(([, name]) => name!));
  return others.flatMap(([file, text]) =>
    [...text.matchAll(/(--[\w-]+)["'`\]]*\s*:/g)]
      .filter(([, name]) => names.has(name!))
      .map(([, name]) => `${file} sets ${name}`),
  );
}

const files = readdirSync(SRC, { recursive: true, encoding: "utf8" });
const read = (file: string) => readFileSync(join(SRC, file), "utf8");
const sheets = files.filter((file) => file.endsWith(".css")).map((file) => readSheet(file, read(file)));
const sources = files.filter((file) => /\.tsx?$/.test(file) && !/\.(test|d)\.tsx?$/.test(file));
const uses = sources.map((file) => readUses(file, read(file)));

describe("styles", () => {
  const planted = [
    readSheet(
      "panels/x.css",
      "/* .no */ .mine > .button, .other.is-on { color: red } @media (x) { .wide {} }",
    ),
    readSheet("ui/x.css", ".button {}"),
    readSheet("app/x.css", ".frame {}"),
  ];
  const user = readUses(
    "panels/x.tsx",
    'const x = <><i className="mine frame" /><b className={`other is-${a}${b ? " wide" : ""}`} /></>; x.className = "button gone";',
  );

  test("the reader sees every class of a sheet and of a source", () => {
    expect(planted[0]!.classes).toEqual(["mine", "button", "other", "is-on", "wide"]);
    expect([...user.classes].sort()).toEqual(["button", "frame", "gone", "is-*", "mine", "other", "wide"]);
  });

  test("planted uses of a class of no room and of a higher one are found, and what nobody uses", () => {
    expect(undefinedUses(planted, [user])).toEqual(["panels/x.tsx uses frame", "panels/x.tsx uses gone"]);
    expect(unusedClasses(planted, [user])).toEqual(["app/x.css has frame"]);
  });

  test("every class that is used has its rules in the room or in ui", () => {
    expect(undefinedUses(sheets, uses)).toEqual([]);
  });

  test("every class that has rules is used", () => {
    expect(unusedClasses(sheets, uses)).toEqual([]);
  });

  test("what the theme names is set by the theme alone", () => {
    const others = [
      ["a.css", "--ink: 0px;"],
      ["b.tsx", 'style={{ "--ink": 1 }}'],
    ] as const;
    expect(namesTakenTwice(":root { --ink: #000; }", others)).toEqual([
      "a.css sets --ink",
      "b.tsx sets --ink",
    ]);
    const theme = "ui/theme.css";
    const all = [...sheets.map(({ file }) => file).filter((file) => file !== theme), ...sources];
    expect(
      namesTakenTwice(
        read(theme),
        all.map((file) => [file, read(file)]),
      ),
    ).toEqual([]);
  });

  test("a stylesheet brings in no other, and is brought in by its own room", () => {
    expect(sheets.filter(({ hasImport }) => hasImport).map(({ file }) => file)).toEqual([]);
    const strangers = sources.flatMap((file) =>
      [...read(file).matchAll(/^import "(\.[^"]*\.css)";/gm)]
        .map((match) => relative(SRC, resolve(SRC, file, "..", match[1]!)))
        .filter((sheet) => roomOf(sheet) !== roomOf(file) && sheet !== "ui/theme.css")
        .map((sheet) => `${file} brings in ${sheet}`),
    );
    expect(strangers).toEqual([]);
  });
});

/** What is faded though words may stand in it: what is out of reach while something is dragged, or is about to go. */
const FADED = ['.zoom-view-paper[aria-busy="true"] img', ".canvas .is-refused"];
/** Icons alone, and what is either there or not. */
const WORDLESS = [
  '.step-buttons .icon-button:is(:disabled, [aria-disabled="true"])',
  ":is(.card, .gate):not(:hover, .is-selected, :focus-within) .card-add",
  ".input::placeholder",
  "reading-bar-in",
];

test("words change at once and are not faded: what is between two colours cannot be read", () => {
  const found = sheets.flatMap(({ file }) => {
    const rules = read(file).replaceAll(/\/\*.*?\*\//gs, "");
    const moving = [...rules.matchAll(/@keyframes ([\w-]+) (\{(?:[^{}]*\{[^{}]*\})*\s*\})/g)]
      .filter((match) => /\b(?:color|background|opacity|filter)\b/.test(match[2]!))
      .map((match) => match[1]!);
    const faded = [...rules.matchAll(/([^{}]+)\{([^{}]*)\}/g)]
      .filter((match) => /(?:^|[\s;])(?:opacity|transition[\w-]*):/.test(match[2]!))
      .map((match) => match[1]!.trim())
      .filter((selector) => !/^(?:from|to|[\d.]+%)$/.test(selector));
    return [...moving, ...faded];
  });
  expect(found.sort()).toEqual([...FADED, ...WORDLESS].sort());
});
