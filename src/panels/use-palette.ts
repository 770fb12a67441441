import { useEffect, useMemo } from "react";
import { loadActions } from "../store/late-actions.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { type PaletteGroup, paletteGroups } from "./palette-items.ts";

/** All that there is to add to the open Flow as it is now. */
export function usePalette(): readonly PaletteGroup[] {
  const designer = useDesigner();
  const { flow, built } = useOpenFile((file) => file.shown);
  const selection = useOpenFile((file) => file.selection);
  const presets = useDesignerState((state) => state.presets);
  // What another tab saved is here when this is opened. Nobody asked for code that does not come: that is said where one does.
  useEffect(() => void loadActions().then(designer.do.loadPresets, () => {}), [designer]);
  return useMemo(
    () => paletteGroups({ flow, built, selected: [...selection], presets }),
    [flow, built, selection, presets],
  );
}
