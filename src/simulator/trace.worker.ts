/** Works out the way of a request, in a thread that can be ended. */
import { unpacked } from "./packed-documents.ts";
import { packSteps } from "./packed-step.ts";
import type { PackedTraceQuestion, TracePart } from "./request-tracer.ts";
import { traceRequest } from "./trace-request.ts";

const post = (part: TracePart): void => postMessage(part);

addEventListener("message", ({ data }: MessageEvent<PackedTraceQuestion>) => {
  const question = { ...data, requests: data.requests.map(unpacked) };
  const traced = traceRequest(question, (steps) => post({ packed: packSteps(steps) }));
  post({ traced });
});
