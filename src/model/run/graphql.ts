/** What is asked of a gateway in GraphQL, and what it gives. */
import type { ClientError } from "./client-error.ts";

/** What came back: `data` as its JSON was parsed, and the errors, each as a sentence with its place. */
export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors: readonly string[];
}

/** A field, or an argument or a field of an input: the name of its innermost type, and how it is written. */
export interface GraphqlField {
  /** As `StrawberryDocument`, without lists and exclamation marks. */
  readonly type: string;
  /** As `[StrawberryDocument!]!`. */
  readonly written: string;
  readonly args: ReadonlyMap<string, GraphqlField>;
}

/** The types of a gateway by their names, each with its fields, and the roots that queries and mutations begin with. */
export interface GraphqlSchema {
  readonly query: string;
  readonly mutation: string;
  readonly types: ReadonlyMap<string, ReadonlyMap<string, GraphqlField>>;
}

/** Names that can stand at a place of a text, and where the name begins that one of them would take the place of. */
export interface GraphqlOffer {
  readonly from: number;
  /** `detail`: the type as it is written. */
  readonly options: readonly { readonly label: string; readonly detail: string }[];
}

/** Asks one gateway in GraphQL. Nothing rejects. */
export interface GraphqlGateway {
  /** Its types, which runs none of its endpoints. */
  introspect(): Promise<GraphqlSchema | ClientError>;
  /** A query or a mutation, and its variables as JSON; "" for none. */
  run(query: string, variables: string, signal: AbortSignal): Promise<GraphqlAnswer | ClientError>;
}
