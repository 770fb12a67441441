/** A page that holds a text and what is read of it, and nothing else. */
import { readFlow } from "../../src/formats/read/read-flow.ts";

const response = await fetch("/text");
const held = readFlow(await response.text());
Object.assign(globalThis, { held });
