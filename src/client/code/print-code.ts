/** A request in the language that is asked for. Loaded late: it needs the messages of both docarray generations. */
import { counted } from "../../base/words.ts";
import { ClientError } from "../../model/run/client-error.ts";
import type { Generation } from "../generation.ts";
import type { CodeRequest, Language, PrintedCode } from "./code-request.ts";
import { printJavaScript } from "./print-javascript.ts";
import { printPythonCode } from "./print-python.ts";
import { printCurl, printGrpcurl } from "./print-shell.ts";

/** Documents beyond this many belong into a file, not into code. */
const MAX_DOCUMENTS = 1000;

/** The code, or why there is none. `generation`: of the docarray that the gateway runs. */
export function printCode(request: CodeRequest, language: Language, generation: Generation): PrintedCode {
  const { documents } = request;
  if (documents.length > MAX_DOCUMENTS) {
    return {
      refused: `Code is made of up to ${counted(MAX_DOCUMENTS, "document")}, and the request has ${counted(documents.length, "document")}.`,
    };
  }
  try {
    return print(request, language, generation);
  } catch (cause) {
    if (cause instanceof ClientError) {
      return { refused: cause.message };
    }
    throw cause;
  }
}

function print(request: CodeRequest, language: Language, generation: Generation): PrintedCode {
  switch (language) {
    case "python":
    case "async-python":
      return printPythonCode(request, generation, language === "async-python");
    case "javascript":
      return printJavaScript(request, generation);
    case "curl":
      return printCurl(request, generation);
    case "grpcurl":
      return printGrpcurl(request, generation);
  }
}
