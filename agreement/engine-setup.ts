/** Every file here asks the real Jina. Where it is not installed each file fails once, with the sentence that says why. */
import { readSetup } from "../scripts/setup.mjs";

const { missing } = readSetup();
const sentences = (["docarray-v1", "docarray-v2"] as const).flatMap((key) => missing[key] ?? []);
if (sentences.length > 0) {
  throw new Error(sentences.join(" "));
}
