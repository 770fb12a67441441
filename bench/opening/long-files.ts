/** Texts that keep a reader busy, by name, each made when it is asked for. */
import { flowText } from "../yaml/flow-text.ts";

/** As many bytes as a file may have that is opened. */
const MOST = 8 * 1024 * 1024;

const HEAD = "jtype: Flow\nexecutors:";

function times(count: number, part: (at: number) => string, between = ""): string {
  return Array.from({ length: count }, (_, at) => part(at)).join(between);
}

export const LONG_FILES: Readonly<Record<string, () => string>> = {
  "40,000 executors on one line": () =>
    `${HEAD} [${times(40_000, (at) => `{name: e${at}, uses: Exec${at % 7}}`, ", ")}]\n`,
  "10,000 executors in 7 MB": () =>
    flowText(10_000).replaceAll(/^ {2}- /gm, (begin) => `  # ${"about it ".repeat(57)}\n${begin}`),
  "300 executors that each need all before": () =>
    `${HEAD}\n${times(300, (at) => `  - name: e${at}\n    needs: [${at === 0 ? "gateway" : times(at, (before) => `e${before}`, ", ")}]\n`)}`,
  "8 MB in one value": () => {
    const [before, after] = [`${HEAD}\n  - name: a\n    uses_with: {text: "`, '"}\n'];
    return before + "word ".repeat((MOST - before.length - after.length) / 5) + after;
  },
  "8 MB of short lines": () => {
    const line = "# -----\n";
    return `${line.repeat((MOST - HEAD.length - 20) / line.length)}${HEAD}\n  - name: a\n`;
  },
  "8 MB of numbers in a list": () => {
    const before = "jtype: Flow\nwith:\n  env:\n";
    const item = "  - 12345\n";
    return before + item.repeat((MOST - before.length) / item.length);
  },
  "8 MB in a text of many lines": () => {
    const before = `${HEAD}\n  - name: a\n    uses_with:\n      text: |\n`;
    const line = `        ${"word ".repeat(14)}\n`;
    return before + line.repeat((MOST - before.length) / line.length);
  },
};
