/** Works out what a workload comes to, in a thread that can be ended. */
import type { LoadQuestion } from "./predict-load.ts";
import { predictLoad } from "./predict-load.ts";

addEventListener("message", ({ data }: MessageEvent<LoadQuestion>) => {
  postMessage(predictLoad(data));
});
