/** Tries a pattern of `target_executor` on names, in a thread that can be ended. */
import type { TargetQuestion } from "./target-matcher.ts";
import { readTargetPattern } from "./target-pattern.ts";

addEventListener("message", ({ data: { pattern, names } }: MessageEvent<TargetQuestion>) => {
  const target = readTargetPattern(pattern);
  postMessage(target.kind === "ready" ? names.filter((name) => target.matches(name)) : []);
});
postMessage("ready");
