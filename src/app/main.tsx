/** Composes ports, designer and page. */
import "../ui/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { systemClock } from "../base/clock.ts";
import { cryptoRandom } from "../base/random.ts";
import { createBrowserStorage } from "../base/storage.ts";
import { whenIdle } from "../base/when-idle.ts";
import { createDesigner } from "../store/designer.ts";
import { loadLate } from "../store/late.ts";
import { loadActions } from "../store/late-actions.ts";
import { EMPTY_FLOW } from "../store/open-file.ts";
import { keptFile, setWorkAside } from "../store/persistence.ts";
import { DesignerProvider } from "../store/react.ts";
import { createWorkerReader } from "../store/reader-worker.ts";
import { takeToken } from "./access-token.ts";
import { App } from "./app.tsx";
import { showLastResort } from "./last-resort.ts";
import { preloadPanels } from "./late-panels.ts";
import { Part } from "./part.tsx";
import { browserPlatform } from "./platform.ts";
import { followTheme } from "./theme.ts";

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
  const storage = createBrowserStorage("local");
  const areas = [tabStorage, storage];
  let keep = () => {};
  const giveUp = (cause: unknown, file: { fileName: string; text: string } | null) =>
    showLastResort(root, {
      cause,
      file,
      download: browserPlatform.download,
      startAfresh() {
        keep = () => {};
        setWorkAside(areas);
        location.reload();
      },
    });
  try {
    const token = takeToken(tabStorage);
    const designer = createDesigner(
      {
        clock: systemClock,
        random: cryptoRandom,
        tabStorage,
        storage,
        platform: browserPlatform,
        reader: createWorkerReader(),
        loadClient: async () => {
          const { createClientPort } = await loadLate("What sends", () => import("./client-port.ts"));
          return createClientPort({
            clock: systemClock,
            random: cryptoRandom,
            baseUrl: location.origin,
            fetch: (input, init) => fetch(input, init),
            token: () => token,
          });
        },
      },
      { fileName: "flow.yml", text: await loadExample() },
    );
    followTheme(designer.store);
    keep = designer.keep;
    addEventListener("pagehide", () => keep());
    addEventListener("visibilitychange", () => document.hidden && keep());
    // The last net: what was thrown where none of the store's and the page's own nets hang.
    const onFault = (cause: unknown) => designer.tools.fault("working", cause);
    addEventListener("error", ({ error, message }) => {
      // Browsers tell so that a size was not settled within a frame, which harms nothing.
      if (!message.startsWith("ResizeObserver loop")) {
        onFault(error ?? message);
      }
    });
    addEventListener("unhandledrejection", (event) => onFault(event.reason));
    const onUncaughtError = (cause: unknown) => {
      const { fileName, text } = designer.get().file;
      giveUp(cause, { fileName, text });
    };
    createRoot(root, { onUncaughtError }).render(
      <StrictMode>
        <DesignerProvider value={designer}>
          <Part name="The page">
            <App />
          </Part>
        </DesignerProvider>
      </StrictMode>,
    );
    // Once the Flow stands on the screen. Where the server is gone, the first edit says so.
    whenIdle(() => {
      void loadActions().catch(() => {});
      void designer.advise().catch(designer.tools.lateFault);
      preloadPanels();
    }, 3000);
  } catch (cause) {
    giveUp(cause, keptFile(areas));
  }
}

const root = document.getElementById("root");
if (root) {
  void start(root);
}
