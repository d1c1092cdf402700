// The page's side of the worker for more than a check: calls on the packages of lists and of letters.

import { FactsError, Runner } from "./runner.js";

const MINUTE = 60 * 1000;

/** Why a call is refused: `code` says what is wrong, as in guide/data/lists.yaml, the message in words. */
export class RefusedError extends Error {
  constructor({ code, message }) {
    super(message);
    Object.assign(this, { name: "RefusedError", code });
  }
}

/** A Python that is asked more than a check: `config` names the `archives`, and those got `ahead`. */
export class Caller extends Runner {
  constructor(config, base, script) {
    super(config, base, script);
    // On a slow phone a hundred thousand rows of a workbook take minutes.
    this.limits.call = 5 * MINUTE;
  }

  /**
   * Resolve with what the package ("lists", "papers") answers to `call` with `args`
   * (keep_or_cancel/lists/session.py, keep_or_cancel/papers/browser.py): what its JSON says, or a
   * Uint8Array, the bytes of a file. `content`, an ArrayBuffer, is given away. Rejects with
   * RefusedError, FactsError, or RuntimeFailure; after one over a file that did not come Python still
   * runs, and knows what it knew.
   */
  async call(name, call, args, content) {
    const message = { type: "call", package: name, call, args: JSON.stringify(args), content };
    const said = await this.ask(message, content ? [content] : []);
    if (said.content) return said.content;
    const answer = JSON.parse(said.json);
    const { error } = answer;
    if (error) throw error.kind === "facts" ? new FactsError(error) : new RefusedError(error);
    return answer;
  }
}
