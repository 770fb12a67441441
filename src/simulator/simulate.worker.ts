/** Simulates the requests of one run, in a thread that can be ended. */
import { systemClock } from "../base/clock.ts";
import { type AskedOfSimulation, createLiveSimulation } from "./live-simulation.ts";

const take = createLiveSimulation(systemClock, (told) =>
  postMessage(told, {
    transfer: told.kind === "answered" ? [told.reply.documents.bytes.buffer] : [],
  }),
);
addEventListener("message", ({ data }: MessageEvent<AskedOfSimulation>) => take(data));
