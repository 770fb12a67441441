/**
 * Reads values out of an answer's bytes within limits, so that no answer can take longer than its limits allow. What is
 * left out, cannot be told or is not text is said beside the value, in an Excerpt; nothing is dropped silently.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { counted, grouped } from "../base/words.ts";
import { type Detail, type DocValue, Excerpt } from "../model/run/document.ts";

/** What may be read at once. A text is cut where its bytes are used up; of a list, what is left is not looked at. */
export interface Limits {
  /** Fields, entries and items. */
  readonly values: number;
  readonly textBytes: number;
}

/** By how much of a document is asked for. Some 20 documents are on screen at once; an entry of tags takes four values, and 50,000 of them shall be whole. */
export const DETAIL_LIMITS: { readonly [detail in Detail]: Limits } = {
  glance: { values: 1_000, textBytes: 16 << 10 },
  more: { values: 12_000, textBytes: 32 << 10 },
  whole: { values: 210_000, textBytes: 16 << 20 },
};

/** Deep enough for any document, as deep as one may be typed into Send, and far from the end of the stack. */
export const MAX_DEPTH = 500;
/** Longer texts are decoded by the browser. */
const MAX_SHORT_TEXT = 64;
/** One list for each length, as every text would need one. */
const SHORT_CODES: readonly number[][] = Array.from({ length: MAX_SHORT_TEXT + 1 }, (_, length) =>
  Array.from({ length }, () => 0),
);
/** Of a text that is not UTF-8: making such a one readable is slow. */
const MAX_BROKEN_BYTES = 64 << 10;
/** Numbers of unknown fields that are named. */
const MAX_NAMED = 8;
/** Notes on one message. */
const MAX_NOTES = 8;

// A byte order mark at the start is a character of the text.
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { ignoreBOM: true });

/** The reader of an answer's values, one after another, each with limits of its own. */
export class AnswerReader extends BinaryReader {
  readonly source: Uint8Array;
  values = 0;
  textBytes = 0;

  constructor(bytes: Uint8Array) {
    super(bytes);
    this.source = bytes;
  }

  /** Begins with another value, which stands at a place. */
  begin(at: number, limits: Limits): void {
    this.pos = at;
    this.values = limits.values;
    this.textBytes = limits.textBytes;
  }
}

/**
 * One message while it is read:
 *
 *     while (message.next()) { if (message.is(1, …)) { … } else { message.unknown(); } }
 *     return message.done(value);
 */
export class Message {
  field = 0;
  readonly reader: AnswerReader;
  private readonly end: number;
  // Made when they are needed, because an answer has many messages.
  private notes: string[] | null = null;
  private unknownFields: Set<number> | null = null;
  /** One bit for each field that has come once. */
  private seen = 0;
  private wireType: WireType = WireType.Varint;

  /** A message that takes all bytes up to `end`. */
  constructor(reader: AnswerReader, end: number) {
    this.reader = reader;
    this.end = end;
  }

  /** Goes on to the next field; false at the end, or where the limit is reached. */
  next(): boolean {
    const { reader, end } = this;
    if (reader.pos >= end) {
      if (reader.pos > end) {
        throw new RangeError("a field reaches beyond its message");
      }
      return false;
    }
    if (reader.values <= 0) {
      this.note(`${counted(end - reader.pos, "byte")} more are not shown`);
      reader.pos = end;
      return false;
    }
    reader.values -= 1;
    const byte = reader.source[reader.pos]!;
    if (byte >= 8 && byte < 0x80 && (byte & 7) <= WireType.Bit32) {
      reader.pos += 1;
      this.field = byte >>> 3;
      this.wireType = byte & 7;
    } else {
      [this.field, this.wireType] = reader.tag();
    }
    return true;
  }

  /** Whether the field is this one, in the form that it has to have. */
  is(field: number, wireType: WireType): boolean {
    return this.field === field && this.wireType === wireType;
  }

  /** The same for a field, up to the 31st, that comes once; that it comes again is noted, as its last value is the one that counts. */
  isOnce(field: number, wireType: WireType): boolean {
    const is = this.is(field, wireType);
    if (is) {
      if (this.seen & (1 << field)) {
        this.note("one of its fields comes more than once; the last is shown");
      }
      this.seen |= 1 << field;
    }
    return is;
  }

