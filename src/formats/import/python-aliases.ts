/** A program read as if it used the names that things have where they come from. */
import { isName, isSign, type Token } from "../../script/script-tokens.ts";

/** The tokens with what is aliased by its own name, as `Flow` for `F`; the same ones where nothing is. */
export function withoutAliases(
  tokens: readonly Token[],
  aliases: ReadonlyMap<string, string>,
): readonly Token[] {
  if (aliases.size === 0) {
    return tokens;
  }
  return tokens.map((token, at) => {
    const own = token.kind === "name" ? aliases.get(token.text) : undefined;
    const [before, next] = [tokens[at - 1], tokens[at + 1]];
    // A member of something else, what the alias is given to, and the name of an argument.
    const isOther = isSign(before, ".") || isName(before, "as") || isSign(next, "=");
    return own === undefined || isOther ? token : { ...token, text: own };
  });
}
