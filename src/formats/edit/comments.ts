/** The comments of a text: what a `#` begins where no value stands. */
import type { YamlDocument, YamlNode } from "../yaml/yaml.ts";

/** All comments of a text. */
export function allComments({ text, root }: YamlDocument): string[] {
  return root ? [...commentsWithin(text, 0, root), ...commentsOf(text.slice(root.to))] : commentsOf(text);
}

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
          const passed = [...commentsOf(text.slice(at, one.from)), ...commentsOfHeader(text, one)];
          for (const comment of passed) {
            found.push(comment);
          }
          at = one.to;
        }
    }
  };
  visit(node);
  return [...found, ...commentsOf(text.slice(at, Math.max(at, node.to)))];
}

/** A block text begins with its sign, behind which a comment may stand. */
function commentsOfHeader(text: string, node: YamlNode): string[] {
  const isBlock = node.kind === "scalar" && (node.style === "literal" || node.style === "folded");
  const header = isBlock ? /^[^\r\n]*/.exec(text.slice(node.from, node.to))![0] : "";
  return commentsOf(header);
}
