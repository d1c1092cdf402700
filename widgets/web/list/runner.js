// The page's side of the worker for lists: calls on the list that Python holds.

import { FactsError, Runner } from "../runner.js";

const MINUTE = 60 * 1000;

/** Why a list, or what is asked of it, is refused: `code` as in guide/data/lists.yaml, in words. */
export class ListError extends Error {
  constructor({ code, message }) {
    super(message);
    Object.assign(this, { name: "ListError", code });
  }
}

/** A Python that also reads lists: `config` names the `archives` it reads them with. */
export class ListRunner extends Runner {
  constructor(config, base, script) {
    super(config, base, script);
    // On a slow phone a hundred thousand rows of a workbook take minutes.
    this.limits.list = 5 * MINUTE;
  }

  /**
   * Resolve with what the session (keep_or_cancel/lists/session.py) answers to `call` with `args`:
   * what its JSON says, or a Uint8Array, the bytes of a file. `content`, an ArrayBuffer, is given
   * away. Rejects with ListError, FactsError, or RuntimeFailure; after one over a file that did not
   * come Python still runs, and knows what it knew.
   */
  async list(call, args, content) {
    const message = { type: "list", call, args: JSON.stringify(args), content };
    const said = await this.ask(message, content ? [content] : []);
    if (said.content) return said.content;
    const answer = JSON.parse(said.json);
    const { error } = answer;
    if (error) throw error.kind === "facts" ? new FactsError(error) : new ListError(error);
    return answer;
  }
}
