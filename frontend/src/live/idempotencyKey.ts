import { Refused } from "./organiser";
import { randomId } from "./outbox";

/**
 * The key of requests that open a session. While it is not known whether one has reached the server, the next press has
 * the same key, so that no second session is opened; once there is an answer, it has another.
 */
export class IdempotencyKey {
  #key = randomId();

  async send<T>(request: (key: string) => Promise<T>): Promise<T> {
    try {
      const answer = await request(this.#key);
      this.#key = randomId();
      return answer;
    } catch (error) {
      const isRefused = error instanceof Refused && error.status >= 400 && error.status < 500;
      if (isRefused) this.#key = randomId();
      throw error;
    }
  }
}
