const MOST_FRAMES = 20;
// Characters of a request's frames. Each may be several bytes, and is escaped once more; the server's limit is many
// times as many bytes.
const BATCH = 8_000;

/**
 * Polling, the fallback with the interface of a WebSocket over plain HTTP, for networks that block WebSockets
 * (docs/protocol.md, "A second way in"). Frames are sent in one request after another, which keeps their order, and
 * received by long polling.
 */
export class Polling {
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  #line = "";
  #unsent: string[] = [];
  #sending = false;
  #stop = new AbortController();

  /** `url` is `/api/line/{code}`. */
  constructor(private readonly url: string) {
    queueMicrotask(() => {
      this.readyState = WebSocket.OPEN;
      this.onopen?.();
    });
  }

  send(frame: string) {
    if (!this.#line && !this.#sending) return void this.#open(frame);
    this.#unsent.push(frame);
    if (this.#line) void this.#flush();
  }

  close() {
    this.readyState = WebSocket.CLOSED;
    this.#stop.abort();
  }

  async #open(hello: string) {
    this.#sending = true;
    const answer = await this.#post("", { hello });
    this.#sending = false;
    if (!answer) return;
    this.#line = (answer.line as string | null) ?? "";
    this.#deliver(answer.frames);
    if (!this.#line) return this.#lost();
    void this.#flush();
    while (this.readyState === WebSocket.OPEN) {
      const heard = await this.#post("/hear", { line: this.#line });
      if (heard) this.#deliver(heard.frames);
    }
  }

  async #flush() {
    if (this.#sending) return;
    this.#sending = true;
    while (this.#unsent.length) await this.#post("/say", { line: this.#line, frames: this.#batch() });
    this.#sending = false;
  }

  /** Take the unsent frames of the next request: the first, however long, and as many more as the limits allow. */
  #batch(): string[] {
    const frames = this.#unsent.splice(0, 1);
    let room = BATCH - (frames[0]?.length ?? 0);
    while (this.#unsent[0] && frames.length < MOST_FRAMES && (room -= this.#unsent[0].length) >= 0)
      frames.push(...this.#unsent.splice(0, 1));
    return frames;
  }

  #deliver(frames: unknown) {
    for (const frame of frames as object[]) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  async #post(path: string, body: object): Promise<Record<string, unknown> | undefined> {
    try {
      const answer = await fetch(this.url + path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
        signal: this.#stop.signal,
      });
      if (answer.status === 204) return {};
      if (answer.ok) return (await answer.json()) as Record<string, unknown>;
    } catch {
      // The network or the server failed, or `close` has aborted the request.
    }
    this.#lost();
    return undefined;
  }

  #lost() {
    if (this.readyState === WebSocket.CLOSED) return;
    this.close();
    this.onclose?.({ code: 1006 });
  }
}
