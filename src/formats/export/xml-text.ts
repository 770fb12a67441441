/** The entities of XML for what would otherwise be markup, in texts and in attributes in double quotes. */
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** What XML 1.0 does not allow in any spelling, with the other controls: a parser refuses the whole file for one of them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const NOT_ALLOWED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]/gu;

/** A text as XML has it. What cannot stand there is replaced by the sign that is drawn for it, as `␀`, or by `�`. */
export function xmlText(text: string): string {
  return text
    .replaceAll("\r", "\n")
    .replaceAll(NOT_ALLOWED, signOf)
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? "");
}

/** The same on one line. */
export function xmlLine(text: string): string {
  return xmlText(text.replaceAll(/[\t\n\r]/g, " "));
}

/** Of the controls of ASCII, their signs follow one another in Unicode. */
function signOf(character: string): string {
  const code = character.charCodeAt(0);
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? "\u2421" : "\ufffd";
}
