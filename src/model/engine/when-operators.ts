/** With what `when` compares a tag: what docarray's queries compare with, in the words of a sentence. */
export const OPERATORS = [
  { value: "$eq", label: "is" },
  { value: "$neq", label: "is not" },
  { value: "$lt", label: "is below" },
  { value: "$lte", label: "is at most" },
  { value: "$gt", label: "is above" },
  { value: "$gte", label: "is at least" },
  { value: "$in", label: "is one of" },
  { value: "$nin", label: "is none of" },
  { value: "$regex", label: "matches" },
  { value: "$size", label: "has the size" },
  { value: "$exists", label: "exists" },
] as const;
