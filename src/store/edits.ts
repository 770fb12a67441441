/** The code that makes edits, and reads what is typed for them: one chunk, which comes after the first picture. */
export { editDocument } from "../formats/edit/edit-document.ts";
export { typedEdit } from "../formats/edit/typed-argument.ts";
