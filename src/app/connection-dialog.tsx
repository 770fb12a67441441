import { useState } from "react";
import { printDiagnosis } from "../client/print-diagnosis.ts";
import type { Certainty, Evidence, Fix } from "../model/run/diagnosis.ts";
import { commandById, runCommand } from "../store/commands.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import "./connection-dialog.css";

/** The test of the connection: what is the matter, what helps, and what was seen. */
export default function ConnectionDialog() {
  const designer = useDesigner();
  const test = useDesignerState((state) => state.connectionTest);
  if (!test) {
    return null;
  }
  const { evidence, diagnosis, fault, address } = test;
  const isRunning = !diagnosis && !fault;
  return (
    <Dialog label="Test connection" title="Test connection" onClose={designer.do.closeDialog}>
      <p className="connection-address mono">{diagnosis?.address ?? address}</p>
      <div className="connection-scroll">
        <section className="connection-verdict" aria-label="Verdict" aria-live="polite" aria-busy={isRunning}>
          {isRunning && <p className="muted">Testing…</p>}
          {fault && <p className="field-error">{[fault.message, fault.advice].filter(Boolean).join(" ")}</p>}
          {diagnosis && (
            <>
              <Badge kind={diagnosis.verdict.kind === "works" ? "accent" : "warning"}>
                {CERTAINTIES[diagnosis.verdict.certainty]}
              </Badge>
              <p>{diagnosis.verdict.says}</p>
              {diagnosis.verdict.fix && <FixPart fix={diagnosis.verdict.fix} />}
            </>
          )}
        </section>
        {evidence.length > 0 && (
          <ol className="connection-probes" aria-label="Probes">
            {evidence.map((one) => (
              <Probe key={one.probe} evidence={one} />
            ))}
          </ol>
        )}
      </div>
      <DialogActions>
        <Button
          disabled={!diagnosis}
          onClick={() => void (diagnosis && designer.do.copy(printDiagnosis(diagnosis), "the report"))}
        >
          Copy report
        </Button>
        <Button disabled={isRunning} onClick={() => void designer.do.testConnection()}>
          Test again
        </Button>
        <Button kind="primary" onClick={designer.do.closeDialog}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

const CERTAINTIES: Readonly<Record<Certainty, string>> = {
  certain: "certain",
  likely: "likely",
  open: "not certain",
};

function FixPart({ fix }: { fix: Fix }) {
  const designer = useDesigner();
  const fileName = useOpenFile((file) => file.fileName);
  const [isCopied, setCopied] = useState(false);
  const { says, copy, address, way, start } = fix;
  return (
    <div className="connection-fix">
      <p>{says}</p>
      {copy !== "" && <pre className="mono">{copy.trimEnd()}</pre>}
      <p className="connection-buttons">
        {(address !== undefined || way !== undefined) && (
          <Button kind="primary" isSmall onClick={() => void designer.do.followFix(fix)}>
            {address === undefined ? "Send through the page's server" : "Use this address"}
          </Button>
        )}
        {start && (
          <Button isSmall onClick={() => runCommand(designer, commandById("copy-run"))}>
            Copy the command that runs {fileName}
          </Button>
        )}
        {copy !== "" && (
          <Button isSmall onClick={async () => setCopied(await designer.do.copy(copy, "what helps"))}>
            {isCopied ? "Copied" : "Copy"}
          </Button>
        )}
      </p>
    </div>
  );
}

const OUTCOMES: Readonly<Record<Evidence["outcome"], readonly [mark: string, word: string]>> = {
  ok: ["✓", "went well"],
  fault: ["✗", "failed"],
  skipped: ["–", "does not matter here"],
};

function Probe({ evidence: { probe, sent, seen, ms, outcome } }: { evidence: Evidence }) {
  const [mark, word] = OUTCOMES[outcome];
  return (
    <li className={`is-${outcome}`}>
      <span className="connection-mark" aria-hidden="true">
        {mark}
      </span>
      <span className="visually-hidden">{word}: </span>
      <span className="connection-seen">
        <b>{probe}</b> {sent !== "" && <span className="faint">{sent}</span>}
        <span className="connection-answer">{seen}</span>
      </span>
      <span className="faint">{ms === null ? "" : `${ms} ms`}</span>
    </li>
  );
}
