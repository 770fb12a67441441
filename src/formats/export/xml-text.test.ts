import { expect, test } from "vitest";
import { xmlLine, xmlText } from "./xml-text.ts";

test("markup is text, and what XML does not allow is a sign for it", () => {
  expect(xmlText(`<a href="x">&amp;']]>`)).toBe("&lt;a href=&quot;x&quot;&gt;&amp;amp;']]&gt;");
  expect(xmlText("\0\u001b\u007f\u0085\ud800x\ufffe")).toBe("␀␛␡\ufffd\ufffdx\ufffd");
  expect(xmlText("😀\ud83d")).toBe("😀\ufffd");
  expect(xmlText("a\r\tb\n")).toBe("a\n\tb\n");
  expect(xmlLine("a\r\n\tb")).toBe("a   b");
});
