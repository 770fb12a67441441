/**
 * YAML nodes as numbers, so that they go from one thread to another without being copied one by one: a file of 10,000
 * executors has 200,000 of them. What stands in a list becomes a node again when somebody asks for it, and not before.
 *
 * The numbers of a node, one after another:
 *
 *     head      kind (2 bits), 4: has properties, 8: flow style, style of a scalar (3 bits from 16 on), form of its
 *               value (2 bits from 128 on)
 *     from, to
 *     start, anchor, tag                if it has properties: anchor and tag are places in the list of texts, -1 none
 *     value                             of a scalar whose value is in the list of texts; name of an alias
 *     count, (colon, key, value)…       of a map; colon is -1 for none, key and value are nodes
 *     end, count, (from, end, value)…   of a list; ends are the places of the numbers behind the list and each value
 */
import { once } from "../../base/once.ts";
import type { YamlItem, YamlNode, YamlScalar } from "../yaml/yaml.ts";

/** The nodes of a text as numbers, and the texts that the numbers refer to. */
export interface PackedNodes {
  readonly words: Int32Array<ArrayBuffer>;
  readonly texts: readonly string[];
}

const KINDS = ["scalar", "map", "seq", "alias"] as const;
const STYLES = ["plain", "single", "double", "literal", "folded", "empty"] as const;

const HAS_PROPERTIES = 4;
const IS_FLOW = 8;
const STYLE_SHIFT = 4;
const FORM_SHIFT = 7;

/** The value is the node's characters, those between its quotes, or a text of the list. */
const AS_WRITTEN = 0;
const IN_QUOTES = 1;
const IN_LIST = 2;

/** The nodes below `root`, whose places are in `text`. Time and size are linear in the nodes. */
export function packNodes(text: string, root: YamlNode): PackedNodes {
  const packer = new Packer(text);
  packer.node(root);
  return { words: Int32Array.from(packer.words), texts: [...packer.places.keys()] };
}

class Packer {
  readonly words: number[] = [];
  /** Places in the list of texts, which are numbered as they come. */
  readonly places = new Map<string, number>();
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  node(node: YamlNode): void {
    const { from, to, start, anchor, tag } = node;
    const hasProperties = start !== from || anchor !== null || tag !== null;
    const form = node.kind === "scalar" ? this.formOf(node) : AS_WRITTEN;
    const head =
      KINDS.indexOf(node.kind) |
      (hasProperties ? HAS_PROPERTIES : 0) |
      ("flow" in node && node.flow ? IS_FLOW : 0) |
      (node.kind === "scalar" ? STYLES.indexOf(node.style) << STYLE_SHIFT : 0) |
      (form << FORM_SHIFT);
    this.words.push(head, from, to);
    if (hasProperties) {
      this.words.push(start, this.place(anchor), this.place(tag));
    }
    switch (node.kind) {
      case "scalar":
        if (form === IN_LIST) {
          this.words.push(this.place(node.value));
        }
        return;
      case "alias":
        this.words.push(this.place(node.name));
        return;
      case "map":
        this.words.push(node.entries.length);
        for (const { key, value, colon } of node.entries) {
          this.words.push(colon ?? -1);
          this.node(key);
          this.node(value);
        }
        return;
      case "seq":
        this.withEnd(() => {
          this.words.push(node.items.length);
          for (const { from: dash, value } of node.items) {
            this.words.push(dash);
            this.withEnd(() => this.node(value));
          }
        });
    }
  }

  /** In front of what is written comes the place behind it. */
  private withEnd(write: () => void): void {
    const end = this.words.push(0) - 1;
    write();
    this.words[end] = this.words.length;
  }

  private formOf({ from, to, value }: YamlScalar): number {
    const { text } = this;
    if (value.length === to - from && text.startsWith(value, from)) {
      return AS_WRITTEN;
    }
    return value.length === to - from - 2 && text.startsWith(value, from + 1) ? IN_QUOTES : IN_LIST;
  }

  private place(text: string | null): number {
    if (text === null) {
      return -1;
    }
    const known = this.places.get(text);
    if (known !== undefined) {
      return known;
    }
    this.places.set(text, this.places.size);
    return this.places.size - 1;
  }
}

/** The nodes that were packed, of the same text. The items of lists are made when they are asked for, once each. */
export function unpackNodes(text: string, packed: PackedNodes): YamlNode {
  return new Unpacker(text, packed).node();
}

class Unpacker {
  private readonly text: string;
  private readonly words: Int32Array;
  private readonly texts: readonly string[];
  private at = 0;

  constructor(text: string, { words, texts }: PackedNodes) {
    this.text = text;
    this.words = words;
    this.texts = texts;
  }

  private next(): number {
    return this.words[this.at++]!;
  }

  private textAt(place: number): string | null {
    return place < 0 ? null : this.texts[place]!;
  }

  node(): YamlNode {
    const head = this.next();
    const from = this.next();
    const to = this.next();
    const hasProperties = (head & HAS_PROPERTIES) !== 0;
    const start = hasProperties ? this.next() : from;
    const anchor = hasProperties ? this.textAt(this.next()) : null;
    const tag = hasProperties ? this.textAt(this.next()) : null;
    const flow = (head & IS_FLOW) !== 0;
    const kind = KINDS[head & 3]!;
    switch (kind) {
      case "scalar": {
        const style = STYLES[(head >> STYLE_SHIFT) & 7]!;
        return { kind, style, value: this.value(head, from, to), from, to, start, anchor, tag };
      }
      case "alias":
        return { kind, name: this.texts[this.next()]!, from, to, start, anchor, tag };
      case "map": {
        const entries = Array.from({ length: this.next() }, () => {
          const colon = this.next();
          return { key: this.node(), value: this.node(), colon: colon < 0 ? null : colon };
        });
        return { kind, flow, entries, from, to, start, anchor, tag };
      }
      case "seq": {
        const items = this.later(() => Array.from({ length: this.next() }, () => this.item()));
        return {
          kind,
          flow,
          get items() {
            return items();
          },
          from,
          to,
          start,
          anchor,
          tag,
        };
      }
    }
  }

  private value(head: number, from: number, to: number): string {
    switch (head >> FORM_SHIFT) {
      case AS_WRITTEN:
        return this.text.slice(from, to);
      case IN_QUOTES:
        return this.text.slice(from + 1, to - 1);
      default:
        return this.texts[this.next()]!;
    }
  }

  private item(): YamlItem {
    const from = this.next();
    const value = this.later(() => this.node());
    return {
      from,
      get value() {
        return value();
      },
    };
  }

  /** Reads what its end stands in front of when it is first asked for, and goes on behind it. */
  private later<T>(read: () => T): () => T {
    const end = this.next();
    const place = this.at;
    this.at = end;
    return once(() => {
      this.at = place;
      return read();
    });
  }
}
