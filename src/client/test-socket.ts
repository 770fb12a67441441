/** A WebSocket for tests, of which they are the other side. */

/** A socket whose other side is the test. */
export class HandSocket extends EventTarget {
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  protocol = "";
  readyState: 0 | 1 | 2 | 3 = 0;
  readonly url: string;
  readonly protocols: readonly string[];
  readonly sent: unknown[] = [];

  constructor(url: string, protocols: readonly string[]) {
    super();
    this.url = url;
    this.protocols = protocols;
  }

  send(data: unknown): void {
    // As a browser does: what is sent may be used again.
    this.sent.push(data instanceof Uint8Array ? data.slice() : data);
  }

  close(): void {
    this.closeWith(1005);
  }

  open(protocol = ""): void {
    this.protocol = protocol;
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  closeWith(code: number, reason = ""): void {
    if (this.readyState !== 3) {
      this.readyState = 3;
      this.dispatchEvent(Object.assign(new Event("close"), { code, reason }));
    }
  }

  answer(data: unknown): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  answerTo(id: string, text: string): void {
    this.answer(JSON.stringify({ header: {}, data: [{ id, text }] }));
  }
}
