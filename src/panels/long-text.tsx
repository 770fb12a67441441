import { useState } from "react";
import { grouped } from "../base/words.ts";
import { shorten } from "../model/shorten.ts";
import { Button } from "../ui/button.tsx";
import { TextBlocks } from "./text-blocks.tsx";

/** Characters of one text that the page lays out without a noticeable pause. */
const MAX_WHOLE = 20_000;

/** A text by its beginning, the rest on demand. */
export function LongText({ text, max = 2_000 }: { text: string; max?: number }) {
  const [isWhole, setWhole] = useState(false);
  return (
    <>
      <TextBlocks text={shorten(text, isWhole ? MAX_WHOLE : max)} />
      {text.length > max && !isWhole && (
        <Button kind="link" onClick={() => setWhole(true)}>
          show more
        </Button>
      )}
      {text.length > MAX_WHOLE && isWhole && (
        <span className="muted"> {grouped(text.length)} characters in all.</span>
      )}
    </>
  );
}
