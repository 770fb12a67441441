import { useState } from "react";
import { type FieldGroup, findFields } from "../model/engine/argument-fields.ts";
import type { ValueMap } from "../model/value.ts";
import { Badge } from "../ui/badge.tsx";
import { ArgumentFields } from "./argument-fields.tsx";
import "./more-arguments.css";

interface Props {
  readonly groups: readonly FieldGroup[];
  readonly name: string | null;
  readonly given: ValueMap;
  readonly disabled: boolean;
  /** Called before an argument is changed. */
  readonly onChange: (key: string) => void;
}

/** All arguments that are not shown above, in groups to unfold, with a search in their names and descriptions. */
export function MoreArguments({ groups, ...rest }: Props) {
  const [search, setSearch] = useState("");
  const isSearching = search.trim() !== "";
  const found = findFields(groups, search);
  return (
    <section className="more-arguments" aria-label="More arguments">
      <h3>More arguments</h3>
      <input
        className="input"
        type="search"
        placeholder="Find an argument"
        aria-label="Find an argument"
        spellCheck={false}
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      {found.map((group) => (
        <Group key={group.heading} group={group} isSearching={isSearching} {...rest} />
      ))}
      {found.length === 0 && <p className="panel-empty">No argument is called or described so.</p>}
    </section>
  );
}

function Group(props: Omit<Props, "groups"> & { group: FieldGroup; isSearching: boolean }) {
  const { group, given, isSearching, ...rest } = props;
  const [isChosen, setChosen] = useState(false);
  const isOpen = isChosen || isSearching;
  const set = group.fields.filter((field) => given.has(field.name)).length;
  return (
    <div className="argument-group">
      <button type="button" aria-expanded={isOpen} onClick={() => setChosen(!isOpen)} disabled={isSearching}>
        {group.heading}
        {set > 0 && <Badge kind="accent">{set} set</Badge>}
        <span className="faint">{group.fields.length}</span>
      </button>
      {isOpen && <ArgumentFields fields={group.fields} given={given} {...rest} />}
    </div>
  );
}
