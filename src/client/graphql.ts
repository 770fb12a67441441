/**
 * GraphQL of an HTTP gateway with docarray below 0.30 that exposes it. Of an Executor that raises its answers tell
 * nothing: the documents are as they were before that Executor.
 */
import { ClientError } from "../model/run/client-error.ts";
import type { GraphqlAnswer, GraphqlField, GraphqlGateway, GraphqlSchema } from "../model/run/graphql.ts";
import { shorten } from "../model/shorten.ts";
import { isDeeper, isFields, parsedJson, wordOf } from "./answer-json.ts";
import { MAX_DEPTH } from "./answer-reader.ts";
import { type AnswerLimits, limitsOf } from "./answer-watch.ts";
import type { Attempt } from "./bridge-faults.ts";
import { httpFailure } from "./http-faults.ts";
import { createHttpWire, type HttpWireOptions, readText } from "./http-wire.ts";
import { labelOf } from "./way.ts";

const OPEN_LIMIT_MS = 5000;
const MAX_ERRORS = 20;
const MAX_SAID = 2000;
/** Of a type as it is written. */
const MAX_WRITTEN = 200;
/** Of a type in others; the question asks for five. */
const MAX_LEVELS = 20;

const TYPE = "name kind ofType { name kind ofType { name kind ofType { name kind ofType { name } } } }";
const INTROSPECTION = `{ __schema { queryType { name } mutationType { name } types { name
  fields { name type { ${TYPE} } args { name type { ${TYPE} } } }
  inputFields { name type { ${TYPE} } } } } }`;

/** Which gateway, which way, and by what means. */
interface GraphqlOptions extends HttpWireOptions {
  /** For one answer. Those of a run without a timeout unless said otherwise. */
  readonly limits?: AnswerLimits;
}

/** Asks the gateway of these options. */
export function createGraphql(options: GraphqlOptions): GraphqlGateway {
  const { address, way, limits = limitsOf(undefined) } = options;
  const tried = labelOf(address, way);
  const wire = createHttpWire(options);

  const ask = (stage: Attempt["stage"], body: string, signal: AbortSignal): Promise<Fields> => {
    const attempt: Attempt = { stage, tried, address, way, limitMs: OPEN_LIMIT_MS };
    return wire.ask(
      { method: "POST", path: "/graphql", body },
      attempt,
      signal,
      async ({ status, type, response }) => {
        const text = await readText(response, tried);
        const answer = parsedJson(text);
        if (status === 404 || status === 405) {
          throw notExposed(tried);
        }
        if (status === 400 && type === "text/plain") {
          throw new ClientError("gateway", `The gateway refuses it: ${shorten(text, MAX_SAID)}`, { tried });
        }
        if (status !== 200) {
          throw httpFailure({ status, type, answer }, attempt);
        }
        if (!isFields(answer)) {
          throw new ClientError("protocol", "The answer is not the message it should be (no JSON).", {
            tried,
          });
        }
        return answer;
      },
      ...(stage === "send" ? [limits] : []),
    );
  };

  return {
    async introspect() {
      try {
        const answer = await ask(
          "open",
          JSON.stringify({ query: INTROSPECTION }),
          new AbortController().signal,
        );
        return schemaOf(answer) ?? notExposed(tried);
      } catch (cause) {
        return ifFault(cause);
      }
    },
    async run(query, variables, signal) {
      const given = variables.trim() || "{}";
      if (!isFields(parsedJson(given))) {
        return new ClientError("input", 'Variables are an object in JSON, as {"text": "hello"}.');
      }
      try {
        // Printed anew they could be others: a number that is too long for a double, a key that comes twice.
        const body = `{"query":${JSON.stringify(query)},"variables":${given}}`;
        return answerOf(await ask("send", body, signal), tried);
      } catch (cause) {
        return ifFault(cause);
      }
    },
  };
}

type Fields = { readonly [key: string]: unknown };

function answerOf({ data, errors }: Fields, tried: string): GraphqlAnswer {
  const told = Array.isArray(errors) ? errors : [];
  if (isDeeper(data, MAX_DEPTH)) {
    throw new ClientError("protocol", `The answer is nested deeper than ${MAX_DEPTH} levels.`, { tried });
  }
  const listed = told.slice(0, MAX_ERRORS).map(errorText);
  return {
    data: data ?? null,
    errors: told.length > MAX_ERRORS ? [...listed, `There are ${told.length - MAX_ERRORS} more.`] : listed,
  };
}

function errorText(error: unknown): string {
  if (!isFields(error)) {
    return "The gateway tells of an error, and not which.";
  }
  const [place] = Array.isArray(error.locations) ? error.locations : [];
  const where = isFields(place) ? `Line ${wordOf(place.line)}, column ${wordOf(place.column)}: ` : "";
  return `${where}${shorten(wordOf(error.message), MAX_SAID)}`;
}

/** What GraphQL can name, and no longer than a list can show. */
const NAME = /^[A-Za-z_]\w{0,199}$/;

/** Null for an answer without types. */
function schemaOf({ data }: Fields): GraphqlSchema | null {
  const schema = isFields(data) && isFields(data.__schema) ? data.__schema : null;
  if (!schema) {
    return null;
  }
  const types = listOf(schema.types).map((type): [string, ReadonlyMap<string, GraphqlField>] => [
    wordOf(type.name),
    fieldsOf([...listOf(type.fields), ...listOf(type.inputFields)]),
  ]);
  return { query: nameOf(schema.queryType), mutation: nameOf(schema.mutationType), types: new Map(types) };
}

function fieldsOf(list: readonly Fields[]): ReadonlyMap<string, GraphqlField> {
  return new Map(
    list
      .filter(({ name }) => NAME.test(wordOf(name)))
      .map((field) => [
        wordOf(field.name),
        {
          type: innermost(field.type),
          written: shorten(written(field.type), MAX_WRITTEN),
          args: fieldsOf(listOf(field.args)),
        },
      ]),
  );
}

function innermost(type: unknown, levels = MAX_LEVELS): string {
  if (!isFields(type) || levels === 0) {
    return "";
  }
  return type.ofType ? innermost(type.ofType, levels - 1) : wordOf(type.name);
}

function written(type: unknown, levels = MAX_LEVELS): string {
  if (!isFields(type) || levels === 0) {
    return "";
  }
  const inner = written(type.ofType, levels - 1);
  return type.kind === "NON_NULL" ? `${inner}!` : type.kind === "LIST" ? `[${inner}]` : wordOf(type.name);
}

function nameOf(type: unknown): string {
  return isFields(type) ? wordOf(type.name) : "";
}

function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter(isFields) : [];
}

function notExposed(tried: string): ClientError {
  return new ClientError("gateway", "This gateway exposes no GraphQL.", {
    tried,
    advice:
      "Start the Flow with `expose_graphql_endpoint: true` under `with`, and with strawberry-graphql installed. With docarray from 0.30 on no gateway has it.",
  });
}

/** A fault of ours stays one. */
function ifFault(cause: unknown): ClientError {
  if (cause instanceof ClientError) {
    return cause;
  }
  throw cause;
}
