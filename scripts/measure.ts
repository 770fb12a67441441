/**
 * `npm run measure`: how large the pieces of the code are, and how often it overrules the compiler. Counts the sources
 * of `src` without tests and generated code; a function counts from its head to its brace, nested ones by themselves too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { parseSync, Visitor } from "oxc-parser";

const ROOT = resolve(import.meta.dirname, "..");
const LONG_FILE = 300;

interface Measured {
  readonly file: string;
  readonly lines: number;
  /** Lines of each function. */
  readonly functions: readonly number[];
  /** `as` but for `as const`, and angle brackets. */
  readonly casts: number;
  /** `!` behind a value. */
  readonly assertions: number;
}

/** @throws Error for a text that is no TypeScript */
export function measureText(file: string, text: string): Measured {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) {
    throw new Error(`${file}: ${errors[0]!.message}`);
  }
  const functions: number[] = [];
  let casts = 0;
  let assertions = 0;
  const measureFunction = ({ start, end }: { start: number; end: number }) => {
    functions.push(text.slice(start, end).split("\n").length);
  };
  new Visitor({
    FunctionDeclaration: measureFunction,
    FunctionExpression: measureFunction,
    ArrowFunctionExpression: measureFunction,
    TSAsExpression: ({ start, end }) => {
      casts += /\bas const$/.test(text.slice(start, end)) ? 0 : 1;
    },
    TSTypeAssertion: () => {
      casts++;
    },
    TSNonNullExpression: () => {
      assertions++;
    },
  }).visit(program);
  return { file, lines: text.trimEnd().split("\n").length, functions, casts, assertions };
}

/** The value below which `share` of the numbers lie. */
export function quantile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
}

function measureSources(): Measured[] {
  const folder = join(ROOT, "src");
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter(
      (name) =>
        /\.tsx?$/.test(name) &&
        !/\.test\.tsx?$|\.d\.ts$|(?:^|\/)test-/.test(name) &&
        !name.startsWith("gen/"),
    )
    .map((name) => measureText(relative(ROOT, join(folder, name)), readFileSync(join(folder, name), "utf8")));
}

function print(all: readonly Measured[]): void {
  const lines = all.map((one) => one.lines);
  const functions = all.flatMap((one) => one.functions);
  const total = lines.reduce((sum, one) => sum + one, 0);
  const perThousand = (count: number) => ((count * 1000) / total).toFixed(1);
  const sumOf = (key: "casts" | "assertions") => all.reduce((sum, one) => sum + one[key], 0);
  console.log(
    `files        ${all.length}, ${total} lines: median ${quantile(lines, 0.5)}, p90 ${quantile(lines, 0.9)}`,
  );
  console.log(
    `functions    ${functions.length}: median ${quantile(functions, 0.5)}, p90 ${quantile(functions, 0.9)} lines`,
  );
  console.log(`casts        ${perThousand(sumOf("casts"))} per 1,000 lines`);
  console.log(`assertions   ${perThousand(sumOf("assertions"))} per 1,000 lines`);
  for (const { file, lines: count } of all.toSorted((a, b) => b.lines - a.lines)) {
    if (count > LONG_FILE) {
      console.log(`${String(count).padStart(5)}  ${file}`);
    }
  }
}

if (process.argv[1] === import.meta.filename) {
  print(measureSources());
}
