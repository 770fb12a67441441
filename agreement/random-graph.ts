/** Flow files with few arguments and much of names, needs and methods, drawn at random. */
import { type Drawn, Draws, strings } from "./random-draws.ts";
import { list, map, raw, type TreeEntry, text } from "./yaml-styles.ts";

/** Names that collide with each other, with those that the engine makes up, and with those it appends numbers to. */
const NAMES = ["a", "b", "c", "d", "a1", "a2", "executor1", "executor2", "joiner", "inspect", "_aux_inspect"];

/** Few arguments and much of names, needs and methods. */
export class Graph extends Draws {
  private readonly used = ["gateway"];

  draw(): Drawn {
    const settings: TreeEntry[] = [
      ...this.sometimes(0.6, () => [
        ["inspect", text(this.pick(["COLLECT", "HANG", "REMOVE", "hang", "remove"]))],
      ]),
      ...this.sometimes(0.06, () => [
        this.pick<TreeEntry>([
          ["floating", raw(true)],
          ["shards", raw(2)],
          ["replicas", raw(2)],
          ["inspect", text("NEVER")],
        ]),
      ]),
    ];
    const items = Array.from({ length: this.upTo(7) + 1 }, () => map(this.item()));
    const tree = map([
      ["jtype", text("Flow")],
      ...(settings.length > 0 ? [["with", map(settings)] as const] : []),
      ["executors", list(items)],
    ]);
    return { tree, env: null, files: {} };
  }

  private item(): readonly TreeEntry[] {
    const kind = this.random();
    if (kind < 0.68) {
      return this.add();
    }
    const named = this.sometimes(0.4, () => [["name", text(this.name())]]);
    if (kind < 0.76) {
      return [
        ["method", text("needs")],
        ["needs", strings(this.needed(this.pick([2, 2, 2, 2, 2, 3, 3, 3, 1])))],
        ...named,
      ];
    }
    if (kind < 0.83 && this.used.length > 2) {
      return [["method", text("needs_all")], ...named];
    }
    if (kind < 0.93) {
      return [
        ["method", text("inspect")],
        ...named,
        ...this.sometimes(0.3, () => [["uses", text("Logger")]]),
      ];
    }
    if (kind < 0.99) {
      const alone = this.sometimes(0.4, () => [["include_last_deployment", raw(false)]]);
      return [["method", text("gather_inspect")], ...named, ...alone];
    }
    return this.pick<readonly TreeEntry[]>([
      [["name", text("not-a-name")]],
      [["name", raw(7)]],
      [["method", text("frobnicate")]],
      [["method", text("needs")]],
      [["shards", raw(0)]],
    ]);
  }

  private add(): readonly TreeEntry[] {
    const uses = () =>
      this.pick([text("Encoder"), text("docker://x:1"), text("odd; name"), map([["jtype", text("A")]])]);
    const polling = () =>
      this.pick([
        text("ANY"),
        text("ALL"),
        text("all"),
        map([
          ["/index", text("ANY")],
          ["*", text("ALL")],
        ]),
      ]);
    const outside: readonly TreeEntry[] = [
      ["host", text("x,y")],
      ["port", raw(1234)],
    ];
    const needs = this.chance(0.7) ? this.needed(this.pick([1, 1, 1, 2, 2, 3])) : [];
    const written = needs.length === 1 && this.chance(0.7) ? text(needs[0]!) : strings(needs);
    const isOutside = this.chance(0.1);
    return [
      ...(needs.length > 0 ? [["needs", written] as const] : []),
      ...(this.chance(0.85)
        ? [["name", text(this.name(needs))] as const]
        : this.sometimes(0.3, () => [["name", raw("''")]])),
      ...this.sometimes(0.4, () => [["uses", uses()]]),
      ...this.sometimes(0.15, () => [
        ["floating", this.pick([raw(true), raw(false), raw("'no'"), raw("yes")])],
      ]),
      ...(isOutside ? [["external", raw(true)] as const, ...this.sometimes(0.5, () => outside)] : []),
      ...this.sometimes(isOutside ? 0.02 : 0.2, () => [
        ["replicas", this.pick([raw(1), raw(2), raw(3), raw("'2'"), raw(0)])],
      ]),
      ...this.sometimes(0.2, () => [["shards", this.pick([raw(1), raw(2), raw(3)])]]),
      ...this.sometimes(0.15, () => [["polling", polling()]]),
      ...this.sometimes(0.05, () => [["uses_before", text(this.pick(["Split", "BaseExecutor"]))]]),
      ...this.sometimes(0.05, () => [["uses_after", text("Merge")]]),
    ];
  }

  /** Seldom one of the executor's own needs, which the engine refuses. */
  private name(needs: readonly string[] = []): string {
    const name = this.chance(0.12) ? this.pick([...this.used.slice(1), "a"]) : this.pick(NAMES);
    if (needs.includes(name) && this.chance(0.9)) {
      return this.name(needs);
    }
    this.used.push(name);
    return name;
  }

  private needed(count: number): string[] {
    return Array.from({ length: count }, () =>
      this.chance(0.85) ? this.pick(this.used) : this.pick([...NAMES, "nobody"]),
    );
  }
}
