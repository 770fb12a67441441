/** What the scanner hands to the parser. */

/** The scalar styles that are written; a scalar of which nothing is written has no token. */
type ScalarStyle = "plain" | "single" | "double" | "literal" | "folded";

/** Each kind under the name that the engine's messages have for it. */
export type TokenKind =
  | "<stream end>"
  | "<directive>"
  | "<document start>"
  | "<document end>"
  | "<block sequence start>"
  | "<block mapping start>"
  | "<block end>"
  | "<alias>"
  | "<anchor>"
  | "<tag>"
  | "<scalar>"
  | "["
  | "{"
  | "]"
  | "}"
  | "-"
  | ","
  | "?"
  | ":";

/** A piece of a text, as the scanner cuts it. */
export interface Token {
  readonly kind: TokenKind;
  readonly from: number;
  readonly to: number;
  /** Text of a scalar; name of an alias or anchor; a tag or a `%` line as written. */
  readonly value: string;
  readonly style: ScalarStyle;
}

/** A token; its value is a scalar's text only if a style is given. */
export function createToken(
  kind: TokenKind,
  from: number,
  to: number,
  value = "",
  style: ScalarStyle = "plain",
): Token {
  return { kind, from, to, value, style };
}