  /** Numbers of a repeated field, packed or one by one. */
  isNumbers(field: number, wireType: WireType): boolean {
    return this.is(field, wireType) || this.is(field, WireType.LengthDelimited);
  }

  /** Reads them onto the list. */
  numbers(list: number[], read: () => number): void {
    const { reader } = this;
    if (this.wireType !== WireType.LengthDelimited) {
      list.push(read());
      return;
    }
    const end = this.length();
    while (reader.pos < end && reader.values > 0) {
      reader.values -= 1;
      list.push(read());
    }
    if (reader.pos > end) {
      throw new RangeError("numbers reach beyond their field");
    }
    if (reader.pos < end) {
      this.note(`${counted(end - reader.pos, "byte")} more of its numbers are not shown`);
    }
    reader.pos = end;
  }

  /** Reads the length of the field, and gives the end of it. */
  length(): number {
    const length = this.reader.uint32();
    if (length > this.end - this.reader.pos) {
      throw new RangeError(
        `${counted(length, "byte")} are announced where ${this.end - this.reader.pos} are left`,
      );
    }
    return this.reader.pos + length;
  }

  /** The bytes of the field, as a view. */
  bytes(): Uint8Array {
    const { reader } = this;
    const from = reader.pos;
    const end = this.length();
    const lengthBytes = reader.pos - from;
    reader.pos = from;
    const bytes = reader.bytes();
    if (bytes.length !== end - from - lengthBytes) {
      throw new RangeError("a field ends early");
    }
    return bytes;
  }

  /** The field as a text, with a note of its own where it is not all there. */
  text(): string | Excerpt {
    return this.shortText() ?? this.longText();
  }

  /** A text of a few ASCII characters, for which no decoder is asked; null where it is another one, which is not read. */
  private shortText(): string | null {
    const { reader } = this;
    const { source, pos } = reader;
    const length = source[pos] ?? Infinity;
    if (length > MAX_SHORT_TEXT || length > this.end - pos - 1 || length > reader.textBytes) {
      return null;
    }
    const codes = SHORT_CODES[length]!;
    for (let index = 0; index < length; index += 1) {
      const code = source[pos + 1 + index]!;
      if (code >= 0x80) {
        return null;
      }
      codes[index] = code;
    }
    reader.pos = pos + 1 + length;
    reader.textBytes -= length;
    return String.fromCharCode.apply(null, codes);
  }

  private longText(): string | Excerpt {
    const bytes = this.bytes();
    const { reader } = this;
    let kept =
      bytes.length <= reader.textBytes ? bytes : bytes.subarray(0, characterEnd(bytes, reader.textBytes));
    reader.textBytes -= kept.length;
    const notes: string[] = [];
    let text: string;
    try {
      text = strict.decode(kept);
    } catch {
      kept = kept.subarray(0, MAX_BROKEN_BYTES);
      text = lenient.decode(kept);
      notes.push("not UTF-8; what is no character is shown as \ufffd");
    }
    if (kept.length < bytes.length) {
      notes.push(`the first ${grouped(kept.length)} of ${counted(bytes.length, "byte")}`);
    }
    return notes.length === 0 ? text : new Excerpt(text, notes.join("; "));
  }

  /** The field as a text where there is no place for a note; it goes to this message. */
  plainText(name: string): string {
    const text = this.text();
    if (text instanceof Excerpt) {
      this.note(`${name}: ${text.note}`);
      return text.shown as string;
    }
    return text;
  }

  note(text: string): void {
    this.notes ??= [];
    if (this.notes.length < MAX_NOTES && !this.notes.includes(text)) {
      this.notes.push(this.notes.length === MAX_NOTES - 1 ? "there is more to say of it" : text);
    }
  }

  /** Skips a field that this message does not have, or that is not in its form. */
  unknown(): void {
    this.unknownFields ??= new Set();
    // One more than are named, so that it can be said that there are more.
    if (this.unknownFields.size <= MAX_NAMED) {
      this.unknownFields.add(this.field);
    }
    const { reader, wireType } = this;
    if (wireType === WireType.LengthDelimited) {
      reader.pos = this.length();
    } else {
      reader.skip(wireType, this.field);
    }
  }

  /** All that there is to say about it. */
  remarks(): readonly string[] {
    const notes = this.notes ?? [];
    if (!this.unknownFields) {
      return notes;
    }
    const named = [...this.unknownFields].slice(0, MAX_NAMED).join(", ");
    const more = this.unknownFields.size > MAX_NAMED ? " and others" : "";
    return [
      ...notes,
      `this page does not know its ${this.unknownFields.size === 1 ? "field" : "fields"} ${named}${more}`,
    ];
  }

