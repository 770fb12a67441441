import { useRef, useState } from "react";
import {
  type FieldGroup,
  type ArgumentFields as Fields,
  findFields,
} from "../model/engine/argument-fields.ts";
import { Badge } from "../ui/badge.tsx";
import { Button } from "../ui/button.tsx";
import { ArgumentFields, type ArgumentValues } from "./argument-fields.tsx";
import "./more-arguments.css";

/** All arguments that are not shown above, in groups to unfold, with a search in the names and descriptions of all. */
export function MoreArguments({ fields, values }: { fields: Fields; values: ArgumentValues }) {
  const [search, setSearch] = useState("");
  const section = useRef<HTMLElement>(null);
  const isSearching = search.trim() !== "";
  const found = findFields(fields.groups, search);
  const above = isSearching
    ? findFields([{ heading: "", fields: [...fields.first, ...fields.given] }], search).flatMap(
        (group) => group.fields,
      )
    : [];
  const goTo = (name: string) =>
    section.current
      ?.closest(".inspector")
      ?.querySelector<HTMLElement>(`[data-argument="${CSS.escape(name)}"] :is(input, select, textarea)`)
      ?.focus();
  return (
    <section ref={section} className="more-arguments" aria-label="More arguments">
      <h3>More arguments</h3>
      <input
        className="input"
        type="search"
        placeholder="Find an argument"
        aria-label="Find an argument"
        spellCheck={false}
        autoComplete="off"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {above.length > 0 && (
        <p className="field-hint">
          Shown above:{" "}
          {above.map(({ name }, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <Button kind="link" onClick={() => goTo(name)}>
                {name}
              </Button>
            </span>
          ))}
        </p>
      )}
      {found.map((group) => (
        <Group key={group.heading} group={group} isSearching={isSearching} values={values} />
      ))}
      {found.length + above.length === 0 && (
        <p className="panel-empty">No argument is called or described so.</p>
      )}
    </section>
  );
}

function Group({
  group,
  isSearching,
  values,
}: {
  group: FieldGroup;
  isSearching: boolean;
  values: ArgumentValues;
}) {
  const [isChosen, setChosen] = useState(false);
  const isOpen = isChosen || isSearching;
  const set = group.fields.filter(({ name }) => values.given.has(name) || values.mixed?.has(name)).length;
  return (
    <div className="argument-group">
      <button type="button" aria-expanded={isOpen} onClick={() => setChosen(!isOpen)} disabled={isSearching}>
        {group.heading}
        {set > 0 && <Badge kind="accent">{set} set</Badge>}
        <span className="faint">{group.fields.length}</span>
      </button>
      {isOpen && <ArgumentFields fields={group.fields} values={values} />}
    </div>
  );
}
