import type { DocValue } from "./document.ts";

/** One change of what is typed as documents. Documents are counted from 0. */
export type DocumentEdit =
  /** `value`: undefined takes the field away. */
  | {
      readonly kind: "set";
      readonly document: number;
      readonly field: string;
      readonly value: DocValue | undefined;
    }
  /** An empty one, at the end. */
  | { readonly kind: "add" }
  | { readonly kind: "remove"; readonly document: number };