  done<Value extends DocValue>(value: Value): Value | Excerpt {
    const isWhole = !this.notes && !this.unknownFields;
    return isWhole ? value : new Excerpt(value, this.remarks().join("; "));
  }
}

/** Whether something nested so deep is left out; then it has been passed over. */
export function tooDeep(reader: AnswerReader, end: number, depth: number): Excerpt | null {
  if (depth <= MAX_DEPTH) {
    return null;
  }
  const note = `nested deeper than ${MAX_DEPTH} levels: ${counted(end - reader.pos, "byte")} are not shown`;
  reader.pos = end;
  return new Excerpt(null, note);
}

type ReadValue = (reader: AnswerReader, end: number, depth: number) => DocValue;

/** A map from texts to messages, whose entries are the field 1 of the message. */
export function readMap(reader: AnswerReader, end: number, depth: number, read: ReadValue): DocValue {
  const deep = tooDeep(reader, end, depth);
  if (deep) {
    return deep;
  }
  const message = new Message(reader, end);
  const entries: [string, DocValue][] = [];
  while (message.next()) {
    if (message.is(1, WireType.LengthDelimited)) {
      entries.push(readEntry(reader, message.length(), depth, read));
    } else {
      message.unknown();
    }
  }
  return message.done(fieldsOf(entries, message));
}

/** An entry of a map: its key is field 1, its value field 2. */
export function readEntry(
  reader: AnswerReader,
  end: number,
  depth: number,
  read: ReadValue,
): [string, DocValue] {
  const message = new Message(reader, end);
  let key = "";
  let value: DocValue = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.LengthDelimited)) {
      key = message.plainText("its key");
    } else if (message.isOnce(2, WireType.LengthDelimited)) {
      value = read(reader, message.length(), depth + 1);
    } else {
      message.unknown();
    }
  }
  return [key, message.done(value)];
}

/** The entries as an object; that some have the same key is noted. */
export function fieldsOf(
  entries: readonly [string, DocValue][],
  message: Message,
): { [key: string]: DocValue } {
  // From entries, because assigning to a key `__proto__` would set no key.
  const fields: { [key: string]: DocValue } = Object.fromEntries(entries);
  const lost = entries.length - Object.keys(fields).length;
  if (lost > 0) {
    message.note(`${lost} of its keys come more than once; the last of each is shown`);
  }
  return fields;
}

/** A google.protobuf.Struct. */
export function readStruct(reader: AnswerReader, end: number, depth: number): DocValue {
  return readMap(reader, end, depth, readStructValue);
}

function readStructValue(reader: AnswerReader, end: number, depth: number): DocValue {
  const message = new Message(reader, end);
  let value: DocValue = null;
  while (message.next()) {
    if (message.isOnce(1, WireType.Varint)) {
      reader.uint32();
      value = null;
    } else if (message.isOnce(2, WireType.Bit64)) {
      value = reader.double();
    } else if (message.isOnce(3, WireType.LengthDelimited)) {
      value = message.text();
    } else if (message.isOnce(4, WireType.Varint)) {
      value = reader.bool();
    } else if (message.isOnce(5, WireType.LengthDelimited)) {
      value = readStruct(reader, message.length(), depth);
    } else if (message.isOnce(6, WireType.LengthDelimited)) {
      value = readList(reader, message.length(), depth, readStructValue);
    } else {
      message.unknown();
    }
  }
  return message.done(value);
}

/** A message whose field 1 is a list of messages. */
export function readList(reader: AnswerReader, end: number, depth: number, read: ReadValue): DocValue {
  const deep = tooDeep(reader, end, depth);
  if (deep) {
    return deep;
  }
  const message = new Message(reader, end);
  const items: DocValue[] = [];
  while (message.next()) {
    if (message.is(1, WireType.LengthDelimited)) {
      items.push(read(reader, message.length(), depth + 1));
    } else {
      message.unknown();
    }
  }
  return message.done(items);
}

/** The last place up to `at` where a character of UTF-8 begins; `at` itself in what is not UTF-8. */
function characterEnd(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end > 0 && at - end < 4 && (bytes[end]! & 0xc0) === 0x80) {
    end -= 1;
  }
  return at - end < 4 ? end : at;
}
