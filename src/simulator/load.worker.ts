/** Works out what a workload comes to, in a thread that can be ended. */
import type { PackedLoadQuestion } from "./load-predictor.ts";
import { unpacked } from "./packed-documents.ts";
import { predictLoad } from "./predict-load.ts";

addEventListener("message", ({ data }: MessageEvent<PackedLoadQuestion>) => {
  postMessage(predictLoad({ ...data, workload: unpacked(data.workload) }));
});
