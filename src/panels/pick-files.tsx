/** The button that lets a person choose files. */
export function PickFiles(props: {
  readonly label: string;
  readonly isSmall?: boolean;
  readonly isMultiple?: boolean;
  /** What the button is for, where its text alone does not tell. */
  readonly name?: string;
  readonly onPick: (files: readonly File[]) => void;
}) {
  const { label, name, isSmall, isMultiple, onPick } = props;
  return (
    <label className={`button pick-files${isSmall ? " is-small" : ""}`}>
      {label}
      <input
        type="file"
        className="visually-hidden"
        aria-label={name}
        multiple={isMultiple}
        onChange={(event) => {
          onPick([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = "";
        }}
      />
    </label>
  );
}
