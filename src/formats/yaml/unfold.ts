/**
 * How large a file gets when its aliases are replaced by what they stand for. A few lines can mean more than any
 * memory holds, so whoever makes values of nodes asks here first. The answer takes one walk over the nodes, however
 * much they mean.
 */

import { grouped } from "../../base/words.ts";
import { faultValue, limitFault } from "./fault.ts";
import type { YamlAlias, YamlFault, YamlNode } from "./yaml.ts";

/** Nodes that any file may unfold to; beyond that, ten times as many as it has itself. */
export const MAX_UNFOLDED = 100_000;
const MAX_UNFOLDED_RATIO = 10;
/** Characters that the aliases of any file may stand for; beyond that, ten times as many as its texts have. */
const MAX_UNFOLDED_CHARACTERS = 4_000_000;
/** Values inside one another once aliases are replaced: without aliases, text is bounded to less. */
export const MAX_UNFOLDED_DEPTH = 256;

interface UnfoldedSize {
  /** Nodes as they are written; an alias is one. */
  readonly own: number;
  /** Nodes with each alias replaced; infinite for a node that holds itself, and beyond the largest number. */
  readonly unfolded: number;
  /** Characters of all texts as they are written, and with each alias replaced. */
  readonly ownCharacters: number;
  readonly characters: number;
  /** Nodes inside one another, with each alias replaced. */
  readonly depth: number;
  /** The alias that stands for most; null if there is none. */
  readonly largest: YamlAlias | null;
}

/** Counts what a node and all in it come to. */
export function unfoldedSize(root: YamlNode): UnfoldedSize {
  return new Count().of(root);
}

/** The limit that the aliases of a file go beyond, at the alias that stands for most; null if they keep it. */
export function unfoldingFault(root: YamlNode): YamlFault | null {
  const { own, unfolded, ownCharacters, characters, depth, largest } = unfoldedSize(root);
  const allowed = Math.max(MAX_UNFOLDED, MAX_UNFOLDED_RATIO * own);
  const most = Math.max(MAX_UNFOLDED_CHARACTERS, MAX_UNFOLDED_RATIO * ownCharacters);
  const sentence =
    unfolded > allowed
      ? `The aliases of this file unfold to more than ${grouped(allowed)} values.`
      : depth > MAX_UNFOLDED_DEPTH
        ? `The aliases of this file unfold to values more than ${MAX_UNFOLDED_DEPTH} deep.`
        : characters > most
          ? `The aliases of this file unfold to texts of more than ${grouped(most)} characters.`
          : null;
  if (sentence === null) {
    return null;
  }
  const place = largest ?? root;
  return faultValue(limitFault(sentence, place), place.to);
}

/** What a node with an anchor comes to. */
interface Size {
  readonly unfolded: number;
  readonly characters: number;
  readonly depth: number;
}

const ENDLESS: Size = {
  unfolded: Number.POSITIVE_INFINITY,
  characters: Number.POSITIVE_INFINITY,
  depth: Number.POSITIVE_INFINITY,
};

class Count {
  /** By name, once the nodes have ended. */
  private readonly anchored = new Map<string, Size>();
  private own = 0;
  private ownCharacters = 0;
  /** Of all texts so far, with each alias replaced. */
  private characters = 0;
  private largest: YamlAlias | null = null;
  private largestSize = 0;
  /** Levels above the node that is looked at, and the deepest level met so far. */
  private level = 0;
  private deepest = 0;

  of(root: YamlNode): UnfoldedSize {
    const unfolded = this.unfold(root);
    const { own, ownCharacters, characters, deepest: depth, largest } = this;
    return { own, unfolded, ownCharacters, characters, depth, largest };
  }

  private unfold(node: YamlNode): number {
    this.own++;
    if (node.kind === "alias") {
      return this.unfoldAlias(node);
    }
    if (node.anchor === null) {
      return this.unfoldParts(node);
    }
    const { deepest, characters } = this;
    this.deepest = 0;
    const unfolded = this.unfoldParts(node);
    this.anchored.set(node.anchor, {
      unfolded,
      characters: this.characters - characters,
      depth: this.deepest - this.level,
    });
    this.deepest = Math.max(this.deepest, deepest);
    return unfolded;
  }

  private unfoldParts(node: Exclude<YamlNode, YamlAlias>): number {
    let unfolded = 1;
    this.level++;
    this.deepest = Math.max(this.deepest, this.level);
    if (node.kind === "map") {
      for (const { key, value } of node.entries) {
        unfolded += this.unfold(key) + this.unfold(value);
      }
    } else if (node.kind === "seq") {
      for (const { value } of node.items) {
        unfolded += this.unfold(value);
      }
    } else {
      this.ownCharacters += node.value.length;
      this.characters += node.value.length;
    }
    this.level--;
    return unfolded;
  }

  private unfoldAlias(alias: YamlAlias): number {
    const { unfolded, characters, depth } = this.anchored.get(alias.name) ?? ENDLESS;
    this.characters += characters;
    this.deepest = Math.max(this.deepest, this.level + depth);
    if (unfolded > this.largestSize) {
      this.largest = alias;
      this.largestSize = unfolded;
    }
    return unfolded;
  }
}
