/** Which nodes can be come upon more than once, and how far aliases are followed that stand inside one another. */
import { limitFault } from "./fault.ts";
import type { ParsedYaml } from "./parser.ts";
import type { Target } from "./tags.ts";
import type { YamlAlias, YamlNode } from "./yaml.ts";

/** Aliases followed inside one another to nodes that nobody looked at yet: a chain of them is no Flow. */
export const MAX_CHAIN = 64;

/** The aliases of one file. */
export class AliasWalk {
  private readonly parsed: ParsedYaml;
  /** Aliases that are being followed inside one another. */
  private chain = 0;

  constructor(parsed: ParsedYaml) {
    this.parsed = parsed;
  }

  /** Whether an alias stands inside the node that it stands for. */
  isRecursive(alias: YamlAlias): boolean {
    return this.parsed.recursive.has(alias);
  }

  /** Whether a node can be come upon more than once: by an alias, or by one of a node around it. */
  isShared(node: YamlNode): boolean {
    return node.anchor !== null || this.parsed.recursive.size > 0;
  }

  /** The node itself, or the one that an alias stands for. */
  targetOf(node: YamlNode): Target {
    if (node.kind !== "alias") {
      return node;
    }
    const target = this.parsed.anchors.get(node.name);
    if (!target) {
      throw new Error(`the parser has let the alias *${node.name} pass, which has no anchor`);
    }
    return target;
  }

  /** @throws {Fault} if too many aliases stand inside what others stand for. */
  follow(alias: YamlAlias, look: () => void): void {
    this.chain++;
    if (this.chain > MAX_CHAIN) {
      throw limitFault(`More than ${MAX_CHAIN} aliases stand inside what others stand for.`, alias);
    }
    look();
    this.chain--;
  }
}
