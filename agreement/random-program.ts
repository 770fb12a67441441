/**
 * Python programs drawn at random, which build Flows and take them apart: names that stand for several of them, in
 * functions and classes, conditions and loops, and additions where one would not look for them. Each ends by giving one to
 * `flow`. A seed gives the same program for ever.
 */
import { createSeededRandom } from "../src/base/test-random.ts";
import { Draws } from "./random-draws.ts";

const NAMES = ["f", "g", "h"];
const BEFORE = `from jina import Flow
N = "nn"; G = "gateway"; NEEDS = ["gateway"]; TWO = 2; OPTIONS = {"shards": 2}; COPY = False
D = {}
class O: pass
`;
const INDENT = "    ";

/** The program of a seed. */
export function randomProgram(seed: number): string {
  return new Program(new Draws(createSeededRandom(seed))).draw();
}

class Program {
  private readonly draws: Draws;
  private executors = 0;

  constructor(draws: Draws) {
    this.draws = draws;
  }

  draw(): string {
    const given = NAMES.map((name) => `${name} = ${this.added("Flow()", 1)}\n`).join("");
    const lines = Array.from({ length: 2 + this.draws.upTo(5) }, () => this.statement(0, false));
    return `${BEFORE}${given}${lines.join("\n")}\nflow = ${this.name()}\n`;
  }

  private name(): string {
    return this.draws.pick(NAMES);
  }

  /** A text that names an executor. */
  private text(): string {
    this.executors++;
    const text = `e${this.executors}`;
    return this.draws.pick([
      ...[`"${text}"`, `"${text}"`, `"${text}"`, `'e' '${this.executors}'`, `"e" + "${this.executors}"`],
      ...[`r"${text}"`, `(\n  "${text}"\n)`, `f"${text}"`, "N", `"e\\x5f${this.executors}"`],
      ...[`f"{N}_${text}"`, `"e" f"_{TWO}_" '${this.executors}'`, `"e" + str(${this.executors})`],
    ]);
  }

  private args(): string {
    const { draws } = this;
    const some = (share: number, of: readonly string[]) => (draws.chance(share) ? [draws.pick(of)] : []);
    return [
      ...draws.shuffled([
        `name=${this.text()}`,
        ...some(0.3, ['needs="gateway"', 'needs=["gateway"]', "needs=G", "needs=NEEDS"]),
        ...some(0.2, ["replicas=2", "replicas=1 + 1", "replicas=TWO", "replicas=-(-2)", "replicas=4 // 2"]),
        ...some(0.2, [
          "copy_flow=False",
          "copy_flow=True",
          "copy_flow=0",
          "copy_flow=COPY",
          "copy_flow=not True",
        ]),
        ...some(0.2, [
          ...['uses_with={"a": (1,)}', 'uses_with={"a": {"b": None}}', 'uses_with={"a": N}'],
          ...['uses_with={"a": "1.0", "b": ["007", ""]}', 'env={"A": "007", "B": "true"}'],
        ]),
      ]),
      ...some(0.15, ["**OPTIONS", '**{"shards": 2}', "**dict(shards=2)", '**{"copy_flow": False}']),
    ].join(", ");
  }

  private added(to: string, times: number): string {
    const calls = Array.from(
      { length: times },
      () => `${this.draws.pick(["", "", "\\\n        "])}.add(${this.args()})`,
    );
    return to + calls.join("");
  }

  private block(depth: number, isFunction: boolean): string {
    const lines = Array.from({ length: 1 + this.draws.upTo(1) }, () => this.statement(depth, isFunction));
    return lines.join("\n");
  }

  private statement(depth: number, isFunction: boolean): string {
    const kind = this.draws.random();
    const line =
      kind < 0.82
        ? this.plain(kind / 0.82)
        : kind < 0.88 || depth > 1
          ? this.odd()
          : this.compound(depth, isFunction);
    return line.startsWith(INDENT) ? line : INDENT.repeat(depth) + line;
  }

  private plain(kind: number): string {
    const [one, other] = [this.name(), this.name()];
    if (kind < 0.3) {
      return `${one} = ${this.added("Flow()", this.draws.upTo(2))}`;
    }
    if (kind < 0.65) {
      return `${one} = ${this.added(this.draws.chance(0.8) ? one : other, 1 + this.draws.upTo(1))}`;
    }
    return kind < 0.75
      ? `${one} = ${other}`
      : kind < 0.85
        ? this.added(one, 1)
        : `${this.draws.pick(["pass", "import os", "x = 1", "assert 1", "x: int = 1"])}; ${one} = ${this.added(one, 1)}`;
  }

  /** What is seldom seen in programs. */
  private odd(): string {
    const [one, other, third] = [this.name(), this.name(), this.name()];
    return this.draws.pick([
      () => `${one}, ${other} = ${other}, ${third}`,
      () => `(${one} := ${this.added(other, this.draws.upTo(1))})`,
      () => `x = [${one}.add(name=n, copy_flow=False) for n in "xy"]`,
      () => `x = [${one} for ${one} in [1, 2]]`,
      () => `x = ${one}.add`,
      () => `x = f"{${one}.add(name='q', copy_flow=False) is None}"`,
      () => `x: ${one}.add(name="q", copy_flow=False)`,
      () => `${one} = ${other} if TWO else ${third}`,
      () => `${one} = list([${other}])[0]`,
      () => `for ${one} in [${other}, ${third}]: pass`,
      () => `D["k"] = ${one}; ${other} = D["k"]`,
      () => `O.${one} = ${other}; ${third} = O.${one}`,
      () =>
        `O.${one} = ${this.added(other, 1)}; O.${one} = ${this.added(`O.${one}`, 1)}; ${third} = O.${one}`,
      () => `del ${one}; ${one} = ${this.added("Flow()", 1)}`,
      () => `exec("${one} = ${other}")`,
    ])();
  }

  private compound(depth: number, isFunction: boolean): string {
    const at = INDENT.repeat(depth);
    const [one, other] = [this.name(), this.name()];
    const body = () => this.block(depth + 1, isFunction);
    return this.draws.pick([
      () => `${at}if ${this.draws.pick(["TWO", "0", "__name__ != 'x'"])}:\n${body()}`,
      () => `${at}if TWO:\n${body()}\n${at}else:\n${body()}`,
      () => `${at}for i in range(${this.draws.upTo(2)}):\n${body()}`,
      () => `${at}try:\n${body()}\n${at}${this.draws.pick(["except Exception", "finally"])}:\n${body()}`,
      () => `${at}class A:\n${body()}`,
      () => this.called(depth, "", "", one),
      () => this.called(depth, other, other, one),
      () => this.called(depth, `${other}=None`, other, one),
      () => this.called(depth, "*a", "", one),
    ])();
  }

  /** A function with a parameter, or without one, and perhaps a call of it. */
  private called(depth: number, parameter: string, argument: string, to: string): string {
    const [at, within] = [INDENT.repeat(depth), INDENT.repeat(depth + 1)];
    const shared = this.draws.chance(0.15) && parameter === "" ? `${within}global ${this.name()}\n` : "";
    const given = this.draws.pick([this.name(), this.added(this.name(), 1), "None"]);
    const early = this.draws.chance(0.3) ? `${within}if TWO:\n${within}${INDENT}return ${this.name()}\n` : "";
    const call = this.draws.pick(["", `\n${at}made(${argument})`, `\n${at}${to} = made(${argument})`]);
    return `${at}def made(${parameter}):\n${shared}${this.block(depth + 1, true)}\n${early}${within}return ${given}${call}`;
  }
}
