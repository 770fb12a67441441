/**
 * Small files that could hang or kill a reader: each up to a million characters, each of one kind of excess. The test,
 * the end-to-end test and `npm run hostile` go through the same list. Every text is the same each time.
 */

/** `read`: no error; `limit`: a cap of ours, said with its place; `refused`: an error that the engine has too. */
export type Outcome = "read" | "limit" | "refused";

/** A file that tries to keep a reader busy. */
export interface HostileShape {
  readonly name: string;
  readonly outcome: Outcome;
  text(): string;
}

/** Characters of the largest shape. */
export const MAX_CHARACTERS = 1_000_000;

const HEAD = "jtype: Flow\n";

/** As many of a part, which is given its number, as fit behind `before` and in front of `after`. */
function fill(
  before: string,
  part: (index: number) => string,
  after = "",
  most = Number.POSITIVE_INFINITY,
): string {
  if (part.length === 0) {
    const one = part(0);
    const room = Math.floor((MAX_CHARACTERS - before.length - after.length) / one.length);
    return before + one.repeat(Math.min(room, most)) + after;
  }
  const parts = [before];
  let left = MAX_CHARACTERS - before.length - after.length;
  for (let index = 0; ; index++) {
    const next = part(index);
    left -= next.length;
    if (left < 0 || index >= most) {
      return parts.join("") + after;
    }
    parts.push(next);
  }
}

function times(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join("");
}

const FLOW = `${HEAD}executors:\n`;
const ONE = `${FLOW}  - name: a\n`;
/** As many executors as are read. */
const crowd = (part: (index: number) => string, before = FLOW) => fill(before, part, "", 11_990);
const POD = "jtype: Flow\nversion: '1'\npods:\n";

/** Each level holds ten of the one before it. */
function laughs(levels: number, width: number): string {
  const level = (index: number) =>
    index === 0
      ? `a0: &a0 [${Array(width).fill("1").join(", ")}]\n`
      : `a${index}: &a${index} [${Array(width)
          .fill(`*a${index - 1}`)
          .join(", ")}]\n`;
  return times(levels, level);
}

/** Values that each hold `copies` references to the one before. */
function multiplying(
  levels: number,
  copies: number,
  where = "with",
  to = (index: number) => `root.with.a${index}`,
) {
  const level = (index: number) =>
    `  a${index}: ${index === 0 ? "x".repeat(10) : `\${{${to(index - 1)}}}`.repeat(copies)}\n`;
  return `${HEAD}${where}:\n${times(levels, level)}executors:\n  - name: a\n`;
}

