/** What a press of Stop does now. Pure. */
import { counted } from "../base/words.ts";
import type { Run } from "../model/run/run.ts";

/** The label of the button, and the sentence that explains it; the second press does something else than the first. */
export function stopOffer({ state, exchanges }: Run): { readonly label: string; readonly title: string } {
  if (state !== "draining") {
    return { label: "Stop", title: "Send no more, and wait for what is on its way" };
  }
  const open = exchanges.filter((exchange) => exchange.state === "sent").length;
  return {
    label: `Stop now, give up ${open}`,
    title: `No more is sent. A second press gives up ${counted(open, "request")} on the way: whether the gateway worked on them cannot be told then`,
  };
}
