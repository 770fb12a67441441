import { useEffect, useMemo, useState } from "react";
import { grouped } from "../base/words.ts";
import { isAhead } from "../store/open-file.ts";
import { useDesigner, useDesignerState, useOpenFile } from "../store/react.ts";
import { secretsIn, secretsInForm } from "../store/secret-doubts.ts";
import { printShareLink } from "../store/share-link.ts";
import { Button } from "../ui/button.tsx";
import { Dialog, DialogActions } from "../ui/dialog.tsx";
import { flowAddress } from "./flow-address.ts";
import { SecretDoubts, useAgreement } from "./secret-doubts.tsx";
import { WholeText } from "./whole-text.tsx";
import "./share-dialog.css";

/** From so many characters on, programs for messages cut links off, or make none of them. */
const LONG_LINK = 8000;

/** The Flow as a link, which holds all of it. Secrets in it have to be agreed to. */
export default function ShareDialog() {
  const designer = useDesigner();
  const { closeDialog } = designer.do;
  const file = useOpenFile((open) => open);
  const form = useDesignerState((state) => state.form);
  const [hasRequest, setHasRequest] = useState(true);
  const [isChecked, setChecked] = useState(false);
  const [made, setMade] = useState<{ link: string } | { refused: string } | null>(null);
  useEffect(() => {
    // What looks for secrets comes late.
    void designer.tools.guard(
      "looking for secrets",
      () => designer.advise().then(() => setChecked(true)),
      undefined,
    );
  }, [designer]);
  const { fileName, text, places } = file;
  useEffect(() => {
    let isWanted = true;
    setMade(null);
    const print = async () => {
      const printed = await printShareLink({ fileName, text, places, form: hasRequest ? form : null });
      if (isWanted) {
        setMade(printed);
      }
    };
    void designer.tools.guard("making a link", print, undefined);
    return () => {
      isWanted = false;
    };
  }, [designer, fileName, text, places, form, hasRequest]);
  const isReady = isChecked && !isAhead(file);
  const secretsOfForm = useMemo(() => (hasRequest ? secretsInForm(form) : []), [hasRequest, form]);
  const agreement = useAgreement(isReady ? [...secretsIn(file), ...secretsOfForm] : []);
  const link = isReady && !agreement.isMissing && made && "link" in made ? flowAddress(made.link) : null;
  return (
    <Dialog label="Share link" title="Share link" onClose={closeDialog}>
      <form
        className="dialog-form share"
        onSubmit={async (event) => {
          event.preventDefault();
          if (link !== null && (await designer.do.copy(link, "the link"))) {
            closeDialog();
          }
        }}
      >
        <p className="field-hint">
          Whoever opens the link gets a copy of this Flow, with the places of its cards, in a tab of its own;
          how its executors are simulated stays here. All of it is in the link, behind the #, which browsers
          send to no server. It opens where a Designer is served at {location.origin}: another person starts
          one, and may have to put the address of that one before the #.
        </p>
        <label className="share-switch">
          <input
            type="checkbox"
            checked={hasRequest}
            onChange={({ target }) => setHasRequest(target.checked)}
          />
          <span>
            With the request of the Send panel{" "}
            <small className="muted">without its address and headers</small>
          </span>
        </label>
        <SecretDoubts agreement={agreement} what="the link" agree="Make the link with this in it" />
        {link !== null && <WholeText label="Link" text={link} className="share-link" />}
        <p className="field-hint" role="status">
          {!isReady
            ? "Reading the text…"
            : made && "refused" in made
              ? made.refused
              : link !== null && `${grouped(link.length)} characters.`}
          {link !== null && link.length > LONG_LINK && (
            <strong>
              {" "}
              Programs for messages may cut a link of more than {grouped(LONG_LINK)} characters off: try it
              there, or send the file.
            </strong>
          )}
        </p>
        <DialogActions>
          <Button onClick={closeDialog}>Close</Button>
          <Button kind="primary" type="submit" disabled={link === null}>
            Copy link
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
