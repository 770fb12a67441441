/** How a simulated gateway has a stream: it asks the first executor alone, whatever stands behind that. */
import { GATEWAY } from "../model/flow.ts";
import type { Doc } from "../model/run/document.ts";
import { SUCCESS } from "../model/run/reply.ts";
import type { Call, Message } from "./deployment.ts";
import type { Endings } from "./ending.ts";
import { headStreams, lostStream, nobodyStreams } from "./faults.ts";
import type { Passage } from "./passage.ts";
import type { Stage } from "./replicas.ts";
import type { Topology } from "./topology.ts";

/** Gives what asks for the stream of a request, whose documents leave the gateway as they come; `deployments` are the nodes'. */
export function createStreaming(
  { nodes, origins: [first = -1] }: Topology,
  deployments: readonly ((call: Call) => void)[],
  { emit, nowMs }: Stage,
  { endStream, fail }: Endings,
): (passage: Passage, message: Message) => void {
  const node = nodes[first];
  return (passage, message) => {
    if (!node) {
      fail(passage, nobodyStreams());
      return;
    }
    if (node.hasHead) {
      fail(passage, headStreams(node.name));
      return;
    }
    const { request, ordinal } = passage;
    const { requestId, endpoint, documents } = request;
    const came: Doc[] = [];
    const executor = node.name;
    emit({ kind: "part", atMs: nowMs(), requestId, documents, executor, from: GATEWAY, came: 1, of: 1 });
    const end = (status: Message["status"], isRequest: boolean): void => {
      if (!passage.isCanceled) {
        endStream(passage, { documents: came, status }, isRequest);
      }
    };
    deployments[first]?.({
      requestId,
      ordinal,
      endpoint,
      messages: [message],
      streamed(document) {
        if (!passage.isCanceled) {
          came.push(document);
          emit({ kind: "streamed", atMs: nowMs(), requestId, documents: [document] });
        }
      },
      answer(last) {
        came.push(...(last.isError ? last.documents : []));
        end(last.status, last.isError);
      },
      lost(loss) {
        // The gateway says nothing of a stream that was broken off by an exception.
        if (loss.why === "broken-off") {
          end(SUCCESS, true);
        } else if (!passage.isCanceled) {
          fail(passage, lostStream(executor, loss));
        }
      },
    });
  };
}
