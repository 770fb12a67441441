/** Composes ports, designer and page. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { systemClock } from "../base/clock.ts";
import { cryptoRandom } from "../base/random.ts";
import { createBrowserStorage } from "../base/storage.ts";
import { createDesigner } from "../store/designer.ts";
import { loadEditing } from "../store/editing.ts";
import { DesignerProvider } from "../store/react.ts";
import { createWorkerReader } from "../store/reader-worker.ts";
import { EMPTY_FLOW } from "../store/state.ts";
import { takeToken } from "./access-token.ts";
import { App } from "./app.tsx";
import { browserPlatform } from "./platform.ts";
import { followTheme } from "./theme.ts";
import "../ui/theme.css";
import "../panels/panels.css";
import "./app.css";
import { whenIdle } from "../ui/when-idle.ts";

async function loadExample(): Promise<string> {
  try {
    const response = await fetch("/examples/flow.yml");
    return response.ok ? await response.text() : EMPTY_FLOW;
  } catch {
    return EMPTY_FLOW;
  }
}

async function start(root: HTMLElement): Promise<void> {
  const tabStorage = createBrowserStorage("session");
  const token = takeToken(tabStorage);
  const designer = createDesigner(
    {
      clock: systemClock,
      random: cryptoRandom,
      tabStorage,
      storage: createBrowserStorage("local"),
      platform: browserPlatform,
      reader: createWorkerReader(),
      loadClient: async () => {
        const { createClientPort } = await import("./client-port.ts");
        return createClientPort({
          clock: systemClock,
          random: cryptoRandom,
          baseUrl: location.origin,
          token: () => token,
        });
      },
    },
    { fileName: "flow.yml", text: await loadExample() },
  );
  followTheme(designer.store);
  addEventListener("pagehide", () => designer.keep());
  addEventListener("visibilitychange", () => document.hidden && designer.keep());
  // Faults of our own are caught here, once; faults of files and networks are values and never come this far.
  const onFault = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    designer.tools.logLine("error", `Fault of this page: ${message}`);
    designer.tools.toast("warning", `Something in this page went wrong: ${message}. Your text is kept.`);
  };
  addEventListener("error", (event) => onFault(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => onFault(event.reason));
  createRoot(root).render(
    <StrictMode>
      <DesignerProvider value={designer}>
        <App />
      </DesignerProvider>
    </StrictMode>,
  );
  // Once the Flow stands on the screen.
  whenIdle(() => void loadEditing());
}

const root = document.getElementById("root");
if (root) {
  void start(root);
}
