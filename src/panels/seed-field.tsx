import { useDesigner, useOpenFile } from "../store/react.ts";
import { Button } from "../ui/button.tsx";
import { NumberField } from "./number-field.tsx";

/** What all chance in simulated answers follows from: the same seed and requests give the same answers. */
export function SeedField() {
  const { do: act } = useDesigner();
  const seed = useOpenFile((file) => file.simulation.seed);
  return (
    <NumberField
      label="Seed"
      name="seed"
      value={seed}
      beside={
        <Button kind="link" title="Has chance fall out in another way" onClick={act.drawSeed}>
          New seed
        </Button>
      }
      onTake={(next) => act.setSimulation({ seed: next })}
    />
  );
}
