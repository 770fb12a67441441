import { MAX_DELAY_MS } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { Field } from "../ui/field.tsx";

/** How long an executor takes in simulated runs; of `null`, every one that has no delay of its own. */
export function DelayField({ executor }: { executor: string | null }) {
  const designer = useDesigner();
  const delays = useOpenFile((file) => file.delays);
  const delayMs = useDesignerState((state) => state.delayMs);
  const own = executor === null ? delayMs : delays.get(executor);
  return (
    <Field
      label="Simulated delay, ms"
      value={own === undefined ? "" : String(own)}
      placeholder={String(delayMs)}
      isNumber
      hint={
        executor === null
          ? "For simulated runs, of every executor without a delay of its own."
          : "For simulated runs; kept with the file in this browser, not in its text."
      }
      onCommit={(text) => {
        const isEmpty = text.trim() === "";
        const ms = Number(text);
        if ((isEmpty && executor === null) || !(ms >= 0 && ms <= MAX_DELAY_MS)) {
          return `A delay must be 0 to 60,000 ms, not "${text}".`;
        }
        designer.do.setDelay(executor, isEmpty ? null : ms);
        return null;
      }}
    />
  );
}
