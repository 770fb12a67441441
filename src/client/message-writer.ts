/**
 * Writes a protobuf message from its end to its beginning: when the length of a part is due, the part stands there, so
 * that no byte is written twice, and nothing is counted beforehand. Fields are called in the order of falling numbers.
 */
import { WireType } from "@bufbuild/protobuf/wire";

/** Longer texts are encoded by the browser. */
const MAX_SHORT_TEXT = 64;
const MAX_UINT32 = 0xffffffff;

const encoder = new TextEncoder();

/** A message that grows towards its beginning. */
export class MessageWriter {
  private bytes: Uint8Array<ArrayBuffer>;
  private view: DataView;
  /** The first byte that is written. */
  private at: number;

  /** There is room for so many bytes, in a buffer that was used before if that is large enough; more is made where it is not. */
  constructor(expectedBytes: number, used?: ArrayBuffer) {
    const isEnough = used !== undefined && used.byteLength >= expectedBytes;
    this.bytes = isEnough ? new Uint8Array(used) : new Uint8Array(expectedBytes);
    this.view = new DataView(this.bytes.buffer);
    this.at = this.bytes.length;
  }

  /** How many bytes are written, which tells `message` where a part ends. */
  get length(): number {
    return this.bytes.length - this.at;
  }

  /** Bytes as they are, as those of fields. */
  raw(value: Uint8Array): void {
    this.reserve(value.length);
    this.at -= value.length;
    this.bytes.set(value, this.at);
  }

  /** A field of bytes. */
  blob(field: number, value: Uint8Array): void {
    this.raw(value);
    this.head(field, value.length);
  }

  /** A field of a text, which holds no half of a character. */
  text(field: number, value: string): void {
    const { length } = value;
    if (length <= MAX_SHORT_TEXT) {
      this.reserve(length);
      const { bytes } = this;
      const begin = this.at - length;
      let index = 0;
      for (let code = 0; index < length; index += 1) {
        code = value.charCodeAt(index);
        if (code >= 0x80) {
          break;
        }
        bytes[begin + index] = code;
      }
      if (index === length) {
        this.at = begin;
        this.head(field, length);
        return;
      }
    }
    this.blob(field, encoder.encode(value));
  }

  uint32(field: number, value: number): void {
    this.varint(value);
    this.varint((field << 3) | WireType.Varint);
  }

  int32(field: number, value: number): void {
    if (value < 0) {
      // As 64 bits.
      let left = BigInt.asUintN(64, BigInt(value));
      const seven: number[] = [];
      for (; left >= 0x80n; left >>= 7n) {
        seven.push(Number(left & 0x7fn) | 0x80);
      }
      this.raw(Uint8Array.of(...seven, Number(left)));
    } else {
      this.varint(value);
    }
    this.varint((field << 3) | WireType.Varint);
  }

  float(field: number, value: number): void {
    this.bareFloat(value);
    this.varint((field << 3) | WireType.Bit32);
  }

  double(field: number, value: number): void {
    this.reserve(8);
    this.at -= 8;
    this.view.setFloat64(this.at, value, true);
    this.varint((field << 3) | WireType.Bit64);
  }

  /** A field of many numbers, one behind the other. */
  floats(field: number, values: readonly number[]): void {
    const end = this.length;
    for (let index = values.length - 1; index >= 0; index -= 1) {
      this.bareFloat(values[index]!);
    }
    this.message(field, end);
  }

  uint32s(field: number, values: readonly number[]): void {
    const end = this.length;
    for (let index = values.length - 1; index >= 0; index -= 1) {
      this.varint(values[index]!);
    }
    this.message(field, end);
  }

  /** A field that holds all that was written since the length was `end`. */
  message(field: number, end: number): void {
    this.head(field, this.length - end);
  }

  /** All that is written, behind `room` bytes that are 0. */
  finish(room: number): Uint8Array<ArrayBuffer> {
    this.reserve(room);
    this.at -= room;
    this.bytes.fill(0, this.at, this.at + room);
    return this.bytes.subarray(this.at);
  }

  private bareFloat(value: number): void {
    this.reserve(4);
    this.at -= 4;
    this.view.setFloat32(this.at, value, true);
  }

  /** What stands before the content of a field that has a length. */
  private head(field: number, length: number): void {
    this.varint(length);
    this.varint((field << 3) | WireType.LengthDelimited);
  }

  private varint(value: number): void {
    if (!(value >= 0 && value <= MAX_UINT32 && Number.isInteger(value))) {
      throw new RangeError(`${value} is no whole number of 32 bits`);
    }
    const length = value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
    this.reserve(length);
    this.at -= length;
    let at = this.at;
    let left = value;
    for (; left >= 0x80; left >>>= 7) {
      this.bytes[at] = (left & 0x7f) | 0x80;
      at += 1;
    }
    this.bytes[at] = left;
  }

  private reserve(count: number): void {
    if (count > this.at) {
      const { length } = this;
      const larger = new Uint8Array(Math.max(2 * this.bytes.length, length + count));
      const at = larger.length - length;
      larger.set(this.bytes.subarray(this.at), at);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
      this.at = at;
    }
  }
}