const SHAPES: readonly [name: string, outcome: Outcome, text: () => string][] = [
  // --- anchors, aliases, merge keys
  [
    "with: each key an alias",
    "limit",
    () => fill(`${HEAD}x: &x 1\nwith:\n`, (i) => `  k${i}: *x\n`, "executors: []\n"),
  ],
  [
    "with: each key an anchor",
    "limit",
    () => fill(`${HEAD}with:\n`, (i) => `  k${i}: &x${i} 1\n`, "executors: []\n"),
  ],
  ["top: each key an alias", "read", () => fill(`${HEAD}x: &x 1\n`, (i) => `k${i}: *x\n`)],
  ["top: each key an anchor and its alias", "read", () => fill(HEAD, (i) => `k${i}: [&x${i} 1, *x${i}]\n`)],
  ["executors: each an alias of one", "limit", () => fill(`${FLOW}  - &x {name: a}\n`, () => "  - *x\n")],
  [
    "uses_with: each value an alias",
    "read",
    () => fill(`${ONE}    uses_with:\n      x: &x 1\n`, (i) => `      k${i}: *x\n`),
  ],
  ["needs: each an alias", "refused", () => fill(`${ONE}  - name: &b b\n    needs:\n`, () => "    - *b\n")],
  ["aliases that multiply", "limit", () => `${HEAD}${laughs(20, 10)}executors: []\n`],
  [
    "aliases of aliases, in a chain",
    "limit",
    () => fill(`${HEAD}x0: &x0 [1]\n`, (i) => `x${i + 1}: &x${i + 1} [*x${i}]\n`),
  ],
  [
    "merge keys of merge keys",
    "limit",
    () => fill(`${HEAD}m0: &m0 {a0: 1}\n`, (i) => `m${i + 1}: &m${i + 1} {<<: *m${i}, a${i + 1}: 1}\n`),
  ],
  [
    "one merge key of very many mappings",
    "read",
    () => fill(`${HEAD}m: &m {a: 1}\nall:\n  <<: [`, () => "*m, ", "*m]\n"),
  ],
  ["very many merge keys", "read", () => fill(`${HEAD}m: &m {a: 1}\nall:\n`, () => "  <<: *m\n")],
  [
    "executors that each merge a large mapping",
    "limit",
    () => fill(`${HEAD}m: &m {${times(1000, (i) => `a${i}: 1, `)}}\nexecutors:\n`, () => "  - <<: *m\n"),
  ],
  ["an alias inside itself", "refused", () => fill(`${HEAD}x: &x [`, () => "*x, ", "1]\n")],
  ["very many aliases of nothing", "refused", () => fill(HEAD, (i) => `k${i}: *no${i}\n`)],

  // --- needs
  ["needs: distinct unknown names", "limit", () => fill(`${ONE}    needs: [`, (i) => `u${i}, `, "u]\n")],
  ["needs: one unknown name, again and again", "read", () => fill(`${ONE}    needs: [`, () => "u, ", "u]\n")],
  [
    "executors that each need an unknown one",
    "read",
    () => crowd((i) => `  - {name: e${i}, needs: u${i}}\n`),
  ],
  ["a need of a million characters", "read", () => fill(`${ONE}    needs: `, () => "n", "\n")],
  ["a need as text that is a list", "limit", () => fill(`${ONE}    needs: "[`, (i) => `u${i},`, 'u]"\n')],
  [
    "one executor that needs all others",
    "read",
    () => {
      const n = 11_000;
      return `${FLOW}${times(n, (i) => `  - {name: e${i}, needs: gateway}\n`)}  - {name: z, needs: [${times(n, (i) => `e${i}, `)}]}\n`;
    },
  ],
  [
    "executors, and one that needs all",
    "read",
    () => {
      const n = 11_990;
      return `${FLOW}${times(n, () => "  - {uses: A}\n")}  - method: needs_all\n`;
    },
  ],
  [
    "executors that each need all before",
    "limit",
    () => {
      const n = 550;
      return `${FLOW}${times(n, (i) => `  - {name: e${i}, needs: [${i === 0 ? "gateway" : times(i, (j) => `e${j}, `)}]}\n`)}`;
    },
  ],
  [
    "executors that each need all before, within the cap",
    "read",
    () => {
      const n = 440;
      return `${FLOW}${times(n, (i) => `  - {name: e${i}, needs: [${i === 0 ? "gateway" : times(i, (j) => `e${j}, `)}]}\n`)}`;
    },
  ],
  [
    "executors that each need all, by aliases",
    "limit",
    () => {
      const n = 10_000;
      return `${FLOW}  - {name: e0, needs: &n [gateway, ${times(n, (i) => `e${i + 1}, `)}]}\n${times(n, (i) => `  - {name: e${i + 1}, needs: *n}\n`)}`;
    },
  ],
  ["a cycle of executors", "read", () => crowd((i) => `  - {name: e${i + 1}, needs: e${i + 2}}\n`)],
  ["cycles of two", "read", () => crowd((i) => `  - {name: e${i}, needs: e${i ^ 1}}\n`)],
  ["executors that hang", "read", () => crowd((i) => `  - {name: e${i}, needs: gateway}\n`)],
  [
    "cycles of two, behind a chain from the gateway",
    "read",
    () => crowd((i) => (i < 9990 ? `  - {name: e${i}}\n` : `  - {name: e${i}, needs: [e${i ^ 1}, e1]}\n`)),
  ],
  [
    "two layers, each executor of one needed by each of the other",
    "read",
    () => {
      const layer = times(310, (i) => `e${i}, `);
      return `${FLOW}${times(310, (i) => `- {name: e${i}, needs: gateway}\n`)}${times(310, (i) => `- {name: f${i}, needs: [${layer}]}\n`)}`;
    },
  ],
  [
    "needs: as many unknown names as are drawn",
    "read",
    () => fill(`${ONE}    needs: [`, (i) => `u${i}, `, "u]\n", 11_990),
  ],
  [
    "a cycle of long names",
    "read",
    () => {
      const name = "n".repeat(40_000);
      return `${FLOW}${times(12, (i) => `  - {name: ${name}${i}, needs: ${name}${(i + 1) % 12}}\n`)}`;
    },
  ],
  [
    "an executor of a long name and its unknown needs",
    "limit",
    () => fill(`${FLOW}  - name: ${"n".repeat(400_000)}\n    needs: [`, (i) => `u${i}, `, "u]\n"),
  ],
  [
    "long needs that are nearly a long name",
    "read",
    () => {
      const name = "n".repeat(30_000);
      return `${FLOW}  - name: ${name}\n${times(30, (i) => `  - {name: e${i}, needs: ${name.slice(2)}${i + 10}}\n`)}`;
    },
  ],
  [
    "executors with a switch each",
    "read",
    () =>
      crowd(
        (i) =>
          `  - {name: e${i}, needs: [e${i - 1}, e${i - 2}, e${i - 3}, e${i - 4}, e${i - 5}, e${i - 6}]}\n`,
      ),
  ],
  ["100,000 executors", "limit", () => fill(FLOW, () => "  - {}\n")],
  ["50,000 executors that need each other", "limit", () => fill(FLOW, (i) => `- {needs: e${i}}\n`)],
  ["100,000 pods", "limit", () => fill(POD, () => "- {}\n")],
  ["needs_all after needs_all", "read", () => crowd(() => "  - method: needs_all\n", ONE)],
  [
    "needs_all between executors that hang",
    "limit",
    () => crowd(() => "  - needs: gateway\n  - needs: gateway\n  - method: needs_all\n"),
  ],
  ["inspect after inspect", "limit", () => crowd((i) => `  - {method: inspect, name: i${i}}\n`, ONE)],
  ["inspect after inspect, without names", "limit", () => crowd(() => "  - method: inspect\n", ONE)],
  [
    "gather_inspect after gather_inspect",
    "read",
    () => crowd(() => "  - method: gather_inspect\n", `${ONE}  - method: inspect\n`),
  ],

  // --- keys
  [
    "with: unknown keys",
    "limit",
    () => fill(`${HEAD}with:\n`, (i) => `  unknown_key_${i}: 1\n`, "executors: []\n"),
  ],
  [
    "gateway: unknown keys",
    "limit",
    () => fill(`${HEAD}gateway:\n`, (i) => `  unknown_key_${i}: 1\n`, "executors: []\n"),
  ],
  ["an executor: unknown keys", "limit", () => fill(ONE, (i) => `    unknown_key_${i}: 1\n`)],
  [
    "an executor: keys that are nearly arguments",
    "limit",
    () => fill(ONE, (i) => `    replica${i.toString(36)}: 1\n`),
  ],
  ["executors: one unknown key each", "read", () => crowd((i) => `  - {name: e${i}, unknown${i}: 1}\n`)],
  [
    "a Deployment: unknown keys",
    "limit",
    () => fill(`${FLOW}  - jtype: Deployment\n    with:\n`, (i) => `      unknown_key_${i}: 1\n`),
  ],
  ["top: unknown keys", "read", () => fill(HEAD, (i) => `unknown_key_${i}: 1\n`)],
  ["top: unknown keys and as many references", "read", () => fill(HEAD, (i) => `k${i}: \${{root.k${i}}}\n`)],
  ["one key, again and again", "read", () => fill(`${HEAD}with:\n`, () => "  port: 1\n", "executors: []\n")],
  [
    "one long key, again and again",
    "read",
    () => {
      const key = "k".repeat(1000);
      return fill(`${HEAD}with:\n`, () => `  ${key}: 1\n`, "executors: []\n");
    },
  ],
  ["a key of a million characters", "refused", () => fill(`${HEAD}with:\n  `, () => "k", ": 1\n")],
  [
    "long keys",
    "limit",
    () => {
      const key = "k".repeat(1000);
      return fill(`${HEAD}with:\n`, (i) => `  ${key}${i}: 1\n`, "executors: []\n");
    },
  ],
  [
    "long keys of an executor",
    "read",
    () => {
      const key = "k".repeat(1000);
      return fill(ONE, (i) => `    ${key}${i}: 1\n`);
    },
  ],
  ["keys of numbers", "limit", () => fill(`${HEAD}with:\n`, (i) => `  ${i}: 1\n`, "executors: []\n")],
  [
    "mappings with a key of a number",
    "read",
    () => fill(`${HEAD}x:\n`, (i) => `- ${i}: 1\n`, "executors: []\n"),
  ],
  [
    "keys that are lists",
    "limit",
    () => fill(`${HEAD}with:\n`, (i) => `  ? [${i}]\n  : 1\n`, "executors: []\n"),
  ],
  ["keys with dashes", "limit", () => fill(ONE, (i) => `    -k${i}: 1\n`)],

  // --- names and numbers
  ["executors of one name", "read", () => crowd(() => "  - name: a\n")],
  [
    "executors of one long name",
    "read",
    () => {
      const name = "n".repeat(2000);
      return crowd(() => `  - name: ${name}\n`);
    },
  ],
  ["names that are none", "refused", () => crowd((i) => `  - name: "-${i}"\n`)],
  ["a name of a million characters", "read", () => fill(`${FLOW}  - name: `, () => "n", "\n")],
  ["executors without a word", "read", () => crowd(() => "  - {}\n")],
  ["executors that are numbers", "refused", () => crowd(() => "- 1\n")],
  ["executors that are files", "read", () => crowd((i) => `- f${i}.yml\n`)],
  ["unknown methods", "refused", () => crowd((i) => `- method: m${i}\n`)],
  [
    "a billion replicas of a billion shards",
    "limit",
    () => `${ONE}    replicas: 1000000000\n    shards: 1000000000\n`,
  ],
  ["a billion replicas", "limit", () => `${ONE}    replicas: 1000000000\n`],
  ["a billion shards", "limit", () => `${ONE}    shards: 1000000000\n`],
  ["executors of very many replicas", "limit", () => crowd((i) => `  - {name: e${i}, replicas: 9999}\n`)],
  [
    "stateful replicas without end",
    "limit",
    () =>
      `${ONE}    stateful: true\n    workspace: w\n    replicas: 1000000000\n    shards: 1000000000\n    peer_ports: {0: [1, 2, 3]}\n`,
  ],
  [
    "with: a billion replicas and shards",
    "limit",
    () =>
      `${HEAD}with:\n  replicas: 1000000000\n  shards: 1000000000\nexecutors:\n  - name: a\n  - name: b\n`,
  ],
  [
    "a gateway of a billion replicas",
    "read",
    () => `${HEAD}gateway:\n  replicas: 1000000000\n  shards: 1000000000\n${"executors:\n  - name: a\n"}`,
  ],
  ["a port for each of very many", "read", () => fill(`${ONE}    port: [`, (i) => `${i}, `, "1]\n")],
  ["very many ports that are none", "read", () => fill(`${ONE}    port: [`, (i) => `p${i}, `, "1]\n")],
  ["very many ports in one text", "read", () => fill(`${ONE}    port: "`, (i) => `p${i},`, '1"\n')],
  [
    "very many hosts",
    "read",
    () => fill(`${ONE}    external: true\n    host: [`, (i) => `h${i}:${i % 60000}, `, "h:1]\n"),
  ],
  ["one port for very many executors", "read", () => crowd(() => "  - port: 8080\n")],
  ["an integer of a million digits", "refused", () => fill(`${ONE}    replicas: `, () => "9", "\n")],
  [
    "integers of 4,300 digits",
    "read",
    () => {
      const digits = "9".repeat(4300);
      return fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: ${digits}\n`);
    },
  ],
  [
    "replicas of 4,300 digits",
    "limit",
    () => `${ONE}    replicas: ${"9".repeat(4300)}\n    shards: ${"9".repeat(4300)}\n`,
  ],
  [
    "hexadecimal numbers",
    "read",
    () => {
      const digits = "f".repeat(4000);
      return fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: 0x${digits}\n`);
    },
  ],
  [
    "sexagesimal numbers",
    "read",
    () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: 1${":59".repeat(1000)}\n`),
  ],
  ["exponents without end", "refused", () => fill(`${ONE}    uses_with: [`, (i) => `1.0e+${i}, `, "1]\n")],
  ["timestamps", "refused", () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: 2001-01-01\n`)],

  // --- references and variables
  ["references that multiply, eleven deep", "limit", () => multiplying(11, 10)],
  ["references that multiply, seven deep, 60 copies", "limit", () => multiplying(7, 60)],
  [
    "references to all of with, inside with",
    "limit",
    () => fill(`${HEAD}with:\n`, (i) => `  k${i}: \${{root.with}}\n`, "executors: []\n"),
  ],
  ["references to the whole file", "limit", () => fill(HEAD, (i) => `k${i}: \${{root}}\n`)],
  [
    "references to what holds them",
    "limit",
    () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: \${{this}}\n`),
  ],
  [
    "references to one long text",
    "limit",
    () =>
      fill(
        `${HEAD}with:\n  a: ${"x".repeat(500_000)}\n`,
        (i) => `  k${i}: \${{root.with.a}}\n`,
        "executors: []\n",
      ),
  ],
  [
    "references to a letter of a long text",
    "read",
    () => fill(`${HEAD}x: ${"x".repeat(300_000)}\ny:\n`, () => "- ${{root.x[299999]}}\n", "executors: []\n"),
  ],
  ["a reference of very many steps", "limit", () => fill(`${HEAD}with:\n  a: \${{root`, () => ".a", "}}\n")],
  [
    "references in one text",
    "read",
    () => fill(`${HEAD}with:\n  b: 1\n  a: `, () => "${{root.with.b}}", "\nexecutors: []\n"),
  ],
  [
    "references that lead nowhere",
    "refused",
    () => fill(`${HEAD}x:\n`, (i) => `- \${{root.no.k${i}}}\n`, "executors: []\n"),
  ],
  ["variables, one each", "read", () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: $V${i}\n`)],
  [
    "references to one long text, in a list",
    "limit",
    () => fill(`${HEAD}a: ${"x".repeat(500_000)}\nx:\n`, () => "- ${{root.a}}\n", "executors: []\n"),
  ],
  [
    "references to all of a list, inside it",
    "limit",
    () => fill(`${HEAD}x:\n`, () => "- ${{root.x}}\n", "executors: []\n"),
  ],
  [
    "aliases of one long text",
    "limit",
    () => crowd(() => "  - uses: *x\n", `${HEAD}x: &x ${"x".repeat(500_000)}\nexecutors:\n`),
  ],
  [
    "replicas of a long name",
    "limit",
    () => `${FLOW}  - name: ${"n".repeat(500_000)}\n    replicas: 90000\n`,
  ],
  [
    "with: a long text for each executor",
    "read",
    () => crowd(() => "  - {}\n", `${HEAD}with: {workspace: ${"w".repeat(40_000)}}\nexecutors:\n`),
  ],
  ["variables in one text", "read", () => fill(`${ONE}    uses: `, (i) => `$V${i} `, "\n")],
  ["new variables in one text", "read", () => fill(`${ONE}    uses: `, (i) => `\${{ ENV.V${i} }} `, "\n")],
  [
    "variables in a text that is refused",
    "refused",
    () => fill(`${ONE}    replicas: `, (i) => `$V${i}`, "\n"),
  ],
  ["a million dollars", "read", () => fill(`${ONE}    uses: `, () => "$", "\n")],
  ["a million dollars and braces", "read", () => fill(`${ONE}    uses: "`, () => "${", '"\n')],
  ["a million dollars and double braces", "read", () => fill(`${ONE}    uses: "`, () => "${{", '"\n')],
  ["double braces and blanks", "read", () => fill(`${ONE}    uses: "`, () => "${{ a", '"\n')],

  // --- texts
  ["a million #", "refused", () => fill("", () => "#")],
  ["comments without end", "refused", () => fill("", () => "#\n")],
  ["a Flow and a million #", "read", () => fill(`${ONE}# `, () => "#")],
  ["a Flow and comments without end", "read", () => fill(ONE, () => "#\n")],
  ["a million blanks", "refused", () => fill("", () => " ")],
  ["a million line breaks", "refused", () => fill("", () => "\n")],
  ["a Flow and a million line breaks", "read", () => fill(ONE, () => "\n")],
  ["a million tabs", "refused", () => fill("", () => "\t")],
  ["a Flow and a million blanks", "read", () => fill(ONE, () => " ")],
  ["carriage returns", "read", () => fill(ONE, () => "\r")],
  ["one plain text", "refused", () => fill("", () => "x")],
  ["one plain text of words", "refused", () => fill("", () => "x ")],
  ["one plain text over many lines", "refused", () => fill("a: x\n", () => " x\n")],
  ["a plain value over many lines", "read", () => fill(`${ONE}    uses: x\n`, () => "     x\n")],
  ["a quoted text", "read", () => fill(`${ONE}    uses: "`, () => "x", '"\n')],
  ["a quoted text of escapes", "read", () => fill(`${ONE}    uses: "`, () => "\\n", '"\n')],
  ["a quoted text without an end", "refused", () => fill(`${ONE}    uses: "`, () => "x ")],
  ["a quoted text of single quotes", "read", () => fill(`${ONE}    uses: '`, () => "''", "'\n")],
  ["a block of many lines", "read", () => fill(`${ONE}    uses: |\n`, () => "      x\n")],
  [
    "a folded block of empty lines",
    "read",
    () => fill(`${ONE}    uses: >\n      x\n`, () => "\n", "      y\n"),
  ],
  [
    "many blocks",
    "read",
    () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: |\n        x\n        y\n`),
  ],
  ["many numbers in quotes", "read", () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: '007'\n`)],
  [
    "many long texts of digits in quotes",
    "read",
    () => {
      const digits = "0".repeat(2000);
      return fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: '${digits}7'\n`);
    },
  ],
  [
    "jtype: Flow in many texts",
    "read",
    () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}: "jtype: Flow"\n`),
  ],
  ["jtype: Flow in one text", "read", () => fill(`${ONE}    uses: "`, () => "jtype: Flow ", '"\n')],
  ["jtype: Flow again and again", "refused", () => fill(HEAD, (i) => `k${i}:\n  jtype: Flow\n`)],
  ["!Flow again and again", "read", () => fill(ONE, () => "# !Flow\n")],
  ["a Flow in each item", "limit", () => fill(`${HEAD}x:\n`, () => "- jtype: Flow\n  a: 1\n")],
  [
    "jtype: Flow last, again and again",
    "refused",
    () => fill(`${HEAD}x:\n`, () => "- a: 1\n  jtype: Flow\n"),
  ],
  ["secrets", "read", () => fill(`${ONE}    uses_with:\n`, (i) => `      k${i}_token: abcdef\n`)],
  ["modules that are not there", "read", () => fill(`${HEAD}py_modules: [`, (i) => `m${i}.py, `, "m.py]\n")],

  // --- the form of the YAML
  ["lists in lists", "limit", () => fill(`${HEAD}x: `, () => "[")],
  ["mappings in mappings", "limit", () => fill(`${HEAD}x: `, () => "{a: ")],
  ["lists in lists in block style", "limit", () => fill(`${HEAD}x:\n`, () => "- ")],
  [
    "mappings in mappings in block style",
    "limit",
    () => {
      let out = `${HEAD}x:\n`;
      for (let i = 1; i < 1300; i++) {
        out += `${" ".repeat(i)}a:\n`;
      }
      return out;
    },
  ],
  [
    "lists 60 deep, again and again",
    "read",
    () => fill(`${HEAD}x:\n`, () => `- ${"[".repeat(58)}${"]".repeat(58)}\n`),
  ],
  ["closing brackets", "refused", () => fill(HEAD, () => "]")],
  ["commas", "refused", () => fill(`${HEAD}x: [`, () => ",", "]\n")],
  ["a list of empty things", "read", () => fill(`${HEAD}x: [`, () => "[],", "]\n")],
  ["question marks", "limit", () => fill(`${HEAD}x:\n`, () => "? ")],
  ["colons", "refused", () => fill(HEAD, () => ": ")],
  ["dashes", "limit", () => fill("", () => "- ")],
  ["dashes on lines", "refused", () => fill("", () => "-\n")],
  ["documents", "refused", () => fill("", () => "---\n")],
  ["documents that are Flows", "refused", () => fill("", () => "---\njtype: Flow\n")],
  ["ends of documents", "read", () => fill(`${HEAD}`, () => "...\n")],
  ["directives", "refused", () => fill("", (i) => `%TAG !e${i}! tag:x,2000:\n`, "---\njtype: Flow\n")],
  ["one directive, again and again", "refused", () => fill("", () => "%YAML 1.1\n", "---\njtype: Flow\n")],
  ["tags that are known", "refused", () => fill(`${HEAD}x:\n`, () => "- !!str a\n")],
  ["tags that are unknown", "read", () => fill(`${HEAD}x:\n`, (i) => `- !t${i} a\n`)],
  ["a tag of a million characters", "refused", () => fill(`${HEAD}x: !`, () => "t", " a\n")],
  ["words with exclamation marks", "read", () => fill(`${HEAD}x:\n`, (i) => `- !Word${i}\n`)],
  ["words with exclamation marks in one text", "refused", () => fill(`${ONE}    uses: a`, () => " !W", "\n")],
  ["exclamation marks", "refused", () => fill(`${HEAD}x: `, () => "!")],
  ["sets and ordered maps", "refused", () => fill(`${HEAD}x:\n`, () => "- !!set {a, b}\n- !!omap [a: 1]\n")],
  ["anchors on one node", "refused", () => fill(`${HEAD}x: `, (i) => `&a${i} `, "1\n")],
  ["an anchor of a million characters", "read", () => fill(`${HEAD}x: &`, () => "a", " 1\n")],
  ["binary data that is none", "refused", () => fill(`${HEAD}x: !!binary "`, () => "?", '"\n')],
  ["binary data", "refused", () => fill(`${HEAD}x: !!binary "`, () => "AAAA", '"\n')],
  ["control characters", "refused", () => fill(HEAD, () => "\u0001")],
  ["letters beyond the first plane", "read", () => fill(`${ONE}    uses: `, () => "😀", "\n")],
  ["half letters", "read", () => fill(`${ONE}    uses: "`, () => "\\ud83d", '"\n')],
  ["lists of numbers", "read", () => fill(`${HEAD}x: [`, () => "1,", "1]\n")],
  ["a mapping in one line", "limit", () => fill(`${HEAD}with: {`, (i) => `k${i}: 1, `, "k: 1}\n")],
  [
    "JSON",
    "limit",
    () => fill('{"jtype": "Flow", "executors": [', (i) => `{"name": "e${i}", "uses": "A"}, `, "]}"),
  ],
  [
    "polling of very many endpoints",
    "read",
    () => fill(`${ONE}    shards: 2\n    polling:\n`, (i) => `      /e${i}: some\n`),
  ],
  [
    "uses_with as very many texts",
    "read",
    () => fill(`${ONE}    uses_with: [`, (i) => `"k${i}: 1", `, '"k: 1"]\n'),
  ],
  [
    "uses_with as a text of JSON, very deep",
    "refused",
    () => fill(`${ONE}    uses_with: '`, () => "[", "'\n"),
  ],
  ["when as a mapping, very wide", "read", () => fill(`${ONE}    when:\n`, (i) => `      k${i}: {$eq: 1}\n`)],

  // --- no Flow, or one of an old version
  ["no Flow: very many keys", "refused", () => fill("", (i) => `k${i}: 1\n`)],
  [
    "no Flow: a Deployment of very many keys",
    "refused",
    () => fill("jtype: Deployment\nwith:\n", (i) => `  k${i}: 1\n`),
  ],
  ["pods without a word", "read", () => crowd(() => "- {}\n", POD)],
  ["pods of one name", "read", () => crowd(() => "- name: a\n", POD)],
  ["pods with names", "read", () => crowd((i) => `- {name: p${i}, uses: A}\n`, POD)],
  ["pods with unknown needs", "read", () => crowd((i) => `- {name: p${i}, needs: u${i}}\n`, POD)],
  [
    "a pod that needs very many unknown ones",
    "limit",
    () => fill(`${POD}- name: a\n  needs: [`, (i) => `u${i}, `, "u]\n"),
  ],
  ["a pod with very many keys", "limit", () => fill(`${POD}- name: a\n`, (i) => `  unknown_key_${i}: 1\n`)],
  [
    "a pod of a billion replicas and shards",
    "limit",
    () => `${POD}- name: a\n  parallel: 1000000000\n  shards: 1000000000\n  replicas: 1000000000\n`,
  ],
  [
    "a pod that needs all others",
    "read",
    () => {
      const n = 10_000;
      return `${POD}${times(n, (i) => `- {name: p${i}, needs: gateway}\n`)}- {name: z, needs: [${times(n, (i) => `p${i}, `)}]}\n`;
    },
  ],
  [
    "pods that each need all before",
    "limit",
    () => {
      const n = 550;
      return `${POD}${times(n, (i) => `- {name: p${i}, needs: [${i === 0 ? "gateway" : times(i, (j) => `p${j}, `)}]}\n`)}`;
    },
  ],
  ["pods that inspect", "limit", () => crowd(() => "- method: inspect\n", `${POD}- name: a\n`)],
  ["pods as a mapping", "read", () => crowd((i) => `  p${i}: {uses: A}\n`, "!Flow\npods:\n")],
  [
    "pods as a mapping that need each other",
    "read",
    () => crowd((i) => `  p${i}: {needs: p${i + 1}}\n`, "!Flow\npods:\n"),
  ],
  [
    "pods and references",
    "refused",
    () => crowd((i) => `- {name: p${i}, uses: "\${{root.pods[${i}].name}}"}\n`),
  ],
  [
    "pods with an alias each",
    "read",
    () => crowd((i) => `- {name: p${i}, uses: *x}\n`, `${HEAD}x: &x 1\npods:\n`),
  ],
];

/** All hostile files. */
export const HOSTILE_SHAPES: readonly HostileShape[] = SHAPES.map(([name, outcome, text]) => ({
  name,
  outcome,
  text,
}));
