/** What stands before each message, in gRPC and in gRPC-web: a flag of one byte, and the length in four, big-endian. */
export const PREFIX_BYTES = 5;

/** The flag of a message that is compressed. */
export const COMPRESSED = 1;

/** The prefix of a message of so many bytes. */
export function prefixOf(flag: number, length: number): Buffer {
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt8(flag, 0);
  prefix.writeUInt32BE(length, 1);
  return prefix;
}
