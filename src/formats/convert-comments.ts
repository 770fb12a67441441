/** The comments of a text: what a `#` begins where no value stands. */
import type { YamlNode } from "./yaml.ts";

/** The comments in what stands between values, each from its `#` to the end of its line. */
export function commentsOf(gap: string): string[] {
  return [...gap.matchAll(/(?<=^|\s)#[^\r\n]*/g)].map(([comment]) => comment.trimEnd());
}

/** The comments from `from`, which no value stands at, to the end of a node: a `#` in a value begins none. */
export function commentsWithin(text: string, from: number, node: YamlNode): string[] {
  const found: string[] = [];
  let at = from;
  const visit = (one: YamlNode): void => {
    switch (one.kind) {
      case "map":
        for (const { key, value } of one.entries) {
          visit(key);
          visit(value);
        }
        return;
      case "seq":
        for (const { value } of one.items) {
          visit(value);
        }
        return;
      default:
        if (one.to > one.from) {
          for (const comment of commentsOf(text.slice(at, one.from))) {
            found.push(comment);
          }
          at = one.to;
        }
    }
  };
  visit(node);
  return [...found, ...commentsOf(text.slice(at, Math.max(at, node.to)))];
}
