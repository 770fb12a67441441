/** Works out the way of a request, in a thread that can be ended. */
import { packStep } from "./packed-step.ts";
import type { TracePart } from "./request-tracer.ts";
import { type TraceQuestion, traceRequest } from "./trace-request.ts";

const post = (part: TracePart): void => postMessage(part);

addEventListener("message", ({ data }: MessageEvent<TraceQuestion>) => {
  const isCut = traceRequest(data, (steps) => post({ steps: steps.map(packStep) }));
  post({ isCut });
});
