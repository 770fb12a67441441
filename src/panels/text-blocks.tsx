import "./text-blocks.css";

/** Characters of one block. */
const BLOCK = 2_000;

/**
 * A text of any length in blocks, of which the browser lays out those on screen. Blocks end at line breaks where there
 * are some.
 */
export function TextBlocks({ text }: { text: string }) {
  if (text.length <= 2 * BLOCK) {
    return text;
  }
  return blocksOf(text).map((block, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: blocks of one text keep their order
    <span key={index} className="text-block">
      {block}
    </span>
  ));
}

function blocksOf(text: string): string[] {
  const blocks: string[] = [];
  for (let from = 0; from < text.length; ) {
    const lineEnd = text.lastIndexOf("\n", from + BLOCK) + 1;
    let to = lineEnd > from ? lineEnd : Math.min(text.length, from + BLOCK);
    // A character of two code units stays whole.
    if (/[\ud800-\udbff]/.test(text[to - 1]!)) {
      to += 1;
    }
    blocks.push(text.slice(from, to));
    from = to;
  }
  return blocks;
}
