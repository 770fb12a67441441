import { type ComponentProps, useCallback } from "react";
import { useDesigner } from "../store/react.ts";
import { Late } from "../ui/late.tsx";

/** A dialog whose code comes when it is opened; where it does not come that is told, and none is open. */
export function LateDialog({ load }: Pick<ComponentProps<typeof Late>, "load">) {
  const { tools, do: act } = useDesigner();
  const onFault = useCallback(
    (cause: unknown) => {
      tools.lateFault(cause);
      act.closeDialog();
      return "";
    },
    [tools, act],
  );
  return <Late load={load} waiting="" onFault={onFault} />;
}
