/**
 * A Document as either docarray generation has it, in one form: fields by name. Bytes and tensors stay bytes, so a
 * response of many megabytes is never turned into lists of numbers.
 */
export interface Doc {
  readonly [field: string]: DocValue;
}

export type DocValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | Tensor
  | readonly DocValue[]
  | { readonly [key: string]: DocValue };

/** A dense array: `buffer` holds its elements in C order in the byte order that `dtype` names (numpy's, as `<f4`). */
export class Tensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly buffer: Uint8Array;

  constructor(shape: readonly number[], dtype: string, buffer: Uint8Array) {
    this.shape = shape;
    this.dtype = dtype;
    this.buffer = buffer;
  }
}
